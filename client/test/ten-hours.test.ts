/** Ten hours of talk: what is worked out when the words come, and when a mark does, is done before anybody waits. */
import { expect, test } from 'vitest'
import { ranges } from '#lib/state/passages.ts'
import { placed } from '#lib/state/placed.ts'
import { RetreatState } from '#lib/state/retreat.svelte.ts'
import { turns } from '#lib/state/turns.ts'
import { type About, countsOf, passes } from '../src/routes/retreats/[retreat]/[source]/filtering/filters.ts'
import { find } from '../src/routes/retreats/[retreat]/[source]/finding/find.ts'
import { Marks } from '../src/routes/retreats/[retreat]/[source]/marks.ts'
import { paragraphsOf } from '../src/routes/retreats/[retreat]/[source]/paragraphs.ts'
import { tenHours } from './ten-hours'
import { frame, SOURCE } from './things'

const { segments, annotations, blocks } = tenHours()
const order = new Map(segments.map((it, at) => [it.id, at]))
const shown = annotations.map((it) => placed({ ...it, pending: false }, new Map()))
const marks = new Marks().of(shown, order, new Map())
const about: About = {
  isMe: (it) => it === '3',
  person: (it) => it,
  sector: () => null,
  within: () => new Set(),
  stances: () => [],
  answers: () => [],
  since: '2026-01-01T00:00:00Z',
}

// Many times what it takes (ms): what grows with words times marks fails, and a machine that is busy does not.
const [FEW, MANY] = [300, 1_500]

function within(most: number, work: () => void) {
  let best = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 5 && best > most / 10; tries++) {
    const began = performance.now()
    work()
    best = Math.min(best, performance.now() - began)
  }
  expect(best).toBeLessThan(most)
}

test('the words, block by block', () => {
  within(MANY, () => {
    const state = new RetreatState(frame())
    for (const it of blocks) state.loadBlock({ ...it, epoch: state.epoch })
    expect(state.segments(SOURCE)).toHaveLength(segments.length)
    expect(state.annotations(SOURCE)).toHaveLength(annotations.length)
  })
})

test('the paragraphs', () => within(FEW, () => paragraphsOf(turns(segments))))

test('the marks, all anew', () => within(FEW, () => new Marks().of(shown, order, new Map())))

test('their words', () =>
  within(FEW, () => {
    for (const it of marks) ranges(it.passage, segments)
  }))

test('the filters, and what each would leave', () =>
  within(FEW, () => {
    countsOf(marks, about)
    marks.filter((it) => passes(it, { person: '3', differ: 'on' }, about))
  }))

test('words that are looked for', () =>
  within(FEW, () => [...find(segments, 'bela said the', { loose: true })].flat()))
