/** What becomes of commands, for whoever waits to know. */
import { Refusal } from '../live/api'
import type { Why } from '../live/protocol'

type Waiting = { accepted: () => void; refused: (why: Refusal) => void }

export class Outcomes {
  #waiting = new Map<string, Waiting[]>()

  /** Ends once the command is answered; throws the Refusal. */
  of(id: string): Promise<void> {
    return new Promise((accepted, refused) => {
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), { accepted, refused }])
    })
  }

  accepted(id: string): void {
    for (const it of this.#take(id)) it.accepted()
  }

  refused(id: string, why: Why): void {
    for (const it of this.#take(id)) it.refused(refusalOf(why))
  }

  #take(id: string): Waiting[] {
    const waiting = this.#waiting.get(id) ?? []
    this.#waiting.delete(id)
    return waiting
  }
}

export const refusalOf = ({ kind, message }: Why) => new Refusal(kind, message, 400)
