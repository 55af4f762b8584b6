/** How one text became another: putting the edits in gives the other text, whatever is in both. */
import { describe, expect, test } from 'vitest'
import { edits, parts, tokens } from '#lib/state/edits.ts'
import { Chance, seeds } from './chance'

const WORDS = [
  'the',
  'IoRN',
  'I earn',
  "didn't",
  'tea,',
  '“six”',
  '👩‍👩‍👧',
  'bàta',
  'e\u0301',
  '—',
  '\n',
  'seven',
]

const textOf = (chance: Chance) =>
  Array.from({ length: chance.below(12) }, () => chance.of(WORDS)).join(chance.of([' ', '  ', '']))

describe('edits', () => {
  test.each(seeds(200))('seed %i', (seed) => {
    const chance = new Chance(seed)
    const [before, after] = [textOf(chance), textOf(chance)]
    expect(tokens(before).join('')).toBe(before)
    const found = parts(before, after)
    const without = (kind: string) =>
      found
        .filter((it) => it.kind !== kind)
        .map((it) => it.text)
        .join('')
    expect([without('new'), without('gone')]).toEqual([before, after])

    // The length of what came tells where it stands: what is left must be the same on both sides.
    const [old, now] = [[...before], [...after]]
    let [from, at] = [0, 0]
    for (const [a, b, length] of edits(before, after)) {
      expect(a).toBeGreaterThanOrEqual(from)
      expect(now.slice(at, at + a - from)).toEqual(old.slice(from, a))
      at += a - from + length
      from = b
    }
    expect(now.slice(at)).toEqual(old.slice(from))
  })
})

test('a word that was heard wrongly is one edit', () => {
  expect(edits('We wrote I earn, he said.', 'We wrote IoRN, he said.')).toEqual([[9, 15, 4]])
  expect(edits('same', 'same')).toEqual([])
})
