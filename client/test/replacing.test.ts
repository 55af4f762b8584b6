/** Replacing words that were found: whole words, capitals, several places in a sentence, and many sentences. */
import { describe, expect, test } from 'vitest'
import { hitsIn } from '../src/routes/retreats/[retreat]/[source]/finding/find.ts'
import {
  correctionsOf,
  isMeant,
  replacedIn,
} from '../src/routes/retreats/[retreat]/[source]/finding/replacing.ts'
import { segment } from './things'

const meant = (text: string, query: string, wanted: { whole: boolean; same: boolean }) =>
  hitsIn({ id: 's', text }, query, { loose: true })
    .filter((it) => isMeant(it, text, query, wanted))
    .map((it) => text.slice(it.from, it.to))

describe('the places that are meant', () => {
  test.each([
    ['Tea, team, tea.', 'tea', true, false, ['Tea', 'tea']],
    ['Tea, team, tea.', 'tea', false, false, ['Tea', 'tea', 'tea']],
    ['Tea, team, tea.', 'tea', true, true, ['tea']],
    ['Caf\u00e9 and cafe\u0301.', 'caf\u00e9', true, true, ['cafe\u0301']],
  ])('%s: %s', (text, query, whole, same, found) => {
    expect(meant(text, query, { whole, same })).toEqual(found)
  })
})

test('several places of a sentence are one correction', () => {
  const text = 'I earn, and I earn.'
  const places = hitsIn({ id: 's', text }, 'I earn', { loose: true })
  expect(replacedIn(text, places, 'IoRN')).toBe('IoRN, and IoRN.')
  expect(replacedIn(text, [...places].reverse(), '')).toBe(', and .')
})

test('many sentences go in as many commands as they need', () => {
  const segments = Array.from({ length: 4_500 }, (_, n) => segment(n, `Number ${n}: tea`))
  const byId = new Map(segments.map((it) => [it.id, it]))
  const places = segments.flatMap((it) => hitsIn(it, 'tea', { loose: true }))
  const found = correctionsOf(places, (id) => byId.get(id), 'cake')
  expect(found.map((it) => it.length)).toEqual([2_000, 2_000, 500])
  expect(
    found.flat().every((it) => it.text.endsWith(': cake') && it.base === byId.get(it.segment)?.revision),
  ).toBe(true)
  expect(correctionsOf(places, (id) => byId.get(id), 'tea')).toEqual([])
})
