/** Turns, derived from segments. */
import { expect, test } from 'vitest'
import { turns } from '#lib/state/turns.ts'
import { segment } from './things'

const spoken = (start: number, end: number, speaker: string | null) =>
  segment(start, 'Yes.', { start, end, speaker })
const lengths = (of: ReturnType<typeof spoken>[]) => turns(of).map((it) => it.segments.length)

test('neighbours of one known speaker are one turn, whatever the pause', () => {
  expect(lengths([spoken(0, 4, 'a'), spoken(30, 34, 'a'), spoken(34, 36, 'b'), spoken(36, 37, 'a')])).toEqual(
    [2, 1, 1],
  )
})

test('where the speaker is unknown, while pauses stay under 1.5 s', () => {
  expect(
    lengths([spoken(0, 4, null), spoken(5.4, 6, null), spoken(7.5, 8, null), spoken(8, 9, 'a')]),
  ).toEqual([2, 1, 1])
})

test('of whom it is not known, no more is shown than of whom nobody has named', () => {
  const found = turns([spoken(0, 4, null), spoken(5, 6, ''), spoken(6, 7, 'a')])
  expect(found.map((it) => [it.speaker, it.segments.length])).toEqual([
    [null, 2],
    ['a', 1],
  ])
})

test('in an excerpt each paragraph is a turn', () => {
  const paragraph = (n: number) => segment(n, 'Words.', { start: null, end: null })
  expect(lengths([paragraph(0), paragraph(1)])).toEqual([1, 1])
  expect(turns([])).toEqual([])
})

test('a turn keeps its id as it grows, and ends where its last segment ends', () => {
  const [a, b] = [spoken(0, 4, null), spoken(4, 6, null)]
  expect(turns([a])[0]?.id).toBe(turns([a, b])[0]?.id)
  expect(turns([a, b])[0]).toMatchObject({ start: 0, end: 6 })
})
