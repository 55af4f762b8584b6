/** Moving a passage over everything that happened to the words since it was made (protocol rule P6). The twin of
 * server/domain/moving.py, held to it by shared fixtures. Nothing is found again by what it says: each end follows the
 * edits. Where an edit took the words that an end stood on, the end remembers its place in them, so that undoing that
 * edit gives it back. All offsets are code points. */
import type { Passage, Step } from '../live/protocol'

/** The steps of a segment, in order. */
export type Steps = (segment: string) => readonly Step[]

/** A passage in the words as they are now. */
export interface Moved {
  passage: Passage
  /** The revisions that took its words or made its ends unsure. */
  doubts: ReadonlySet<string>
  /** No words of it are left. */
  gone: boolean
  needsReview: boolean
}

type Edit = Step['edits'][number]
type Place = Passage['start']

/** Where one end stands after `n` steps of its segment; and by revision, which edit took its words and how far into
 * them it stood. */
interface End extends Place {
  n: number
  taken: Map<string, [nth: number, into: number]>
}

/** The passage as it lies in the current words. */
export function moved(passage: Passage, steps: Steps): Moved {
  const [start, end] = [endAt(passage.start, steps), endAt(passage.end, steps)]
  const doubts = new Set<string>()
  for (;;) {
    const behind = [start, end].filter((it) => it.n < steps(it.segment).length)
    if (!behind[0]) break
    if (start.segment === end.segment && start.n === end.n) both(start, end, steps, doubts)
    else {
      // Of two in one segment, the one that is behind.
      const first = start.segment === end.segment ? (start.n < end.n ? start : end) : behind[0]
      alone(first, first === start, steps, doubts)
    }
  }
  const now = { source: passage.source, start: placeOf(start), end: placeOf(end), exact: null }
  const gone = start.segment === end.segment && start.offset >= end.offset
  return { passage: now, doubts, gone, needsReview: gone || doubts.size > 0 }
}

const placeOf = ({ segment, revision, offset }: End): Place => ({ segment, revision, offset })

const endAt = (place: Place, steps: Steps): End => ({
  ...place,
  n: known(place.segment, place.revision, steps),
  taken: new Map(),
})

/** After how many of its steps a segment was this revision. */
const known = (segment: string, revision: string, steps: Steps): number =>
  steps(segment).findIndex((it) => it.id === revision) + 1

function both(start: End, end: End, steps: Steps, doubts: Set<string>): void {
  const step = stepOf(start, steps)
  const undone = step.undoes !== null && doubts.has(step.undoes)
  if (allReplaced(start.offset, end.offset, step.edits) && !undone) doubts.add(step.id)
  alone(start, true, steps, doubts)
  alone(end, false, steps, doubts)
}

/** Whether no word between these offsets is left; one code point between two edits is their space. */
function allReplaced(start: number, end: number, edits: readonly Edit[]): boolean {
  let upto = start
  for (const [a, b] of edits) {
    if (a >= end || b <= start) continue
    if (a > upto + (upto > start ? 1 : 0)) return false
    upto = b
  }
  return start < end && end <= upto
}

const stepOf = (it: End, steps: Steps) => steps(it.segment)[it.n] as Step

function alone(it: End, isStart: boolean, steps: Steps, doubts: Set<string>): void {
  const step = stepOf(it, steps)
  it.n += 1
  it.revision = step.id
  const taken = step.undoes === null ? undefined : it.taken.get(step.undoes)
  if (taken && step.undoes !== null) {
    it.taken.delete(step.undoes)
    it.offset = newPlace(step.edits, taken[0]) + taken[1]
  } else over(it, step, isStart, doubts)
  if (step.undoes !== null) doubts.delete(step.undoes)
  if (step.cut) pastCut(it, step.cut, isStart, steps)
  else if (step.joined) into(it, step.joined.segment, it.offset + step.joined.shift, steps)
}

/** What begins at the cut goes with the second part; what ends there stays with the first. */
function pastCut(it: End, cut: NonNullable<Step['cut']>, isStart: boolean, steps: Steps): void {
  if (isStart ? it.offset >= cut.at : it.offset > cut.start)
    into(it, cut.segment, Math.max(0, it.offset - cut.start), steps)
  else it.offset = Math.min(it.offset, cut.at)
}

function into(it: End, segment: string, offset: number, steps: Steps): void {
  it.segment = segment
  it.offset = offset
  it.n = known(segment, it.revision, steps)
}

/** Move an end over the edits of a step. What is put in beside a passage is not part of it; words that take the place
 * of its first or last ones are. */
function over(it: End, step: Step, isStart: boolean, doubts: Set<string>): void {
  let shift = 0
  for (const [nth, [a, b, length]] of step.edits.entries()) {
    if (isStart ? a <= it.offset && it.offset < b : a < it.offset && it.offset <= b) {
      it.taken.set(step.id, [nth, it.offset - a])
      if (a < it.offset && it.offset < b && length) doubts.add(step.id)
      it.offset = a + shift + (isStart ? 0 : length)
      return
    }
    if (b > it.offset || (a === b && b === it.offset && !isStart)) break
    shift += length - (b - a)
  }
  it.offset += shift
}

function newPlace(edits: readonly Edit[], nth: number): number {
  const before = edits.slice(0, nth).reduce((sum, [a, b, length]) => sum + length - (b - a), 0)
  return (edits[nth]?.[0] ?? 0) + before
}
