/** Ten hours of talk for tests: ninety thousand words, and two thousand marks on them. */
import type { Annotation, Block, SegmentText } from '#lib/live/protocol.ts'
import { BLOCK_SECONDS, blockOf } from '#lib/state/blocks.ts'
import { Chance } from './chance'
import { annotation, block, SOURCE, segment } from './things'

const SPOKEN =
  'we wrote no change he’s fourteen and he told us it was a different six Béla said the door is shut now'
const [WORDS, MARKS, SECONDS] = [90_000, 2_000, 36_000]

export function tenHours(): { segments: SegmentText[]; annotations: Annotation[]; blocks: Block[] } {
  const chance = new Chance(10)
  const segments = talk(chance)
  const annotations = Array.from({ length: MARKS }, () => mark(chance, segments))
  const inBlock = (n: number) => (it: SegmentText) => blockOf(it.start) === n
  const blocks = Array.from({ length: SECONDS / BLOCK_SECONDS }, (_, n) => {
    const inside = segments.filter(inBlock(n))
    const ids = new Set(inside.map((it) => it.id))
    const marks = annotations.filter((it) => ids.has(it.passage.start.segment))
    return block({ source: SOURCE, n, segments: inside, annotations: marks })
  })
  return { segments, annotations, blocks }
}

function talk(chance: Chance): SegmentText[] {
  const words = SPOKEN.split(' ')
  const each = 10
  const second = SECONDS / (WORDS / each)
  return Array.from({ length: WORDS / each }, (_, n) => {
    const text = Array.from({ length: each }, () => chance.of(words)).join(' ')
    // A pause now and then, so that there are turns.
    const pause = chance.below(4) === 0 ? 1.6 : 0
    return segment(n, text, { start: n * second, end: (n + 1) * second - pause })
  })
}

function mark(chance: Chance, segments: readonly SegmentText[]): Annotation {
  const at = chance.below(segments.length)
  const [first, last] = [segments[at], segments[Math.min(segments.length - 1, at + chance.below(2))]] as [
    SegmentText,
    SegmentText,
  ]
  const place = (it: SegmentText, offset: number) => ({ segment: it.id, revision: it.revision, offset })
  const passage = {
    source: SOURCE,
    start: place(first, chance.below(8)),
    end: place(last, 9 + chance.below(20)),
  }
  return annotation(first, { author: `${chance.below(9)}`, passage })
}
