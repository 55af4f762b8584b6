/** A retreat in parts, as a server gives them, and what a state says of it in the same form. */
import { expect } from 'vitest'
import type { Block, Frame } from '#lib/live/protocol.ts'
import { blockOf } from '#lib/state/blocks.ts'
import { placed } from '#lib/state/placed.ts'
import { RetreatState } from '#lib/state/retreat.svelte.ts'

export interface Side {
  frame: Frame
  blocks: Block[]
}
type Thing = { id: string }
const byId = (all: Iterable<Thing>): Thing[] => [...all].sort((a, b) => (a.id < b.id ? -1 : 1))

const byKey = (all: ReadonlyMap<string, unknown>) => [...all].sort(([a], [b]) => (a < b ? -1 : 1))

type Named<S extends string> = S extends `${infer A}_${infer B}` ? `${A}${Capitalize<Named<B>>}` : S
/** All that a frame holds: what a state does not say here is compared with nothing. */
type Said = Record<Named<keyof Frame> | 'blocks', unknown>

/** What a state says, in the form of a fixture's side, without order. */
export function said(state: RetreatState, { blocks }: Side): Said {
  return {
    seq: state.seq,
    epoch: state.epoch,
    programme: state.programme,
    retreat: state.retreat,
    sectors: byId(state.sectors.values()),
    organisations: byId(state.organisations.values()),
    members: byId(state.members.values()),
    consentItems: byId(state.consentItems.values()),
    answers: byKey(state.answers),
    invitations: byId(state.invitations.values()),
    groups: byId(state.groups.values()),
    seats: byKey(state.seats),
    attendances: [...state.attendances.values()].sort((a, b) => (a.member < b.member ? -1 : 1)),
    sessions: byId(state.sessions.values()),
    sources: byId(state.sources.values()),
    recordings: byId(state.recordings.values()),
    runs: byId(state.runs.values()),
    speakers: byId(state.speakers.values()),
    codes: byId(state.codes.values()),
    memos: byId(state.memos.values()),
    marks: Object.fromEntries([...state.marks].filter(([, count]) => count > 0)),
    blocks: blocks.map(({ source, n }) => blockSaid(state, source, n)),
  }
}

function blockSaid(state: RetreatState, source: string, n: number) {
  const segments = state.segments(source).filter((it) => blockOf(it.start) === n)
  const inside = new Set(segments.map((it) => it.id))
  // Marks were made on words that are part of others now, and moved with them.
  const annotations = state
    .annotations(source)
    .map((it) => placed(it, state.steps(source)))
    .filter((it) => inside.has(it.passage.start.segment))
  const replies = annotations.flatMap((it) => state.replies(it.id))
  const stances = annotations.map((it) => [it.id, byKey(state.stances(it.id))] as const)
  return {
    source,
    n,
    segments,
    annotations: byId(annotations),
    replies: byId(replies),
    stances: stances.sort(([a], [b]) => (a < b ? -1 : 1)),
    steps: byKey(state.steps(source)),
    suggestions: byId(state.suggestions(source)),
  }
}

export function stateOf(side: Side): RetreatState {
  const state = new RetreatState(structuredClone(side.frame))
  for (const it of side.blocks) expect(state.loadBlock(structuredClone(it))).toBe(true)
  return state
}
