/** Telling the others where this person reads and what they have chosen: a few times a second at most, and the last
 * always. */
import type { Here, Selection } from '../live/protocol'

const EVERY = 400

export class Reading {
  #place: Here = { type: 'here', source: null, segment: null, selection: null }
  #told: Here | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly send: (it: Here) => boolean) {}

  at(source: string | null, segment: string | null, selection: Selection | null = null): void {
    this.#place = { type: 'here', source, segment, selection }
    if (this.#timer === undefined) this.#tell()
  }

  /** A new connection knows nothing. */
  connected(): void {
    this.#told = null
    if (this.#place.source !== null && this.#timer === undefined) this.#tell()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #tell(): void {
    if (this.#told && isSame(this.#told, this.#place)) return
    if (!this.send(this.#place)) return
    this.#told = this.#place
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#tell()
    }, EVERY)
  }
}

const isSame = (a: Here, b: Here) => JSON.stringify(a) === JSON.stringify(b)
