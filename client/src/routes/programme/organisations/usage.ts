/** What belongs to an organisation or a sector: only what is unused can be removed. */
import type { ProgrammePart } from '#lib/live/protocol.ts'

export class Usage {
  #people = new Map<string, number>()
  #used: Set<string>

  constructor({ members, excerpts, organisations }: ProgrammePart) {
    for (const { organisation, merged_into } of members)
      if (organisation && !merged_into) this.#people.set(organisation, this.people(organisation) + 1)
    const used = [
      ...members.map((it) => it.organisation),
      ...excerpts.flatMap((it) => [it.organisation, it.sector]),
      ...organisations.map((it) => it.sector),
    ]
    this.#used = new Set(used.filter((it) => it !== null))
  }

  /** How many people are from an organisation. */
  people(organisation: string): number {
    return this.#people.get(organisation) ?? 0
  }

  isUsed(id: string): boolean {
    return this.#used.has(id)
  }
}
