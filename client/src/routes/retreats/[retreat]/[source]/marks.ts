/** Marks as the page shows them: annotations with their code, colour, lane and place in the order of the text. */
import type { Code, Passage } from '#lib/live/protocol.ts'
import { changed } from '#lib/state/made.ts'
import { resolve } from '#lib/state/retreat.svelte.ts'
import type { Standing } from '#lib/state/view.svelte.ts'
import { LANES } from './painting/highlights.ts'

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
  /** The first and the last segment that it touches, in the order of the text. */
  first: number
  last: number
}

/** Where each segment stands in the text. */
export type Order = ReadonlyMap<string, number>
type Codes = ReadonlyMap<string, Code>

/** The marks of a source: every one whose words are here, in reading order; of two that begin together the longer comes
 * first. What did not change stays the same object, and costs next to nothing. */
export class Marks {
  #from: readonly Standing[] = []
  #order: Order = new Map()
  #codes: Codes = new Map()
  #marks: readonly Mark[] = []

  of(annotations: readonly Standing[], order: Order, codes: Codes): readonly Mark[] {
    const isAnew = order !== this.#order || codes !== this.#codes
    const { gone, came } = isAnew ? { gone: [], came: annotations } : changed(this.#from, annotations)
    const left = new Set(gone.map((it) => it.id))
    const stay = isAnew ? [] : this.#marks.filter((it) => !left.has(it.id))
    const fresh = came
      .filter((it) => !it.removed && order.has(it.passage.start.segment))
      .map((it) => markOf(it, order, codes))
    this.#from = annotations
    this.#order = order
    this.#codes = codes
    this.#marks = inLanes([...stay, ...fresh].sort(inOrder))
    return this.#marks
  }
}

function markOf(it: Standing, order: Order, codes: Codes): Mark {
  const { id, author, withdrawn, pending, passage, made, needsReview, gone } = it
  const code = it.code ? (resolve(it.code, codes) ?? null) : null
  const first = order.get(passage.start.segment) ?? 0
  const last = order.get(passage.end.segment) ?? first
  const said = { id, author, at: it.at || null, comment: it.comment ?? null, withdrawn, pending }
  const words = { passage, made, needsReview, gone, first, last }
  return { ...said, ...words, code, colour: code?.colour ?? 0, lane: 1 }
}

/** Each on the first line under the words that no mark which it crosses has; a fourth shares the last. */
function inLanes(marks: readonly Mark[]): Mark[] {
  // Of each line the mark on it that reaches furthest.
  const until: Mark[] = []
  return marks.map((it) => {
    let lane = 1
    while (lane < LANES && reaches(until[lane], it)) lane++
    const furthest = until[lane]
    if (!furthest || isShorter(furthest, it)) until[lane] = it
    return it.lane === lane ? it : { ...it, lane }
  })
}

/** Whether this mark ends after the other has begun. */
function reaches(it: Mark | undefined, other: Mark): boolean {
  if (!it) return false
  return (
    it.last > other.first || (it.last === other.first && it.passage.end.offset > other.passage.start.offset)
  )
}

const isShorter = (it: Mark, than: Mark): boolean =>
  it.last < than.last || (it.last === than.last && it.passage.end.offset < than.passage.end.offset)

function inOrder(a: Mark, b: Mark): number {
  return (
    a.first - b.first ||
    a.passage.start.offset - b.passage.start.offset ||
    b.last - a.last ||
    b.passage.end.offset - a.passage.end.offset ||
    (a.id < b.id ? -1 : 1)
  )
}

/** Those of these marks, which are in reading order, that begin in the segments `from` to `to`. */
export function beginningIn(marks: readonly Mark[], from: number, to: number): readonly Mark[] {
  return marks.slice(before(marks, from), before(marks, to + 1))
}

/** How many of these marks begin before this segment. */
function before(marks: readonly Mark[], segment: number): number {
  let [low, high] = [0, marks.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((marks[middle] as Mark).first < segment) low = middle + 1
    else high = middle
  }
  return low
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
