/** Something that is asked of the server by a press: whether it is under way, and why it did not work. */
import { NoConnection, Refusal } from '#lib/live/api.ts'
import { m } from '#lib/paraglide/messages.js'

export class Attempt {
  busy = $state(false)
  /** In words for the person who pressed; empty when there is nothing to say. */
  wrong = $state('')
  /** The kind of the refusal, for screens that know better words. */
  kind = $state('')

  /** Whether it worked. Pressing twice asks once. */
  async make(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false
    this.busy = true
    this.wrong = this.kind = ''
    try {
      await work()
      return true
    } catch (error) {
      this.kind = error instanceof Refusal ? error.kind : ''
      this.wrong = whyNot(error)
      return false
    } finally {
      this.busy = false
    }
  }
}

/** What to tell somebody whose request failed; what is our own mistake is thrown on. */
export function whyNot(error: unknown): string {
  if (error instanceof NoConnection) return m.no_connection_yet()
  if (error instanceof Refusal) return error.message || m.broken_text()
  throw error
}
