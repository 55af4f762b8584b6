/** What others add while one reads: a badge for what is out of view, and a spoken sentence now and then. */
import { m } from '#lib/paraglide/messages.js'
import type { Mark } from './marks.ts'

// At most one sentence in this time (ms): a room that is busy must not talk over the reader.
const PAUSE = 5000
/** How long a mark that arrives in view is settling (ms), as in the tokens. */
export const ARRIVING = 1200

export class News {
  /** New marks by others that nobody has scrolled to yet. */
  unseen: string[] = $state.raw([])
  /** New marks in view, while they fade in. */
  arriving: ReadonlySet<string> = $state.raw(new Set())
  /** What a screen reader is told. */
  said = $state('')

  #known: Set<string> | null = null
  #waiting: Mark[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #speak: (mark: Mark) => string

  constructor(speak: (mark: Mark) => string) {
    this.#speak = speak
  }

  /** Compare with what was there: `settled` is false while the source is still being fetched. */
  look(
    marks: readonly Mark[],
    mine: (author: string) => boolean,
    settled: boolean,
    inView: (mark: Mark) => boolean,
  ) {
    const known = this.#known
    this.#known = new Set(marks.map((it) => it.id))
    this.unseen = this.unseen.filter((id) => this.#known?.has(id))
    if (!known || !settled) return
    const fresh = marks.filter((it) => !known.has(it.id) && !mine(it.author))
    if (fresh.length === 0) return
    const seen = fresh.filter(inView)
    this.unseen = [...this.unseen, ...fresh.filter((it) => !inView(it)).map((it) => it.id)]
    if (seen.length) this.#arrive(seen.map((it) => it.id))
    this.#waiting.push(...fresh)
    if (this.#timer === undefined) this.#tell()
  }

  /** These marks are on the screen now. */
  saw(ids: ReadonlySet<string>) {
    if (this.unseen.some((id) => ids.has(id))) this.unseen = this.unseen.filter((id) => !ids.has(id))
  }

  close() {
    clearTimeout(this.#timer)
  }

  #arrive(ids: string[]) {
    this.arriving = new Set([...this.arriving, ...ids])
    setTimeout(() => {
      this.arriving = new Set([...this.arriving].filter((id) => !ids.includes(id)))
    }, ARRIVING)
  }

  #tell() {
    const [only, ...more] = this.#waiting
    this.#waiting = []
    if (!only) {
      this.#timer = undefined
      return
    }
    this.said = more.length ? m.new_marks({ count: more.length + 1 }) : this.#speak(only)
    this.#timer = setTimeout(() => this.#tell(), PAUSE)
  }
}
