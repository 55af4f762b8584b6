/** The ring: the word that the keys are on, and the words that Shift has added to it. */
import type { Passage, SegmentText } from '#lib/live/protocol.ts'
import { wordsFrom } from '#lib/state/characters.ts'
import { orderOf, type Point, ranges, type Range as Stretch } from '#lib/state/passages.ts'
import type { Paragraph } from './paragraphs.ts'

export type Step = 'next' | 'back' | 'down' | 'up'

export class Ring {
  /** The word with the ring; none while the keys are elsewhere. */
  at: Stretch | null = $state.raw(null)
  /** Where the extension began; none while one word alone is meant. */
  anchor: Stretch | null = $state.raw(null)

  #paragraphs: () => readonly Paragraph[]

  constructor(paragraphs: () => readonly Paragraph[]) {
    this.#paragraphs = paragraphs
  }

  /** Set the ring on the first word of this paragraph. */
  enter(paragraph: Paragraph | undefined) {
    this.at = paragraph ? firstIn(paragraph) : null
    this.anchor = null
  }

  /** Stand on these words. */
  stand(words: Stretch) {
    this.at = words
    this.anchor = null
  }

  /** Stand within these words, in the sentence that they begin in: on the word that the ring is on, or the last. */
  rest(words: Passage, segments: readonly SegmentText[]) {
    this.anchor = null
    const [first] = ranges(words, segments)
    const segment = first && segments[orderOf(segments).get(first.segment) ?? -1]
    if (!segment || (this.at && overlap(this.at, first))) return
    // What is only a sign or a picture has no word in it.
    this.at = wordsIn(segment).findLast((it) => overlap(it, first)) ?? first
  }

  leave() {
    this.at = null
    this.anchor = null
  }

  /** Move by a word or a turn; `extend` keeps the other end where it was. */
  move(step: Step, extend: boolean) {
    if (!this.at) return
    const to = step === 'next' || step === 'back' ? this.#byWord(step) : this.#byTurn(step)
    this.anchor = extend ? (this.anchor ?? this.at) : null
    if (to) this.at = to
  }

  /** The two ends of what the ring means, in either order. */
  ends(): [Point, Point] | null {
    if (!this.at) return null
    const one = this.anchor ?? this.at
    const forwards = one === this.at || this.#place(one) <= this.#place(this.at)
    const [first, last] = forwards ? [one, this.at] : [this.at, one]
    return [
      { segment: first.segment, offset: first.from },
      { segment: last.segment, offset: last.to },
    ]
  }

  #segments(): SegmentText[] {
    return this.#paragraphs().flatMap((it) => it.segments)
  }

  /** A number that grows with the text: segments first, offsets within them. */
  #place(word: Stretch): number {
    return this.#segments().findIndex((it) => it.id === word.segment) * 1e6 + word.from
  }

  #byWord(step: 'next' | 'back'): Stretch | null {
    const segments = this.#segments()
    const here = segments.findIndex((it) => it.id === this.at?.segment)
    const segment = segments[here]
    if (!segment || !this.at) return null
    const from = this.at.from
    const words = wordsIn(segment)
    const within =
      step === 'next' ? words.find((it) => it.from > from) : words.findLast((it) => it.from < from)
    if (within) return within
    const way = step === 'next' ? 1 : -1
    for (let i = here + way; segments[i]; i += way) {
      const found = wordsIn(segments[i] as SegmentText).at(step === 'next' ? 0 : -1)
      if (found) return found
    }
    return null
  }

  #byTurn(step: 'down' | 'up'): Stretch | null {
    const paragraphs = this.#paragraphs()
    const here = paragraphs.findIndex((it) => it.segments.some((segment) => segment.id === this.at?.segment))
    const way = step === 'down' ? 1 : -1
    for (let i = here + way; paragraphs[i]; i += way) {
      const found = firstIn(paragraphs[i] as Paragraph)
      if (found) return found
    }
    return null
  }
}

/** The first word of a paragraph; none where all of its words were taken out. */
const firstIn = (paragraph: Paragraph): Stretch | null =>
  paragraph.segments.flatMap((it) => wordsIn(it)[0] ?? [])[0] ?? null

const overlap = (a: Stretch, b: Stretch): boolean => a.segment === b.segment && a.from < b.to && b.from < a.to

const wordsIn = (segment: SegmentText): Stretch[] =>
  [...wordsFrom(segment.text)].map((word) => ({ segment: segment.id, ...word }))
