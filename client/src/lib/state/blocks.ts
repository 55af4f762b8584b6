/** Blocks: the pieces in which a source is fetched, by seconds of its transcript; as in server/domain/parts.py. */
export const BLOCK_SECONDS = 600

/** Which block a segment that starts then (seconds) lies in. */
export function blockOf(start: number | null): number {
  return start === null ? 0 : Math.floor(start / BLOCK_SECONDS)
}
