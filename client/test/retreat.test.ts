/** The confirmed state: the same as the server's for shared fixtures, whatever order parts and events come in. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { newId } from '#lib/live/ids.ts'
import type {
  Annotation,
  Block,
  Code,
  Envelope,
  EventBody,
  Frame,
  Reply,
  SegmentText,
  Stance,
  Step,
  Suggestion,
} from '#lib/live/protocol.ts'
import { placed } from '#lib/state/placed.ts'
import { blockOf, RetreatState } from '#lib/state/retreat.svelte.ts'
import { Chance, seeds } from './chance'
import { annotation, block, code, EPOCH, envelope, frame, ME, reply, SOURCE, segment, stance } from './things'

interface Side {
  frame: Frame
  blocks: Block[]
}
interface Fixture {
  name: string
  before: Side
  events: Envelope[]
  after: Side
}

const FOLDER = '../tests/fixtures'
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((it) => it.endsWith('.json')) : []
const fixtures = files.map((it) => JSON.parse(readFileSync(`${FOLDER}/${it}`, 'utf8')) as Fixture)

type Thing = { id: string }
const byId = (all: Iterable<Thing>): Thing[] => [...all].sort((a, b) => (a.id < b.id ? -1 : 1))

const byKey = (all: ReadonlyMap<string, unknown>) => [...all].sort(([a], [b]) => (a < b ? -1 : 1))

/** What a state says, in the form of a fixture's side, without order. */
function said(state: RetreatState, { blocks }: Side) {
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

function stateOf(side: Side): RetreatState {
  const state = new RetreatState(structuredClone(side.frame))
  for (const it of side.blocks) expect(state.loadBlock(structuredClone(it))).toBe(true)
  return state
}

describe('shared fixtures', () => {
  test('are there', ({ skip }) => {
    if (fixtures.length === 0 && !process.env.CI)
      skip(`NO FIXTURES in ${FOLDER}: the reducer was not compared`)
    expect(fixtures.length).toBeGreaterThan(0)
  })

  test.each(fixtures)('$name', ({ before, events, after }) => {
    const state = stateOf(before)
    for (const it of events) state.apply(it)
    for (const it of events) state.apply(it)
    const seq = events.at(-1)?.seq ?? before.frame.seq
    expect(state.seq).toBe(seq)
    expect({ ...said(state, after), seq }).toEqual({ ...said(stateOf(after), after), seq })
  })
})

const KINDS = [
  'speak',
  'mark',
  'mark',
  'remove',
  'reply',
  'stance',
  'stance',
  'drop',
  'code',
  'recode',
  'correct',
  'correct',
  'join',
  'check',
  'suggest',
  'settle',
  'place',
] as const
const PEOPLE = [newId(), newId()]
const NOWHERE = {
  retreat: null,
  organisation: null,
  sector: null,
  setting: null,
  outcome: null,
  recorded_on: null,
}
const A_SOURCE = { id: SOURCE, kind: 'transcript' as const, title: 'Words', recording: null, ...NOWHERE }

const sameStance = (a: Pick<Stance, 'annotation' | 'member'>, b: Pick<Stance, 'annotation' | 'member'>) =>
  a.annotation === b.annotation && a.member === b.member

/** A ledger of random events, and what a server would answer at any seq. */
class Ledger {
  events: Envelope[] = []
  #segments: SegmentText[] = []
  #annotations: Annotation[] = []
  #replies: Reply[] = []
  #stances: Stance[] = []
  #codes: Code[] = []
  #steps: Step[] = []
  #suggestions: Suggestion[] = []
  #sides: Side[] = [this.#side()]
  constructor(private readonly chance: Chance) {}

  at(seq: number): Side {
    return structuredClone(this.#sides[seq] as Side)
  }

  get seq() {
    return this.events.length
  }

  step(): void {
    const kind = this.chance.of(KINDS)
    const body = this.#body(kind) ?? this.#body('speak')
    this.events.push(envelope(this.seq + 1, body as EventBody))
    this.#sides.push(this.#side())
  }

  #body(kind: (typeof KINDS)[number]): EventBody | null {
    const target = this.#annotations.length ? this.chance.of(this.#annotations) : null
    if (kind === 'speak') {
      const spoken = segment(this.#segments.length, `Words ${this.seq}`)
      this.#segments.push(spoken)
      return { type: 'segments_appended', run: 'none', language: 'en', segments: [spoken] }
    }
    if (kind === 'code') {
      const made = code('Trust')
      this.#codes.push(made)
      return { type: 'code_created', code: made }
    }
    if (kind === 'mark' && this.#standing.length) {
      const made = annotation(this.chance.of(this.#standing))
      this.#annotations.push(made)
      return { type: 'annotated', annotation: made }
    }
    if (kind === 'reply' && target) {
      const made = reply(target.id)
      this.#replies.push(made)
      return { type: 'replied', reply: made }
    }
    if (kind === 'stance' && target) {
      const made = stance(target.id, { member: this.chance.of(PEOPLE), reason: `Since ${this.seq}.` })
      this.#stances = [...this.#stances.filter((it) => !sameStance(it, made)), made]
      return { type: 'stance_taken', stance: made }
    }
    if (kind === 'drop' && this.#stances.length) {
      const { annotation, member } = this.chance.of(this.#stances)
      this.#stances = this.#stances.filter((it) => !sameStance(it, { annotation, member }))
      return { type: 'stance_dropped', annotation, member }
    }
    if (kind === 'recode' && this.#codes.length) {
      const made = { ...this.chance.of(this.#codes), name: `Renamed ${this.seq}`, retired: true }
      this.#codes = this.#codes.map((it) => (it.id === made.id ? made : it))
      return { type: 'code_changed', code: made }
    }
    if (kind === 'correct' && this.#standing.length) {
      const { id, text } = this.chance.of(this.#standing)
      const now = this.chance.below(9)
      return this.#revised({ id, text: text.slice(0, now) }, { edits: [[now, text.length, 0]] })
    }
    if (kind === 'join' && this.#standing.length > 1) {
      const at = this.chance.below(this.#standing.length - 1)
      const [one, two] = this.#standing.slice(at, at + 2) as [SegmentText, SegmentText]
      const joined = { segment: one.id, shift: one.text.length }
      return this.#revised(
        { id: one.id, text: one.text + two.text },
        {},
        { id: two.id, text: '', joined_into: one.id },
        { joined },
      )
    }
    if (kind === 'check' && this.#standing.length) {
      const { id, checked_by } = this.chance.of(this.#standing)
      const by = checked_by ? null : ME
      this.#segments = this.#segments.map((it) => (it.id === id ? { ...it, checked_by: by } : it))
      return { type: 'segments_checked', source: SOURCE, segments: [id], by }
    }
    if (kind === 'suggest' && this.#standing.length) {
      const { id, revision } = this.chance.of(this.#standing)
      const about = { source: SOURCE, segment: id, revision, text: 'Other words', author: ME }
      const made = { id: newId(), at: new Date(this.seq * 1000).toISOString(), ...about }
      this.#suggestions.push(made)
      return { type: 'words_suggested', suggestion: made }
    }
    if (kind === 'settle' && this.#suggestions.length) {
      const { id } = this.chance.of(this.#suggestions)
      this.#suggestions = this.#suggestions.filter((it) => it.id !== id)
      return { type: 'suggestion_settled', suggestion: id, source: SOURCE }
    }
    if (kind === 'place' && target) {
      const start = target.passage.start
      const inBlock = this.#standing.filter((it) => blockOf(it.start) === this.#blockOf(start.segment))
      if (inBlock.length === 0) return null
      const { passage } = annotation(this.chance.of(inBlock))
      this.#annotations = this.#annotations.map((it) => (it.id === target.id ? { ...it, passage } : it))
      return { type: 'annotation_placed', annotation: target.id, passage }
    }
    if (kind === 'remove' && target) {
      this.#annotations = this.#annotations.filter((it) => it !== target)
      this.#stances = this.#stances.filter((it) => it.annotation !== target.id)
      return { type: 'annotation_removed', annotation: target.id }
    }
    return null
  }

  get #standing(): SegmentText[] {
    return this.#segments.filter((it) => !it.joined_into)
  }

  #blockOf(segment: string): number {
    return blockOf(this.#segments.find((it) => it.id === segment)?.start ?? null)
  }

  /** Segments with these changes, each with the step that made it. */
  #revised(...changes: (Partial<SegmentText> & Partial<Step>)[]): EventBody {
    const revision = newId()
    const segments: SegmentText[] = []
    const steps: Step[] = []
    for (let n = 0; n < changes.length; n += 2) {
      const id = changes[n]?.id as string
      const before = this.#segments.find((it) => it.id === id) as SegmentText
      segments.push({ ...before, ...(changes[n] as Partial<SegmentText>), revision })
      const nothing = { edits: [], undoes: null, cut: null, joined: null, by: ME, at: '' }
      const count = this.#steps.filter((it) => it.segment === id).length
      steps.push({
        segment: id,
        id: revision,
        n: count + 1,
        ...nothing,
        ...(changes[n + 1] as Partial<Step>),
      })
    }
    this.#segments = this.#segments.map((it) => segments.find((now) => now.id === it.id) ?? it)
    this.#steps.push(...steps)
    return { type: 'words_revised', source: SOURCE, segments, steps, words: [] }
  }

  #side(): Side {
    const seq = this.events.length
    const marks: Record<string, number> = this.#annotations.length
      ? { [SOURCE]: this.#annotations.length }
      : {}
    const ns = [...new Set(this.#segments.map((it) => blockOf(it.start)))]
    const retreat = frame().retreat
    const programme = { id: EPOCH, name: 'Programme' }
    return structuredClone({
      frame: frame({ seq, marks, retreat, programme, codes: this.#codes, sources: [A_SOURCE] }),
      blocks: ns.map((n) => this.#block(seq, n)),
    })
  }

  #block(seq: number, n: number): Block {
    const all = this.#segments.filter((it) => blockOf(it.start) === n)
    const inside = new Set(all.map((it) => it.id))
    const annotations = this.#annotations.filter((it) => inside.has(it.passage.start.segment))
    const kept = new Set(annotations.map((it) => it.id))
    return block({
      seq,
      n,
      segments: all.filter((it) => !it.joined_into),
      steps: this.#steps.filter((it) => inside.has(it.segment)),
      suggestions: this.#suggestions.filter((it) => inside.has(it.segment)),
      annotations,
      replies: this.#replies.filter((it) => kept.has(it.annotation)),
      stances: this.#stances.filter((it) => kept.has(it.annotation)),
    })
  }
}

describe('parts read at any time and events in order give what a later part gives', () => {
  test.each(seeds(150))('seed %i', (seed) => {
    const chance = new Chance(seed)
    const ledger = new Ledger(chance)
    for (let n = 0; n < 60; n++) ledger.step()
    const start = chance.below(30)
    const state = new RetreatState(ledger.at(start).frame)
    let part: Block | undefined
    for (const it of ledger.events.slice(start)) {
      state.apply(it)
      // A part is asked for, read a little later or earlier than the state stands, and comes when it comes.
      const read = Math.max(start, Math.min(ledger.seq, it.seq + chance.below(9) - 4))
      if (chance.next() < 0.2) part ??= chance.of([undefined, ...ledger.at(read).blocks])
      if (part && chance.next() < 0.5) {
        expect(state.loadBlock(part)).toBe(true)
        part = undefined
      }
      if (chance.next() < 0.05) expect(state.loadFrame(ledger.at(Math.min(read, it.seq)).frame)).toBe(true)
    }
    // Blocks that were never loaded are loaded now, from some time since the frame.
    for (const { n } of ledger.at(ledger.seq).blocks) {
      const then = ledger.at(start + chance.below(ledger.seq - start + 1)).blocks.find((it) => it.n === n)
      state.loadBlock(then ?? (ledger.at(ledger.seq).blocks.find((it) => it.n === n) as Block))
    }
    const truth = ledger.at(ledger.seq)
    expect(said(state, truth)).toEqual(said(stateOf(truth), truth))
  })
})

test('a mark that was removed takes its replies and stances along, and is counted no more', () => {
  const words = segment(0, 'Words')
  const mark = annotation(words)
  const state = stateOf({
    frame: frame({ seq: 3, marks: { [SOURCE]: 1 } }),
    blocks: [
      block({
        seq: 3,
        segments: [words],
        annotations: [mark],
        replies: [reply(mark.id)],
        stances: [stance(mark.id)],
      }),
    ],
  })
  expect([state.replies(mark.id).length, state.stances(mark.id).size]).toEqual([1, 1])
  const removed = envelope(4, { type: 'annotation_removed', annotation: mark.id })
  state.apply(removed)
  state.apply(removed)
  expect([state.annotations(SOURCE), state.replies(mark.id), state.stances(mark.id).size]).toEqual([
    [],
    [],
    0,
  ])
  expect([state.marks.get(SOURCE), state.seq]).toEqual([0, 4])
})

test('stances go with the recording whose words they are about, and with a part that has them no more', () => {
  const words = segment(0, 'Words')
  const mark = annotation(words)
  const part = { segments: [words], annotations: [mark] }
  const state = stateOf({
    frame: frame({ seq: 3 }),
    blocks: [block({ seq: 3, ...part, stances: [stance(mark.id)] })],
  })
  state.loadBlock(block({ seq: 3, ...part }))
  expect(state.stances(mark.id).size).toBe(0)
  state.apply(envelope(4, { type: 'stance_taken', stance: stance(mark.id) }))
  expect(state.stances(mark.id).size).toBe(1)
  state.apply(envelope(5, { type: 'recording_deleted', recording: newId(), source: SOURCE, attempt: null }))
  expect(state.stances(mark.id).size).toBe(0)
})

test('a part of another epoch, or older than what is remembered, is not taken', () => {
  const state = new RetreatState(frame({ seq: 5 }))
  expect(state.loadBlock(block({ seq: 4 }))).toBe(false)
  expect(state.loadBlock(block({ seq: 6, epoch: 'other' }))).toBe(false)
  expect(state.loadBlock(block({ seq: 5 }))).toBe(true)
  for (let seq = 6; seq < 6_000; seq++)
    state.apply(envelope(seq, { type: 'code_created', code: code('Trust') }))
  expect(state.loadBlock(block({ seq: 10 }))).toBe(false)
  expect(state.loadBlock(block({ seq: 5_900 }))).toBe(true)
})

test('another epoch clears what was read of the one before', () => {
  const words = segment(0, 'Words')
  const state = stateOf({ frame: frame({ seq: 3 }), blocks: [block({ seq: 3, segments: [words] })] })
  expect(state.loadFrame(frame({ seq: 1, epoch: 'other' }))).toBe(true)
  expect([state.seq, state.epoch, state.segments(SOURCE)]).toEqual([1, 'other', []])
})

test('what happens in another retreat, or in the programme alone, does not show here', () => {
  const state = new RetreatState(frame())
  const words = segment(0, 'Words')
  state.apply(envelope(1, { type: 'annotated', annotation: annotation(words) }, { retreat: 'other' }))
  const source = { id: SOURCE, kind: 'excerpt' as const, title: 'An excerpt' }
  const rest = {
    retreat: null,
    recording: null,
    organisation: null,
    sector: null,
    setting: null,
    outcome: null,
    recorded_on: null,
  }
  const excerpt = { source: { ...source, ...rest }, segments: [words] }
  state.apply(envelope(2, { type: 'excerpt_added', ...excerpt }, { retreat: null }))
  expect([state.annotations(SOURCE), state.sources.size, state.marks.size, state.seq]).toEqual([[], 0, 0, 2])
  state.apply(envelope(3, { type: 'excerpt_placed', ...excerpt, steps: [] }))
  expect(state.sources.size).toBe(1)
  expect(state.segments(SOURCE)).toEqual([words])
})

test('merged codes are resolved, circles end', () => {
  const [a, b] = [code('Trust'), code('trust')]
  const state = new RetreatState(frame({ codes: [a, { ...b, merged_into: a.id }] }))
  expect(state.codeOf(b.id)).toEqual(a)
  expect(state.codeOf('none')).toBeUndefined()
  state.apply(envelope(1, { type: 'code_created', code: { ...a, merged_into: b.id } }))
  expect(state.codeOf(a.id)).toBeDefined()
})

test('word times are those of the very words', () => {
  const words = segment(0, 'Words')
  const state = stateOf({ frame: frame(), blocks: [block({ segments: [words] })] })
  const times = { segment: words.id, revision: words.revision, words: [[0, 5, 1, 2, 0.9]] as never }
  state.loadWords({ epoch: EPOCH, seq: 0, source: SOURCE, n: 0, words: [times] })
  expect(state.wordTimes(words)).toEqual(times)
  expect(state.wordTimes({ ...words, revision: 'other' })).toBeNull()
})
