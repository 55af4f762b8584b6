/** Putting other words in the place of those that were found: which of the places are meant, and what comes of them.
 * Pure. */
import type { Correct, SegmentText } from '#lib/live/protocol.ts'
import type { Range as Stretch } from '#lib/state/passages.ts'

interface Wanted {
  /** Only where no word goes on at either end. */
  whole: boolean
  /** Only where capitals are as they were asked for. */
  same: boolean
}

type Corrections = Correct['corrections']
type Correction = Corrections[number]

// What one message of the socket holds with ease: so many sentences, and so many letters.
const MOST = 2_000
const LETTERS = 200_000

const WORD = /[\p{L}\p{M}\p{N}]/u

/** Whether a place that was found is meant. */
export function isMeant(
  { from, to }: Stretch,
  text: string,
  query: string,
  { whole, same }: Wanted,
): boolean {
  if (whole && (goesOn(text, from) || goesOn(text, to))) return false
  return !same || capitals(text.slice(from, to)) === capitals(query)
}

/** Whether one word lies on both sides of this place. */
function goesOn(text: string, at: number): boolean {
  const [before, after] = [[...text.slice(Math.max(0, at - 2), at)].at(-1), [...text.slice(at, at + 2)][0]]
  return before !== undefined && after !== undefined && WORD.test(before) && WORD.test(after)
}

/** The words as far as capitals tell them apart: letters alone, without their accents. */
const capitals = (words: string): string => words.normalize('NFKD').replace(/[^\p{L}]/gu, '')

/** A segment's words with `by` in each of these places, which do not overlap. */
export function replacedIn(text: string, places: readonly Stretch[], by: string): string {
  const sorted = [...places].sort((a, b) => a.from - b.from)
  const pieces: string[] = []
  let upto = 0
  for (const { from, to } of sorted) {
    if (from < upto) continue
    pieces.push(text.slice(upto, from), by)
    upto = to
  }
  return [...pieces, text.slice(upto)].join('')
}

/** The corrections that put `by` in these places, in as many commands as they need. */
export function correctionsOf(
  places: readonly Stretch[],
  segmentOf: (id: string) => SegmentText | undefined,
  by: string,
): Corrections[] {
  const bySegment = Map.groupBy(places, (it) => it.segment)
  const all = [...bySegment].flatMap(([id, inside]): Correction[] => {
    const it = segmentOf(id)
    const text = it && replacedIn(it.text, inside, by)
    return it && text !== undefined && text !== it.text ? [{ segment: id, base: it.revision, text }] : []
  })
  return portions(all)
}

function portions(all: readonly Correction[]): Corrections[] {
  const found: Correction[][] = []
  let letters = 0
  for (const it of all) {
    const last = found.at(-1)
    if (last && last.length < MOST && letters + it.text.length <= LETTERS) last.push(it)
    else {
      found.push([it])
      letters = 0
    }
    letters += it.text.length
  }
  return found as Corrections[]
}
