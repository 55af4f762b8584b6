/** Marks as the page shows them: annotations with their code, colour, lane and place in the order of the text. */
import type { Annotation, Code, Passage, SegmentText } from '#lib/live/protocol.ts'
import { lanes } from '#lib/state/passages.ts'
import type { Placed } from '#lib/state/placed.ts'
import type { Seen } from '#lib/state/stances.ts'

export interface Mark {
  id: string
  author: string
  at: string | null
  comment: string | null
  /** Its author took it back; what others said of it stays. */
  withdrawn: boolean
  code: Code | null
  /** 1 to 12 for a code, 0 for a comment. */
  colour: number
  lane: number
  pending: boolean
  /** In the words as they are now. */
  passage: Passage
  /** In the words that its author saw. */
  made: Passage
  /** Its words were corrected: somebody should look whether it still belongs here. */
  needsReview: boolean
  /** None of its words are left; the passage says where they were. */
  gone: boolean
  replies: number
  stances: readonly Seen[]
  /** The first and the last segment that it touches, in the order of the text. */
  first: number
  last: number
}

export type Shown = Placed<Annotation & { pending: boolean }>

interface Sources {
  segments: readonly SegmentText[]
  order: Map<string, number>
  codeOf: (id: string) => Code | null | undefined
  repliesOf: (annotation: string) => readonly unknown[]
  stancesOf: (annotation: string) => readonly Seen[]
}

/** Every mark whose words are here, in reading order; of two that begin together the longer comes first. */
export function marksOf(
  annotations: readonly Shown[],
  { segments, order, codeOf, repliesOf, stancesOf }: Sources,
): Mark[] {
  const standing = annotations.filter((it) => !it.removed && order.has(it.passage.start.segment))
  const lane = lanes(standing, segments)
  const marks = standing.map((it) => {
    const code = it.code ? (codeOf(it.code) ?? null) : null
    const first = order.get(it.passage.start.segment) ?? 0
    return {
      id: it.id,
      author: it.author,
      at: it.at || null,
      comment: it.comment ?? null,
      withdrawn: it.withdrawn,
      code,
      colour: code?.colour ?? 0,
      lane: lane.get(it.id) ?? 1,
      pending: it.pending,
      passage: it.passage,
      made: it.made,
      needsReview: it.needsReview,
      gone: it.gone,
      replies: repliesOf(it.id).length,
      stances: stancesOf(it.id),
      first,
      last: order.get(it.passage.end.segment) ?? first,
    }
  })
  return marks.sort(inOrder)
}

function inOrder(a: Mark, b: Mark): number {
  return (
    a.first - b.first ||
    a.passage.start.offset - b.passage.start.offset ||
    b.last - a.last ||
    b.passage.end.offset - a.passage.end.offset ||
    (a.id < b.id ? -1 : 1)
  )
}

/** Whether a mark covers this character: a segment's place in the text and an offset in code points. */
export function covers({ first, last, passage }: Mark, segment: number, offset: number): boolean {
  if (segment < first || segment > last) return false
  if (segment === first && offset < passage.start.offset) return false
  return segment !== last || offset < passage.end.offset
}

/** The shortest mark under a click; of several, the one after that which is open. */
export function nextUnder(marks: readonly Mark[], open: string | null): Mark | undefined {
  const reach = (it: Mark) => (it.last - it.first) * 1e6 + it.passage.end.offset - it.passage.start.offset
  const sorted = [...marks].sort((a, b) => reach(a) - reach(b))
  return sorted[(sorted.findIndex((it) => it.id === open) + 1) % sorted.length]
}

/** The order in which new codes take the colours, so that neighbours in time look least alike. */
const FRESH = [7, 2, 9, 4, 11, 6, 1, 8, 3, 10, 5, 12]

/** The colour for a new code: the first that none has, else the one that the fewest have. */
export function freshColour(codes: readonly Code[]): number {
  const used = (colour: number) => codes.filter((code) => code.colour === colour).length
  return FRESH.reduce((best, colour) => (used(colour) < used(best) ? colour : best))
}
