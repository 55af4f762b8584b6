/** Marks in the words as they are now: each keeps the passage that it was made on, and is moved over what happened to
 * the words since. */
import type { Annotation, Passage, Step } from '../live/protocol'
import { type Moved, moved } from './moving'
import type { StepsBySegment } from './revising'

/** A mark with its passage in the words as they are now. */
export type Placed<A extends Annotation = Annotation> = A & {
  /** The passage in the words that its author saw. */
  readonly made: Passage
  /** Its words were replaced, or none of them are left: somebody should look whether it still belongs here. */
  readonly needsReview: boolean
  readonly gone: boolean
}

const NONE: readonly Step[] = []

// What a mark was moved over, by the mark: only what a correction touches is moved anew.
const known = new WeakMap<Annotation, { over: [string, readonly Step[] | undefined][]; placed: Placed }>()

export function placed<A extends Annotation>(it: A, steps: StepsBySegment): Placed<A> {
  const before = known.get(it)
  if (before?.over.every(([segment, then]) => steps.get(segment) === then)) return before.placed as Placed<A>
  const over = new Map<string, readonly Step[] | undefined>()
  const found = moved(it.passage, (segment) => {
    over.set(segment, steps.get(segment))
    return steps.get(segment) ?? NONE
  })
  const now = withMoved(it, found)
  known.set(it, { over: [...over], placed: now })
  return now
}

const withMoved = <A extends Annotation>(it: A, { passage, gone, needsReview }: Moved): Placed<A> => ({
  ...it,
  passage,
  made: it.passage,
  gone,
  needsReview,
})
