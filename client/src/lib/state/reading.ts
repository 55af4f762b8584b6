/** Telling the others where this person reads: at most once a second, and the last place always. */
import type { Here } from '../live/protocol'

const EVERY = 1_000

export class Reading {
  #place: Here = { type: 'here', source: null, segment: null }
  #told: Here | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly send: (it: Here) => boolean) {}

  at(source: string | null, segment: string | null): void {
    this.#place = { type: 'here', source, segment }
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
    const { source, segment } = this.#place
    if (this.#told?.source === source && this.#told.segment === segment) return
    if (!this.send(this.#place)) return
    this.#told = this.#place
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#tell()
    }, EVERY)
  }
}
