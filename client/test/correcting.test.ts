/** Corrections on their way: the words as they will be, and the marks in them. */
import { expect, test } from 'vitest'
import { fallsWith } from '#lib/live/dependents.ts'
import { newId, timeOf } from '#lib/live/ids.ts'
import type { Annotation, Command, SegmentText, Step } from '#lib/live/protocol.ts'
import { quote } from '#lib/state/passages.ts'
import { RetreatState } from '#lib/state/retreat.svelte.ts'
import { View } from '#lib/state/view.svelte.ts'
import { annotate, annotation, block, envelope, frame, ME, SOURCE, segment } from './things'

const NOWHERE = {
  retreat: null,
  organisation: null,
  sector: null,
  setting: null,
  outcome: null,
  recorded_on: null,
}
const TRANSCRIPT = { id: SOURCE, kind: 'transcript' as const, title: 'Words', recording: null, ...NOWHERE }

const words = segment(0, 'We wrote I earn, six this time.')
const after = segment(1, 'He told us.')

function mark(on: SegmentText, text: string, changes: Partial<Annotation> = {}): Annotation {
  const from = on.text.indexOf(text)
  const place = (offset: number) => ({ segment: on.id, revision: on.revision, offset })
  return annotation(on, {
    passage: { source: SOURCE, start: place(from), end: place(from + text.length) },
    ...changes,
  })
}

function reading(...annotations: Annotation[]) {
  const state = new RetreatState(frame({ sources: [TRANSCRIPT] }))
  state.loadBlock(block({ segments: [words, after], annotations }))
  const queue: Command[] = []
  const view = new View(state, ME, () => queue.map((command) => ({ command, at: timeOf(command.id) })))
  const quotes = () => view.annotations(SOURCE).map((it) => quote(it.passage, view.segments(SOURCE)))
  const texts = () => view.segments(SOURCE).map((it) => it.text)
  return { state, view, queue, quotes, texts }
}

const correct = (on: SegmentText, text: string, base = on.revision): Command => ({
  type: 'correct',
  id: newId(),
  source: SOURCE,
  corrections: [{ segment: on.id, base, text }],
  settles: null,
})

test('corrected words are shown at once, and the marks go with them', () => {
  const { view, queue, quotes, texts } = reading(mark(words, 'six this time'), mark(words, 'I earn'))
  queue.push(correct(words, 'And we wrote IoRN, six this time.'))
  expect(texts()).toEqual(['And we wrote IoRN, six this time.', 'He told us.'])
  expect(quotes().sort()).toEqual(['IoRN', 'six this time'])
  expect(view.segments(SOURCE).map((it) => view.isWaiting(it))).toEqual([true, false])
  expect(
    view
      .annotations(SOURCE)
      .map((it) => it.needsReview)
      .sort(),
  ).toEqual([false, true])
})

test('one correction after the other stands on the one before; one on words that others changed waits', () => {
  const { queue, texts } = reading()
  const first = correct(words, 'We wrote IoRN.')
  queue.push(first, correct(words, 'We wrote it.', first.id), correct(after, 'She told us.', newId()))
  expect(texts()).toEqual(['We wrote it.', 'He told us.'])
})

test('split and joined again, a mark is where it was', () => {
  const { view, queue, quotes, texts } = reading(mark(words, 'I earn, six'), mark(words, 'time.'))
  const into = newId()
  queue.push({ type: 'split_segment', id: newId(), segment: words.id, base: words.revision, at: 16, into })
  expect(texts()).toEqual(['We wrote I earn,', 'six this time.', 'He told us.'])
  expect(quotes().sort()).toEqual(['I earn, six', 'time.'])
  queue.push({ type: 'join_segments', id: newId(), segment: words.id, next: into })
  expect(texts()).toEqual([words.text, after.text])
  expect(quotes().sort()).toEqual(['I earn, six', 'time.'])
  expect(view.annotations(SOURCE).map((it) => it.needsReview)).toEqual([false, false])
})

test('a mark that was put on other words needs no look any more', () => {
  const made = mark(words, 'I earn')
  const { view, queue, quotes } = reading(made)
  const correction = correct(words, 'We wrote IoRN, six this time.')
  queue.push(correction)
  expect(view.annotations(SOURCE)[0]?.needsReview).toBe(true)
  const { passage } = view.annotations(SOURCE)[0] as Annotation
  queue.push({ type: 'place_annotation', id: newId(), annotation: made.id, passage })
  expect(view.annotations(SOURCE)[0]?.needsReview).toBe(false)
  expect(quotes()).toEqual(['IoRN'])
})

test('words that were checked show it at once', () => {
  const { view, queue } = reading()
  queue.push({ type: 'check_segments', id: newId(), source: SOURCE, segments: [after.id], checked: true })
  expect(view.segments(SOURCE).map((it) => it.checked_by)).toEqual([null, ME])
})

test('two thousand marks in nine thousand sentences: a correction moves only those that it touches', () => {
  const segments = Array.from({ length: 9_000 }, (_, n) =>
    segment(n, `Sentence ${n} of a long talk.`, { start: 0 }),
  )
  const annotations = segments.slice(0, 2_000).map((it) => mark(it, 'of a long'))
  const state = new RetreatState(frame({ sources: [TRANSCRIPT] }))
  state.loadBlock(block({ segments, annotations }))
  const view = new View(state, ME, () => [])
  const before = view.annotations(SOURCE)
  const [touched] = segments as [SegmentText]
  const step: Step = {
    ...{ segment: touched.id, id: newId(), n: 1, edits: [[0, 0, 4]], by: ME, at: '' },
    ...{ undoes: null, cut: null, joined: null },
  }
  const now = { ...touched, revision: step.id, text: `And ${touched.text}` }
  state.apply(
    envelope(1, { type: 'words_revised', source: SOURCE, segments: [now], steps: [step], words: [] }),
  )
  const then = performance.now()
  const moved = view.annotations(SOURCE).filter((it, n) => it !== before[n])
  expect(performance.now() - then).toBeLessThan(250)
  expect(moved.map((it) => it.passage.start.offset)).toEqual([15])
})

test('what stands on a correction that was refused falls with it', () => {
  const correction = correct(words, 'We wrote it.')
  const standing = { ...words, revision: correction.id }
  const [on, next, other] = [annotate(standing), correct(words, 'We wrote.', correction.id), annotate(after)]
  expect(fallsWith(correction, [correction, on, next, other])).toEqual([correction.id, on.id, next.id])
  const into = newId()
  const split: Command = {
    ...{ type: 'split_segment', id: newId(), segment: words.id, base: words.revision },
    ...{ at: 9, into },
  }
  const second = annotate({ ...words, id: into, revision: split.id })
  expect(fallsWith(split, [split, second, other])).toEqual([split.id, second.id])
})
