/** The confirmed state: the same as the server's for shared fixtures, whatever order parts and events come in. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { newId } from '#lib/live/ids.ts'
import type { Block, Envelope } from '#lib/live/protocol.ts'
import { RetreatState } from '#lib/state/retreat.svelte.ts'
import { Chance, seeds } from './chance'
import { Ledger } from './ledger'
import { type Side, said, stateOf } from './sides'
import { annotation, block, code, EPOCH, envelope, frame, reply, SOURCE, segment, stance } from './things'

interface Fixture {
  name: string
  before: Side
  events: Envelope[]
  after: Side
}

const FOLDER = '../tests/fixtures'
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((it) => it.endsWith('.json')) : []
const fixtures = files.map((it) => JSON.parse(readFileSync(`${FOLDER}/${it}`, 'utf8')) as Fixture)

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
