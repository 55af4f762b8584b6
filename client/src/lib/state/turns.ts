/** Speaker turns, derived from segments when they are shown: nothing is stored about them. */
import type { SegmentText } from '../live/protocol'

/** Pauses from this length on (seconds) part the words of an unknown speaker. */
const PAUSE = 1.5

export interface Turn {
  /** The first segment's id: a turn that grows keeps it. */
  id: string
  /** Who they count as, after merges; none where nobody has said it, or said that it is not known. */
  speaker: string | null
  /** Seconds of the recording; none in an excerpt. */
  start: number | null
  end: number | null
  segments: SegmentText[]
}

/** Ordered segments as turns: neighbours of one known speaker; where unknown, while pauses stay short; without
 * times each piece. `voice` tells who a speaker counts as. */
export function turns(segments: readonly SegmentText[], voice = (speaker: string) => speaker): Turn[] {
  const found: Turn[] = []
  for (const segment of segments) {
    const last = found.at(-1)
    const speaker = segment.speaker ? voice(segment.speaker) : null
    if (last && goesOn(last, segment, speaker)) {
      last.segments.push(segment)
      last.end = segment.end ?? last.end
    } else found.push(turnFrom(segment, speaker))
  }
  return found
}

function turnFrom(segment: SegmentText, speaker: string | null): Turn {
  const { id, start, end } = segment
  return { id, speaker, start, end, segments: [segment] }
}

function goesOn(turn: Turn, segment: SegmentText, speaker: string | null): boolean {
  if (turn.speaker !== speaker) return false
  return speaker !== null || (turn.end !== null && segment.start !== null && !pauses(turn.end, segment.start))
}

/** Whether words that end then (seconds) and words that begin then have a pause between them. */
export const pauses = (end: number | null, start: number | null): boolean =>
  end !== null && start !== null && start - end >= PAUSE
