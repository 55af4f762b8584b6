/** The confirmed state in the shapes in which the server sends it, so that it can be loaded again as if it came. */
import type { Block, Frame, SegmentText, Step } from '../live/protocol'
import { blockOf, inBlocks } from '../state/blocks'
import { orderOf } from '../state/passages'
import type { RetreatState } from '../state/retreat.svelte'

export function copyFrame(state: RetreatState): Frame {
  const { epoch, seq, programme, retreat } = state
  return {
    epoch,
    seq,
    programme,
    retreat,
    sectors: [...state.sectors.values()],
    organisations: [...state.organisations.values()],
    members: [...state.members.values()],
    attendances: [...state.attendances.values()],
    consent_items: [...state.consentItems.values()],
    answers: [...state.answers.values()],
    invitations: [...state.invitations.values()],
    sessions: [...state.sessions.values()],
    groups: [...state.groups.values()],
    seats: [...state.seats.values()],
    sources: [...state.sources.values()],
    recordings: [...state.recordings.values()],
    runs: [...state.runs.values()],
    speakers: [...state.speakers.values()],
    codes: [...state.codes.values()],
    memos: [...state.memos.values()],
    marks: Object.fromEntries(state.marks),
  }
}

/** What is here of a source, block by block. What belongs to segments that were joined into others, and so stand in
 * no block, is in the first. */
export function copyBlocks(state: RetreatState, source: string): Block[] {
  const segments = state.segments(source)
  const order = orderOf(segments)
  const blocks = new Map<number, Block>()
  for (const [n, inside] of inBlocks(segments)) blocks.set(n, emptyBlock(state, source, n, inside))
  const blockWith = (segment: string) => {
    const n = blockOf(segments[order.get(segment) ?? -1]?.start ?? null)
    const block = blocks.get(n) ?? emptyBlock(state, source, n, [])
    blocks.set(n, block)
    return block
  }
  for (const [segment, steps] of state.steps(source)) blockWith(segment).steps.push(...(steps as Step[]))
  for (const it of state.suggestions(source)) blockWith(it.segment).suggestions.push(it)
  const blockOfMark = new Map<string, Block>()
  for (const it of state.annotations(source)) {
    const block = blockWith(it.passage.start.segment)
    block.annotations.push(it)
    blockOfMark.set(it.id, block)
  }
  // Of the marks of ten hours, few were answered.
  for (const [mark, replies] of state.answered) blockOfMark.get(mark)?.replies.push(...replies)
  for (const [mark, stances] of state.seen) blockOfMark.get(mark)?.stances.push(...stances.values())
  return [...blocks.values()]
}

function emptyBlock(
  { epoch, seq }: RetreatState,
  source: string,
  n: number,
  inside: readonly SegmentText[],
): Block {
  return {
    epoch,
    seq,
    source,
    n,
    segments: inside as SegmentText[],
    annotations: [],
    replies: [],
    stances: [],
    steps: [],
    suggestions: [],
  }
}

const LISTS = ['segments', 'annotations', 'replies', 'stances', 'steps', 'suggestions'] as const

/** What is to be written of a source. */
export interface Changes {
  source: string
  /** Whether all that was written of it before goes. */
  anew: boolean
  blocks: readonly Block[]
}

/** What is other than it was, block by block; all of it where a block is gone, or nothing is known of before. */
export function changes(
  source: string,
  before: readonly Block[] | undefined,
  now: readonly Block[],
): Changes {
  const numbers = new Set(now.map((it) => it.n))
  if (!before?.every((it) => numbers.has(it.n))) return { source, anew: true, blocks: now }
  const written = new Map(before.map((it) => [it.n, it]))
  return { source, anew: false, blocks: now.filter((it) => !same(written.get(it.n), it)) }
}

// What a block holds is replaced when it changes, so a look is enough.
const same = (a: Block | undefined, b: Block) =>
  a?.epoch === b.epoch && LISTS.every((it) => sameItems(a[it], b[it]))

const sameItems = (a: readonly unknown[], b: readonly unknown[]) =>
  a === b || (a.length === b.length && a.every((it, n) => it === b[n]))
