/** Finding words: every hit is whole characters that read as what was asked, none is missed, and none overlap. */
import { describe, expect, test } from 'vitest'
import { splitsCharacter } from '#lib/state/characters.ts'
import { Chance, seeds } from '../../../../../../test/chance'
import { charactersOf, find, fold, type How, hitsIn, isAsked } from './find.ts'

const LOOSE: How = { loose: true }
const STRICT: How = { loose: false }
const words = (text: string, query: string, how = LOOSE) =>
  hitsIn({ id: 's', text }, query, how).map(({ from, to }) => text.slice(from, to))

describe('what is found', () => {
  test.each([
    ['case', 'Tea and TEA', 'tea', ['Tea', 'TEA']],
    ['accents, whole or put together', 'Be\u0301la met Béla', 'bela', ['Be\u0301la', 'Béla']],
    ['apostrophes of any kind', 'It’s what it is', "it's", ['It’s']],
    ['a letter that folds to two', 'Die Straße', 'strasse', ['Straße']],
    ['after emoji, in UTF-16 units', '👩‍👩‍👧 tea 💩tea', 'tea', ['tea', 'tea']],
    ['the first of two that overlap', 'aaa', 'aa', ['aa']],
    ['signs that mean something elsewhere', 'a.c (abc) [', '.c (', ['.c (']],
    ['a no-break space', 'no\u00a0change', 'no change', ['no\u00a0change']],
    ['Arabic without its vowels', 'كَتَبَ', 'كتب', ['كَتَبَ']],
    ['Turkish capitals', 'İstanbul', 'istanbul', ['İstanbul']],
  ])('%s', (_, text, query, hits) => expect(words(text, query)).toEqual(hits))

  test('with accents only where they are asked for', () => {
    expect(words('Béla Bela Be\u0301la', 'Béla', STRICT)).toEqual(['Béla', 'Be\u0301la'])
    expect(words('Béla Bela', 'bela', STRICT)).toEqual(['Bela'])
  })

  test.each([
    ['half of a letter and its accent', 'e\u0301', 'e', STRICT],
    ['one of a family', '👩‍👩‍👧', '👩', LOOSE],
    ['a hand without its skin', '👍🏽', '👍', LOOSE],
    ['half of a pair', '💩', '\ud83d', LOOSE],
  ])('never %s', (_, text, query, how) => expect(words(text, query, how)).toEqual([]))

  test.each(['', ' ', '\u00a0\n', '\u0301'])('nothing for %j', (query) => {
    expect(isAsked(query, LOOSE)).toBe(false)
    expect(words(`a ${query} b`, query)).toEqual([])
  })
})

const PIECES = [
  'a',
  'A',
  'é',
  'e\u0301',
  'e',
  ' ',
  '\u00a0',
  'ß',
  's',
  '💩',
  '👍🏽',
  '👩‍👩‍👧',
  '’',
  "'",
  'ﬁ',
  'f',
  'i',
  'İ',
  'Σ',
  'ς',
  '\u0301',
  '\u200d',
  '한',
  'क्षि',
  '-',
  '–',
]
const some = (chance: Chance, most: number) =>
  Array.from({ length: chance.below(most) }, () => chance.of(PIECES)).join('')

/** The slow way: every stretch of whole characters that folds to the same, the leftmost first. */
function slowly(text: string, query: string, how: How) {
  const edges = [
    0,
    ...charactersOf(text).map(
      (
        (at) => (it: string) =>
          (at += it.length)
      )(0),
    ),
  ]
  const wanted = fold(query, how)
  const found: { from: number; to: number }[] = []
  const folds = charactersOf(text).map((it) => fold(it, how))
  for (let first = 0; first < folds.length; first++) {
    if (folds[first] === '') continue
    for (let last = first; last < folds.length; last++) {
      if (folds[last] === '' || folds.slice(first, last + 1).join('') !== wanted) continue
      found.push({ from: edges[first] as number, to: edges[last + 1] as number })
      first = last
      break
    }
  }
  return found
}

describe('any words in any text', () => {
  test.each(seeds(400))('seed %i', (seed) => {
    const chance = new Chance(seed)
    const how = chance.of([LOOSE, STRICT])
    const segments = [0, 1, 2].map((n) => ({ id: `${n}`, text: some(chance, 14) }))
    const query = some(chance, 3)
    const all = [...find(segments, query, how)].flat()
    const expected = isAsked(query, how)
      ? segments.flatMap(({ id, text }) => slowly(text, query, how).map((it) => ({ segment: id, ...it })))
      : []
    expect(all).toEqual(expected)
    for (const { segment, from, to } of all) {
      const { text } = segments[Number(segment)] as { text: string }
      expect(from < to && to <= text.length).toBe(true)
      expect(splitsCharacter(text, from) || splitsCharacter(text, to)).toBe(false)
    }
  })
})
