/** Turns as the page draws them: a long one is cut into paragraphs, so that ten hours scroll like ten minutes. It is cut
 * at pauses too: there the turns of unknown speakers end, and no line moves when somebody says who they are. */
import type { SegmentText } from '#lib/live/protocol.ts'
import { pauses, type Turn } from '#lib/state/turns.ts'

export interface Paragraph {
  /** The first segment's id. */
  id: string
  /** Seconds; none in an excerpt. */
  start: number | null
  end: number | null
  speaker: string | null
  /** Whether a turn begins here. */
  opens: boolean
  segments: SegmentText[]
}

// About ten lines: long enough to read on, short enough to measure.
const CHARACTERS = 700

export function paragraphsOf(turns: readonly Turn[]): Paragraph[] {
  return turns.flatMap((turn) => {
    const parts: Paragraph[] = []
    let length = CHARACTERS
    for (const segment of turn.segments) {
      const last = parts.at(-1)
      if (last && length < CHARACTERS && !pauses(last.end, segment.start)) {
        last.segments.push(segment)
        last.end = segment.end ?? last.end
        length += segment.text.length
      } else {
        const { id, start, end, speaker } = segment
        parts.push({ id, start, end, speaker, opens: !last, segments: [segment] })
        length = segment.text.length
      }
    }
    return parts
  })
}
