/** A dialog of the codebook asks the server, and says in place what the server will not have. */
import type { Unsent } from '#lib/live/ids.ts'
import type { LiveRetreat } from '#lib/state/live.svelte.ts'
import { Attempt } from '#lib/ui/attempt.svelte.ts'

export class Hearing {
  #attempt = $state.raw(new Attempt())

  constructor(private readonly live: LiveRetreat) {}

  get busy() {
    return this.#attempt.busy
  }

  /** What is wrong, if it is of this kind. */
  wrong(kind: string): string {
    return this.#attempt.kind === kind ? this.#attempt.wrong : ''
  }

  /** What is wrong, if it is of none of these kinds. */
  wrongBut(...kinds: string[]): string {
    return kinds.includes(this.#attempt.kind) ? '' : this.#attempt.wrong
  }

  /** A dialog is opened, or shut: what was asked before no longer concerns it. */
  begin() {
    this.#attempt = new Attempt()
  }

  /** Whether the dialog is done with. Without a connection it is: what was asked is safe, and is sent later. */
  async ask(it: Unsent): Promise<boolean> {
    const attempt = this.#attempt
    if (attempt.busy) return false
    const id = this.live.send(it)
    if (this.live.status !== 'live') return true
    const done = await attempt.make(() => this.live.settled(id))
    if (attempt !== this.#attempt) return false
    // Said here, where it can be put right; not in the band as well.
    if (!done) await this.live.dismissRefused(id)
    return done
  }
}
