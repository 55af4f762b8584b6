/** Sentences of one source that were begun and not sent: kept on this device, to be taken up again. */
import type { LiveRetreat } from '#lib/state/live.svelte.ts'
import { type Begun, begunFrom } from './written.ts'

export class SentenceDrafts {
  constructor(
    private readonly live: LiveRetreat,
    private readonly source: string,
  ) {}

  /** The segments whose words were begun, by id. */
  get segments(): string[] {
    const start = this.#key('')
    return this.live.drafts.begun(start).map((it) => it.slice(start.length))
  }

  of(segment: string): Begun | null {
    return begunFrom(this.live.drafts.of(this.#key(segment)))
  }

  keep(segment: string, { base, was, text }: Begun) {
    this.live.drafts.keep(this.#key(segment), JSON.stringify({ base, was, text }))
  }

  letGo(segment: string) {
    this.live.drafts.keep(this.#key(segment), '')
  }

  #key(segment: string) {
    return `correct ${this.source} ${segment}`
  }
}
