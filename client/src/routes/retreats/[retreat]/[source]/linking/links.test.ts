/** Links to words: what is written is read, what is no longer there is noticed, and nonsense leads to nothing. */
import { describe, expect, test } from 'vitest'
import type { Passage } from '#lib/live/protocol.ts'
import { passage } from '#lib/state/passages.ts'
import { Chance, seeds } from '../../../../../../test/chance'
import { SOURCE, segment } from '../../../../../../test/things'
import { addressOf, firstBlock, ledTo, passageFrom } from './links.ts'

const TEXTS = [
  'He’s fourteen 💩 and',
  'Béla met Be\u0301la.',
  '👩‍👩‍👧 at the door',
  'shut',
  'No change, no change.',
]
const segments = TEXTS.map((text, n) => segment(n, text, { start: n * 500 }))
const read = (address: string) => passageFrom(new URLSearchParams(address).get('at') ?? '', SOURCE)

describe('any words', () => {
  test.each(seeds(100))('seed %i', (seed) => {
    const chance = new Chance(seed)
    const point = () => {
      const { id, text } = chance.of(segments)
      return { segment: id, offset: chance.below(text.length + 1) }
    }
    const words = passage(SOURCE, point(), point(), segments)
    if (!words) return
    const { exact: _, ...plain } = words
    const there = read(addressOf(words, segments)) as Passage
    expect(there).toEqual(plain)
    expect(ledTo(there, segments, true)).toEqual({ found: plain, near: words.start.segment })
  })
})

test('words of a revision that nobody knows are said to be gone, and the place is opened', () => {
  const [first] = segments
  const place = { segment: first?.id ?? '', revision: 'other', offset: 0 }
  const words = { source: SOURCE, start: place, end: { ...place, offset: 4 } }
  expect(ledTo(words, segments, true)).toEqual({ found: null, near: first?.id })
})

test('so are words of which none are left', () => {
  const { id = '', revision = '' } = segments[1] ?? {}
  const place = { segment: id, revision, offset: 3 }
  expect(ledTo({ source: SOURCE, start: place, end: place }, segments, true)).toEqual({
    found: null,
    near: id,
  })
})

test('words may still come, or never', () => {
  const words = passageFrom('a.0.r~b.3.r', SOURCE) as Passage
  expect(ledTo(words, segments, false)).toBeNull()
  expect(ledTo(words, segments, true)).toEqual({ found: null, near: null })
})

test('the block to fetch first', () => {
  const { id = '' } = segments[2] ?? {}
  const words = passage(SOURCE, { segment: id, offset: 0 }, { segment: id, offset: 8 }, segments) as Passage
  expect(firstBlock(new URLSearchParams(addressOf(words, segments)))).toBe(1)
  for (const it of ['', 't=', 't=x', 't=-5', 't=1e999']) expect(firstBlock(new URLSearchParams(it))).toBe(0)
})

const NONSENSE = [
  '',
  'a',
  'a.1',
  'a.1.r',
  'a.1.r~',
  'a.1.r~b',
  'a.1.r~b.2',
  'a.x.r~2',
  'a.-1.r~2',
  'a.1.r~99999999',
]
test.each([...NONSENSE, 'a.1.r~2~3', 'a.1.r d~2', '~~', 'a.1.r~b.2.r~'])('not a link: %j', (at) =>
  expect(passageFrom(at, SOURCE)).toBeNull(),
)
