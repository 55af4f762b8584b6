/** Passages: from a selection to what is sent, and from what is kept to what is shown. Pure. */
import type { Passage, SegmentText } from '../live/protocol'
import { snap, toCodePoints, toUtf16 } from './characters'

/** A point on the screen: a segment, and a UTF-16 offset in its text. */
export interface Point {
  segment: string
  offset: number
}

/** A stretch of one segment's text, in UTF-16 offsets, end exclusive. */
export interface Range {
  segment: string
  from: number
  to: number
}

const orders = new WeakMap<Segments, ReadonlyMap<string, number>>()

/** Where each segment stands in a list, which is replaced and never changed: worked out once, however often it is
 * asked. */
export function orderOf(segments: Segments): ReadonlyMap<string, number> {
  const order = orders.get(segments) ?? new Map(segments.map((it, at) => [it.id, at]))
  orders.set(segments, order)
  return order
}

type Spot = { at: number; offset: number }
type Segments = readonly SegmentText[]

/** The passage between two points in either order, trimmed of white space and whole in its characters; none if no
 * word is left. `segments` are a source's, in order. */
export function passage(source: string, a: Point, b: Point, segments: Segments): Passage | null {
  const ends = [spot(a, segments), spot(b, segments)]
  if (!ends[0] || !ends[1]) return null
  const [first, last] = before(ends[0], ends[1]) ? [ends[0], ends[1]] : [ends[1], ends[0]]
  const start = trimStart(first, last, segments)
  const end = start && trimEnd(start, last, segments)
  if (!start || !end) return null
  const found = { source, start: place(start, segments), end: place(end, segments) }
  return { ...found, exact: quote(found, segments) }
}

function spot(point: Point, segments: Segments): Spot | null {
  const at = orderOf(segments).get(point.segment)
  return at === undefined
    ? null
    : { at, offset: Math.max(0, Math.min(point.offset, textAt(segments, at).length)) }
}

function before(a: Spot, b: Spot): boolean {
  return a.at < b.at || (a.at === b.at && a.offset <= b.offset)
}

const textAt = (segments: Segments, at: number): string => segments[at]?.text ?? ''

/** Where the first word of [start, end) begins; none if there is none. */
function trimStart(start: Spot, end: Spot, segments: Segments): Spot | null {
  for (let at = start.at; at <= end.at; at++) {
    const text = textAt(segments, at)
    const from = at === start.at ? snap(text, start.offset, 'start') : 0
    const upto = at === end.at ? snap(text, end.offset, 'end') : text.length
    const blank = text.slice(from, upto).search(/\S/)
    if (blank >= 0 && from < upto) return { at, offset: snap(text, from + blank, 'start') }
  }
  return null
}

/** Where the last word of [start, end) ends, given that there is one. */
function trimEnd(start: Spot, end: Spot, segments: Segments): Spot | null {
  for (let at = end.at; at >= start.at; at--) {
    const text = textAt(segments, at)
    const from = at === start.at ? start.offset : 0
    const upto = at === end.at ? snap(text, end.offset, 'end') : text.length
    const words = text.slice(from, upto).trimEnd()
    if (words) return { at, offset: snap(text, from + words.length, 'end') }
  }
  return null
}

function place({ at, offset }: Spot, segments: Segments): Passage['start'] {
  const { id, revision, text } = segments[at] as SegmentText
  return { segment: id, revision, offset: toCodePoints(text, offset) }
}

/** What a passage covers of the segments that are here, in UTF-16 offsets; pieces without a character are left out.
 * Where only one end is here, only that end's segment is covered. */
export function ranges(passage: Passage, segments: Segments): Range[] {
  const covered = pieces(passage, segments).filter(({ from, to }) => from < to)
  return covered.map(({ segment, from, to }) => ({ segment, from, to }))
}

/** The words of a passage; the pieces of several segments are joined by one space (protocol rule P5). */
export function quote(passage: Passage, segments: Segments): string {
  return pieces(passage, segments)
    .map(({ text, from, to }) => text.slice(from, to))
    .join(' ')
}

function pieces({ start, end }: Passage, segments: Segments): (Range & { text: string })[] {
  const order = orderOf(segments)
  const [first, last] = [order.get(start.segment), order.get(end.segment)]
  const covered = segments.slice(first ?? last, (last ?? first ?? -1) + 1)
  return covered.map(({ id, text }) => ({
    segment: id,
    text,
    from: id === start.segment ? toUtf16(text, start.offset) : 0,
    to: id === end.segment ? toUtf16(text, end.offset) : text.length,
  }))
}
