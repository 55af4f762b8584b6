/** The ring of the keys: where it stands once something was said about chosen words. */
import { expect, test } from 'vitest'
import type { SegmentText } from '#lib/live/protocol.ts'
import { passage } from '#lib/state/passages.ts'
import { turns } from '#lib/state/turns.ts'
import { paragraphsOf } from '../src/routes/retreats/[retreat]/[source]/paragraphs.ts'
import { Ring } from '../src/routes/retreats/[retreat]/[source]/ring.svelte.ts'
import { SOURCE, segment } from './things'

const A = segment(0, 'We read it twice.', { start: 0, end: 2 })
const B = segment(1, 'And then 👩‍👩‍👧 came.', { start: 9, end: 11 })
const ALL = [A, B]

function ringOn(words: [SegmentText, string] | null): Ring {
  const ring = new Ring(() => paragraphsOf(turns(ALL)))
  if (words) ring.stand(stretch(...words))
  return ring
}

function stretch(it: SegmentText, words: string) {
  const from = it.text.indexOf(words)
  return { segment: it.id, from, to: from + words.length }
}

function chosen(first: [SegmentText, string], last = first) {
  const [a, b] = [stretch(...first), stretch(...last)]
  const it = passage(
    SOURCE,
    { segment: a.segment, offset: a.from },
    { segment: b.segment, offset: b.to },
    ALL,
  )
  return it as NonNullable<typeof it>
}

test.each([
  ['nowhere', null, 'it', 'it'],
  ['in another turn', [B, 'came'], 'read it', 'it'],
  ['on the words', [A, 'read'], 'read it', 'read'],
] as const)('it was %s', (_, at, words, then) => {
  const ring = ringOn(at && [...at])
  ring.rest(chosen([A, words]), ALL)
  expect(ring.at).toEqual(stretch(A, then))
})

test('of words in several turns it stands in the first', () => {
  const ring = ringOn([B, 'And'])
  ring.rest(chosen([A, 'twice.'], [B, 'And']), ALL)
  expect(ring.at).toEqual(stretch(A, 'twice'))
})

test('sentences and turns without words are passed over', () => {
  const C = segment(2, '', { start: 20, end: 22 })
  const D = segment(3, '', { start: 30, end: 31 })
  const E = segment(4, 'At last.', { start: 31, end: 32 })
  const ring = new Ring(() => paragraphsOf(turns([A, C, D, E])))
  ring.enter(paragraphsOf(turns([A, C, D, E]))[2])
  expect(ring.at).toEqual(stretch(E, 'At'))
  ring.move('up', false)
  expect(ring.at).toEqual(stretch(A, 'We'))
  ring.move('down', false)
  expect(ring.at).toEqual(stretch(E, 'At'))
  ring.move('back', true)
  expect(ring.ends()?.map((it) => it.segment)).toEqual([A.id, E.id])
})

test('a picture is no word, and has a sentence', () => {
  const ring = ringOn(null)
  ring.rest(chosen([B, '👩‍👩‍👧']), ALL)
  expect(ring.at).toEqual(stretch(B, '👩‍👩‍👧'))
  ring.move('next', false)
  expect(ring.at).toEqual(stretch(B, 'came'))
})
