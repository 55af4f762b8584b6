/** Blocks: the pieces in which a source is fetched, by seconds of its transcript; as in server/domain/parts.py. */
import type { SegmentText } from '../live/protocol'

export const BLOCK_SECONDS = 600

/** Which block a segment that starts then (seconds) lies in. */
export function blockOf(start: number | null): number {
  return start === null ? 0 : Math.floor(start / BLOCK_SECONDS)
}

const parted = new WeakMap<readonly SegmentText[], ReadonlyMap<number, SegmentText[]>>()

/** A source's segments block by block: worked out once for each list, which is replaced and never changed. */
export function inBlocks(segments: readonly SegmentText[]): ReadonlyMap<number, readonly SegmentText[]> {
  const known = parted.get(segments)
  if (known) return known
  const blocks = new Map<number, SegmentText[]>()
  for (const it of segments) {
    const n = blockOf(it.start)
    const block = blocks.get(n) ?? []
    block.push(it)
    blocks.set(n, block)
  }
  parted.set(segments, blocks)
  return blocks
}
