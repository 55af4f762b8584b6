/** Speaker turns, derived from segments when they are shown: nothing is stored about them. */
import type { SegmentText } from '../live/protocol'

/** Pauses from this length on (seconds) part the words of an unknown speaker. */
const PAUSE = 1.5

export interface Turn {
  /** The first segment's id: a turn that grows keeps it. */
  id: string
  speaker: string | null
  /** Seconds of the recording; none in an excerpt. */
  start: number | null
  end: number | null
  segments: SegmentText[]
}

/** Ordered segments as turns: neighbours of one known speaker; where unknown, while pauses stay short; in an
 * excerpt each paragraph. */
export function turns(segments: readonly SegmentText[]): Turn[] {
  const found: Turn[] = []
  for (const segment of segments) {
    const last = found.at(-1)
    if (last && goesOn(last, segment)) {
      last.segments.push(segment)
      last.end = segment.end ?? last.end
    } else found.push(turnFrom(segment))
  }
  return found
}

function turnFrom(segment: SegmentText): Turn {
  const { id, speaker, start, end } = segment
  return { id, speaker, start, end, segments: [segment] }
}

function goesOn(turn: Turn, segment: SegmentText): boolean {
  if (turn.end === null || segment.start === null || turn.speaker !== segment.speaker) return false
  return turn.speaker !== null || segment.start - turn.end < PAUSE
}
