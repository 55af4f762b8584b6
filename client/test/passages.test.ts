/** Passages: offsets, edges and quotes, on the text of case C01 and on random ones. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  snap,
  splitsCharacter,
  toCodePoints,
  toUtf16,
  wordAt,
  wordBefore,
  wordsFrom,
} from '#lib/state/characters.ts'
import { passage, quote, ranges } from '#lib/state/passages.ts'
import { Chance, seeds } from './chance'
import { SOURCE, segment } from './things'

interface Case {
  text: string
  passages: { quote: string; start: number; end: number; utf16_start: number }[]
}
const C01: Case = JSON.parse(readFileSync('../tests/cases/C01-emoji.json', 'utf8'))

describe('C01: emoji before the passage', () => {
  const whole = segment(0, C01.text)

  test.each(C01.passages)('$quote', (it) => {
    const from = { segment: whole.id, offset: it.utf16_start }
    const to = { segment: whole.id, offset: it.utf16_start + it.quote.length }
    const found = passage(SOURCE, from, to, [whole])
    expect(found).toMatchObject({ exact: it.quote, start: { offset: it.start }, end: { offset: it.end } })
    expect(ranges(found as NonNullable<typeof found>, [whole])).toEqual([
      { segment: whole.id, from: from.offset, to: to.offset },
    ])
  })

  test('no edge lies inside a character, wherever the selection falls', () => {
    for (let at = 0; at <= C01.text.length; at++)
      for (const edge of ['start', 'end'] as const) {
        const to = snap(C01.text, at, edge)
        expect(splitsCharacter(C01.text, to)).toBe(false)
        expect(snap(C01.text, to, edge)).toBe(to)
        expect(edge === 'start' ? to <= at : to >= at).toBe(true)
      }
  })
})

test('flags are read in pairs, as the server reads them', () => {
  const text = '🇬🇧🇫🇷🇬a🇧'
  const inside = Array.from({ length: [...text].length }, (_, n) => n).filter((n) =>
    splitsCharacter(text, toUtf16(text, n)),
  )
  expect(inside).toEqual([1, 3])
})

const PIECES = [
  'a',
  'word',
  ' ',
  '  ',
  '\n',
  '💩',
  '👩‍👩‍👧',
  'é',
  '🏴󠁧󠁢󠁳󠁣󠁴󠁿',
  '👍🏽',
  'الشارع',
  '\u200d',
  '.',
  '❤️',
  '🇬🇧',
  '\u00a0',
  'क्षि',
]

function randomTexts(chance: Chance): string[] {
  return Array.from({ length: 1 + chance.below(4) }, () =>
    Array.from({ length: chance.below(8) }, () => chance.of(PIECES)).join(''),
  )
}

describe('any selection of any text', () => {
  test.each(seeds(300))('seed %i', (seed) => {
    const chance = new Chance(seed)
    const segments = randomTexts(chance).map((text, n) => segment(n, text))
    const point = () => {
      const { id, text } = chance.of(segments)
      return { segment: id, offset: chance.below(text.length + 1) }
    }
    const [a, b] = [point(), point()]
    const found = passage(SOURCE, a, b, segments)
    expect(passage(SOURCE, b, a, segments)).toEqual(found)
    if (!found) return
    const exact = found.exact as string
    expect(exact).toBe(quote(found, segments))
    expect(exact.trim()).not.toBe('')
    for (const edge of [found.start, found.end]) {
      const { text } = segments.find((it) => it.id === edge.segment) as (typeof segments)[0]
      expect(splitsCharacter(text, toUtf16(text, edge.offset))).toBe(false)
      expect(edge.offset).toBeLessThanOrEqual([...text].length)
    }
    const pieces = ranges(found, segments)
    for (const { from, to } of pieces) expect(from).toBeLessThan(to)
    const first = segments.find((it) => it.id === found.start.segment)?.text ?? ''
    const from = pieces[0]?.from ?? 0
    // White space stays only where a mark or joiner sits on it.
    expect(/\S/.test(first[from] ?? '') || splitsCharacter(first, from + 1)).toBe(true)
  })
})

test('offsets go both ways', () => {
  for (const seed of seeds(100)) {
    const text = randomTexts(new Chance(seed)).join('')
    const points = [...text].length
    for (let n = 0; n <= points; n++) expect(toCodePoints(text, toUtf16(text, n))).toBe(n)
    expect(toUtf16(text, points)).toBe(text.length)
    expect(toCodePoints('💩a', 1)).toBe(0)
  }
})

test('a passage over segments is joined by one space, and white space at its edges falls off', () => {
  const [a, b, c] = [segment(0, 'What we '), segment(1, ''), segment(2, ' heard.  ')]
  const found = passage(SOURCE, { segment: c.id, offset: 9 }, { segment: a.id, offset: 4 }, [a, b, c])
  expect(found?.exact).toBe('we    heard.')
  expect(found?.start).toEqual({ segment: a.id, revision: a.revision, offset: 5 })
  expect(found?.end).toEqual({ segment: c.id, revision: c.revision, offset: 7 })
  expect(passage(SOURCE, { segment: a.id, offset: 7 }, { segment: c.id, offset: 1 }, [a, b, c])).toBeNull()
})

test('words', () => {
  const text = "💩 Mrs K's words, here"
  expect([...wordsFrom(text)].map(({ from, to }) => text.slice(from, to))).toEqual([
    'Mrs',
    "K's",
    'words',
    'here',
  ])
  expect(wordAt(text, 4)).toEqual({ from: 3, to: 6 })
  expect(wordAt(text, 6)).toEqual({ from: 7, to: 10 })
  expect(wordBefore(text, 7)).toEqual({ from: 3, to: 6 })
  expect(wordAt(text, text.length)).toBeNull()
  expect([...wordsFrom('الشارع\u200f صادق')]).toEqual([
    { from: 0, to: 6 },
    { from: 8, to: 12 },
  ])
})
