/** Words that the engine was not sure of: whether they are shown, and the way from one to the next. */
import type { SegmentText } from '#lib/live/protocol.ts'
import { blockOf } from '#lib/state/blocks.ts'
import type { Range as Stretch } from '#lib/state/passages.ts'
import type { Listening } from '../hearing/listening.svelte.ts'

const KEPT = 'unsure-words'
// So long (ms) it is said that there are none further down.
const SAID = 6000

export class Unsure {
  /** Kept on this device. */
  shown = $state(localStorage.getItem(KEPT) !== 'hidden')
  /** The way to the next one led to the end of the text. */
  ended = $state(false)

  #listening: Listening
  #segments: () => readonly SegmentText[]
  #asked = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(listening: Listening, segments: () => readonly SegmentText[]) {
    this.#listening = listening
    this.#segments = segments
  }

  toggle() {
    this.shown = !this.shown
    localStorage.setItem(KEPT, this.shown ? 'shown' : 'hidden')
  }

  #end() {
    this.ended = true
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.ended = false
    }, SAID)
  }

  /** The first after this place (the segment's place in the text, a UTF-16 offset in it); null if there is none, or
   * something else was asked meanwhile. */
  async next(from: number, offset: number): Promise<Stretch | null> {
    const asked = ++this.#asked
    this.ended = false
    let block = -1
    for (let at = from; ; at++) {
      const segment = this.#segments()[at]
      if (!segment) break
      // How sure the engine was comes with the times of the words, block by block.
      if (blockOf(segment.start) !== block) await this.#listening.need(segment.start)
      if (asked !== this.#asked) return null
      block = blockOf(segment.start)
      const found = this.#listening.unsure(segment).find((it) => at > from || it.from > offset)
      if (found) return found
    }
    this.#end()
    return null
  }
}
