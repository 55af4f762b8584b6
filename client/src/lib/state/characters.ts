/** Offsets in text: the browser counts UTF-16 units, the wire code points, and a reader sees graphemes. */

const JOINER = '\u200d'
const MARK = /^\p{M}/u
const JOINED = /^[\u200d\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]/u

// What steers the direction of writing is counted to the word before it, and is no part of it.
const STEERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+$/u
const HALF_FLAG = /^[\u{1f1e6}-\u{1f1ff}]$/u

const graphemes = segmenter('grapheme')
const words = segmenter('word')

function segmenter(granularity: 'grapheme' | 'word'): Intl.Segmenter | null {
  return 'Segmenter' in Intl ? new Intl.Segmenter(undefined, { granularity }) : null
}

/** Code points before this UTF-16 offset; an offset inside a pair counts as before it. */
export function toCodePoints(text: string, utf16: number): number {
  let points = 0
  for (let at = 0; at < Math.min(utf16, text.length); points++) {
    at += width(text, at)
    if (at > utf16) break
  }
  return points
}

/** The UTF-16 offset of a code point; past the end, the end. */
export function toUtf16(text: string, codePoints: number): number {
  let at = 0
  for (let left = codePoints; left > 0 && at < text.length; left--) at += width(text, at)
  return at
}

function width(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}

/** Whether a UTF-16 offset lies inside what the server takes for one character (server/domain/passages.py). */
export function splitsCharacter(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return false
  if (insidePair(text, at)) return true
  const after = String.fromCodePoint(text.codePointAt(at) ?? 0)
  return MARK.test(after) || JOINED.test(after) || text[at - 1] === JOINER || insideFlag(text, at)
}

/** Flags are pairs of letters of their own: an odd number of them before one means the middle of a flag. */
function insideFlag(text: string, at: number): boolean {
  if (!HALF_FLAG.test(text.slice(at, at + 2))) return false
  let halves = 0
  while (HALF_FLAG.test(text.slice(Math.max(0, at - 2 * halves - 2), at - 2 * halves))) halves++
  return halves % 2 === 1
}

function insidePair(text: string, at: number): boolean {
  return /^[\udc00-\udfff]$/.test(text[at] ?? '') && /^[\ud800-\udbff]$/.test(text[at - 1] ?? '')
}

/** A UTF-16 offset moved out of the character that it lies in: back for a start, on for an end. */
export function snap(text: string, at: number, edge: 'start' | 'end' = 'start'): number {
  let to = Math.max(0, Math.min(at, text.length))
  while (insideCharacter(text, to)) to += edge === 'start' ? -1 : 1
  return to
}

function insideCharacter(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return false
  return splitsCharacter(text, at) || (graphemes !== null && pieceAt(graphemes, text, at).from !== at)
}

export interface Piece {
  /** UTF-16 offsets, end exclusive. */
  from: number
  to: number
}

// Far enough around an offset for any grapheme or word, so that long paragraphs are not read from their start.
const AROUND = 256

function pieceAt(by: Intl.Segmenter, text: string, at: number): Piece {
  const offset = text.length <= 2 * AROUND ? 0 : edgeBefore(text, at - AROUND)
  const piece = by.segment(text.slice(offset, at + AROUND)).containing(at - offset)
  if (!piece) return { from: at, to: at }
  return { from: offset + piece.index, to: offset + piece.index + piece.segment.length }
}

/** A place not after `at` where no word or character can go on: before white space, or the text's start. */
function edgeBefore(text: string, at: number): number {
  for (let to = Math.max(0, at); to > Math.max(0, at - AROUND); to--) if (/\s/.test(text[to] ?? '')) return to
  return Math.max(0, at - AROUND)
}

/** The word at a UTF-16 offset, or the one after it; none where only white space and signs follow. */
export function wordAt(text: string, at: number): Piece | null {
  for (const word of wordsFrom(text, at)) if (word.to > at) return word
  return null
}

/** The words of a text from the one at this UTF-16 offset on. */
export function* wordsFrom(text: string, at = 0): Generator<Piece> {
  const start = words && at > 0 && at < text.length ? pieceAt(words, text, at).from : Math.max(0, at)
  if (words) {
    for (const { index, segment, isWordLike } of words.segment(text.slice(start)))
      if (isWordLike) yield { from: start + index, to: start + index + segment.replace(STEERING, '').length }
  } else {
    for (const { index, 0: word } of text.matchAll(/[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{N}\p{M}]+)*/gu))
      if (index + word.length > at) yield { from: index, to: index + word.length }
  }
}

/** The start of the word before a UTF-16 offset: where Ctrl+Left goes. */
export function wordBefore(text: string, at: number): Piece | null {
  let last: Piece | null = null
  for (const word of wordsFrom(text)) {
    if (word.from >= at) break
    last = word
  }
  return last
}
