/** Links to words: what stands in the address, and what it leads to. Pure. */
import type { Passage, SegmentText } from '#lib/live/protocol.ts'
import { blockOf } from '#lib/state/blocks.ts'
import { ranges } from '#lib/state/passages.ts'

export interface Led {
  /** The words, as they are now; null where none of them are left. */
  found: Passage | null
  /** The segment to open at all the same, if it is there. */
  near: string | null
}

type Segments = readonly SegmentText[]

/** What the address says of these words: `at`, their two ends, and `t`, the second at which to begin to fetch. */
export function addressOf({ start, end }: Passage, segments: Segments): string {
  const alike = start.segment === end.segment && start.revision === end.revision
  const written = ({ segment, offset, revision }: Passage['start']) => `${segment}.${offset}.${revision}`
  return `at=${written(start)}~${alike ? end.offset : written(end)}${secondOf(start.segment, segments)}`
}

/** Where to begin to fetch, to be added to an address; nothing in a text without times. */
export function secondOf(segment: string, segments: Segments): string {
  const { start = null } = segments.find((it) => it.id === segment) ?? {}
  return start === null ? '' : `&t=${Math.floor(start)}`
}

/** The block to fetch first. */
export function firstBlock(params: Pick<URLSearchParams, 'get'>): number {
  const second = Number(params.get('t'))
  return Number.isFinite(second) && second > 0 ? blockOf(second) : 0
}

const PLACE = /^([\w-]+)\.(\d{1,7})\.([\w-]+)$/

/** The words that an address names, of the revisions for which it was made; null where this is no such link. */
export function passageFrom(at: string, source: string): Passage | null {
  const [first = '', last = '', ...more] = at.split('~')
  const start = placeFrom(first)
  const end = start && /^\d{1,7}$/.test(last) ? { ...start, offset: Number(last) } : placeFrom(last)
  return start && end && more.length === 0 ? { source, start, end } : null
}

function placeFrom(written: string): Passage['start'] | null {
  const [, segment, offset, revision] = PLACE.exec(written) ?? []
  return segment && revision ? { segment, offset: Number(offset), revision } : null
}

/** The words that a passage was moved to by what happened to them since; null while they may still come. */
export function ledTo(moved: Passage, segments: Segments, all: boolean): Led | null {
  const [first, last] = [moved.start, moved.end].map((it) => segments.find(({ id }) => id === it.segment))
  if (!first || !last) return all ? { found: null, near: first?.id ?? null } : null
  const same = first.revision === moved.start.revision && last.revision === moved.end.revision
  return { found: same && ranges(moved, segments).length > 0 ? moved : null, near: first.id }
}
