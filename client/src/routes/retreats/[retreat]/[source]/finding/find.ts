/** Finding words in a text: where they stand, in UTF-16 offsets, whole characters only. Pure. */
import { splitsCharacter } from '#lib/state/characters.ts'
import type { Range as Stretch } from '#lib/state/passages.ts'

export interface How {
  /** Letters are the same with and without their accents. */
  loose: boolean
}

interface Worded {
  readonly id: string
  readonly text: string
}

/** A text as it is compared: each of its characters folded, and which units of that begin and end a character. */
interface Folded {
  text: string
  /** By unit of the folded text: where its character begins, or ends; -1 inside of one. None if all stays in place. */
  places: { starts: Int32Array; ends: Int32Array } | null
}

const PLAIN = /^[\t\n\r -_a-~]*$/

/** The characters of a text, as nobody may cut them. */
export function charactersOf(text: string): string[] {
  const found: string[] = []
  let from = 0
  for (let at = 1; at <= text.length; at++) {
    if (at < text.length && splitsCharacter(text, at)) continue
    found.push(text.slice(from, at))
    from = at
  }
  return found
}

function foldCharacter(character: string, { loose }: How): string {
  const bare = loose ? character.normalize('NFKD').replace(/\p{Mn}/gu, '') : character.normalize('NFC')
  return bare
    .toUpperCase()
    .toLowerCase()
    .replace(/[\u2018\u2019\u201b\u02bc\u2032`\u00b4]/g, "'")
    .replace(/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s/g, ' ')
}

/** What readers take for the same is the same: case, kinds of apostrophes, dashes and spaces; accents if loose. */
export function fold(text: string, how: How): string {
  return PLAIN.test(text)
    ? foldPlain(text)
    : charactersOf(text)
        .map((it) => foldCharacter(it, how))
        .join('')
}

const foldPlain = (text: string) => text.toLowerCase().replace(/\s/g, ' ')

function folded(text: string, how: How): Folded {
  if (PLAIN.test(text)) return { text: foldPlain(text), places: null }
  const starts: number[] = []
  const ends: number[] = []
  let all = ''
  let at = 0
  for (const character of charactersOf(text)) {
    const unit = foldCharacter(character, how)
    for (let i = 0; i < unit.length; i++) {
      starts.push(i === 0 ? at : -1)
      ends.push(i === unit.length - 1 ? at + character.length : -1)
    }
    all += unit
    at += character.length
  }
  return { text: all, places: { starts: Int32Array.from(starts), ends: Int32Array.from(ends) } }
}

// Segments are never changed, only replaced: each is folded once.
const kept = { true: new WeakMap<Worded, Folded>(), false: new WeakMap<Worded, Folded>() }

function foldedOf(segment: Worded, how: How): Folded {
  const cache = kept[`${how.loose}`]
  const before = cache.get(segment)
  if (before) return before
  const now = folded(segment.text, how)
  cache.set(segment, now)
  return now
}

/** Whether there is something to look for. */
export const isAsked = (query: string, how: How) => fold(query, how).trim() !== ''

/** Where the words stand in a segment, from the first on; of two that overlap the first. */
export function hitsIn(segment: Worded, query: string, how: How): Stretch[] {
  const wanted = fold(query, how)
  return isAsked(query, how) ? hitsOf(segment, wanted, foldedOf(segment, how)) : []
}

function hitsOf({ id }: Worded, wanted: string, { text, places }: Folded): Stretch[] {
  const found: Stretch[] = []
  for (let at = text.indexOf(wanted); at >= 0; ) {
    const from = places ? (places.starts[at] ?? -1) : at
    const to = places ? (places.ends[at + wanted.length - 1] ?? -1) : at + wanted.length
    const whole = from >= 0 && to >= 0
    if (whole) found.push({ segment: id, from, to })
    at = text.indexOf(wanted, whole ? at + wanted.length : at + 1)
  }
  return found
}

/** Where the words stand in all of these segments: after each segment what was found in it, so that one can stop. */
export function* find(segments: readonly Worded[], query: string, how: How): Generator<Stretch[]> {
  const wanted = fold(query, how)
  if (!wanted.trim()) return
  for (const segment of segments) yield hitsOf(segment, wanted, foldedOf(segment, how))
}
