/** The marks of a text: their order and their lines, and that what did not change is not made anew. */
import { expect, test } from 'vitest'
import type { SegmentText } from '#lib/live/protocol.ts'
import { changed, Made } from '#lib/state/made.ts'
import { orderOf } from '#lib/state/passages.ts'
import { placed } from '#lib/state/placed.ts'
import type { Standing } from '#lib/state/view.svelte.ts'
import { beginningIn, Marks } from '../src/routes/retreats/[retreat]/[source]/marks.ts'
import { Chance, seeds } from './chance'
import { annotation, code, SOURCE, segment } from './things'

const TEXT = Array.from({ length: 9 }, (_, n) => segment(n, 'abcdefghij'))
const ORDER = orderOf(TEXT)
const CODE = code('Doors', { colour: 3 })
const CODES = new Map([[CODE.id, CODE]])

function standing(first: SegmentText, from: number, to: number, last = first): Standing {
  const place = ({ id, revision }: SegmentText, offset: number) => ({ segment: id, revision, offset })
  const passage = { source: SOURCE, start: place(first, from), end: place(last, to) }
  return placed({ ...annotation(first), passage, pending: false }, new Map())
}

function somewhere(chance: Chance): Standing {
  const at = chance.below(TEXT.length)
  const last = Math.min(TEXT.length - 1, at + chance.below(2))
  const from = chance.below(5)
  const it = standing(TEXT[at] as SegmentText, from, from + 1 + chance.below(5), TEXT[last])
  return chance.next() < 0.5 ? { ...it, code: CODE.id, comment: null } : it
}

test('marks that cross have lines of their own; a fourth shares', () => {
  const [whole] = TEXT as [SegmentText]
  const ends = [
    [0, 4],
    [2, 6],
    [3, 9],
    [3, 5],
    [4, 6],
    [9, 10],
  ] as const
  const all = ends.map(([from, to]) => standing(whole, from, to))
  const found = new Map(new Marks().of(all, ORDER, CODES).map((it) => [it.id, it.lane]))
  expect(all.map((it) => found.get(it.id))).toEqual([1, 2, 3, 3, 1, 1])
})

test.each(seeds(30))('as they would be were they all made anew, seed %i', (seed) => {
  const chance = new Chance(seed)
  const marks = new Marks()
  let all = Array.from({ length: chance.below(20) }, () => somewhere(chance))
  for (let step = 0; step < 30; step++) {
    const at = chance.below(all.length + 1)
    const kind = chance.of(['comes', 'goes', 'moves'] as const)
    if (kind === 'comes') all = all.toSpliced(at, 0, somewhere(chance))
    else if (kind === 'goes') all = all.toSpliced(at, 1)
    else all = all.map((it, n) => (n === at ? { ...somewhere(chance), id: it.id } : it))
    expect(marks.of(all, ORDER, CODES)).toEqual(new Marks().of(all, ORDER, CODES))
  }
})

test('one that comes leaves the others as they are', () => {
  const all = TEXT.map((it) => standing(it, 0, 4))
  const marks = new Marks()
  const before = marks.of(all, ORDER, CODES)
  const now = marks.of([...all, standing(TEXT[4] as SegmentText, 6, 8)], ORDER, CODES)
  expect(changed(before, now)).toMatchObject({ at: 5, gone: [], came: [{ first: 4, lane: 1 }] })
})

test('other words or other codes are other marks', () => {
  const all = [{ ...standing(TEXT[3] as SegmentText, 0, 4), code: CODE.id }]
  const marks = new Marks()
  expect(marks.of(all, ORDER, CODES)).toMatchObject([{ first: 3, colour: 3 }])
  expect(marks.of(all, ORDER, new Map([[CODE.id, { ...CODE, colour: 5 }]]))).toMatchObject([{ colour: 5 }])
  expect(marks.of(all, orderOf(TEXT.slice(1)), CODES)).toMatchObject([{ first: 2 }])
  expect(marks.of(all, orderOf(TEXT.slice(4)), CODES)).toEqual([])
})

test.each(seeds(30))('those that begin in some segments, seed %i', (seed) => {
  const chance = new Chance(seed)
  const all = Array.from({ length: chance.below(30) }, () => somewhere(chance))
  const marks = new Marks().of(all, ORDER, CODES)
  const from = chance.below(9)
  const to = from + chance.below(4)
  expect(beginningIn(marks, from, to)).toEqual(marks.filter((it) => it.first >= from && it.first <= to))
})

test.each(seeds(30))('a list made from another, seed %i', (seed) => {
  const chance = new Chance(seed)
  let made = 0
  const doubles = new Made((it: number) => {
    made++
    return 2 * it
  })
  let list = Array.from({ length: chance.below(9) }, () => chance.below(5))
  doubles.of(list)
  for (let step = 0; step < 30; step++) {
    list = list.toSpliced(chance.below(list.length + 1), chance.below(2), chance.below(5))
    const before = made
    expect(doubles.of(list)).toEqual(list.map((it) => 2 * it))
    expect(made - before).toBeLessThanOrEqual(1)
    expect(doubles.of([...list])).toBe(doubles.of(list))
  }
})
