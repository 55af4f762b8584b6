/** The one voice in which a screen reader is told what happens by itself: at most one utterance in five seconds. */

// A room that is busy must not talk over the reader (ms).
const PAUSE = 5000

/** Asked when it is time to speak: what there is to say by then, or nothing. */
export type Speech = () => string

export class Announcer {
  /** What is said: another list each time, so that the same words are said again. */
  said: readonly string[] = $state.raw([])

  #waiting = new Set<Speech>()
  #timer: ReturnType<typeof setTimeout> | undefined

  /** There is something to say: now, or with what else there is once it is quiet. */
  say(speech: Speech) {
    this.#waiting.add(speech)
    // What comes at the same moment is told together.
    this.#timer ??= setTimeout(() => this.#speak())
  }

  close() {
    clearTimeout(this.#timer)
    this.#waiting.clear()
  }

  #speak() {
    const said = [...this.#waiting].map((it) => it()).filter(Boolean)
    this.#waiting.clear()
    this.#timer = said.length ? setTimeout(() => this.#speak(), PAUSE) : undefined
    if (said.length) this.said = said
  }
}
