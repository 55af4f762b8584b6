/** The programme at hand: what the server says of it, fetched again after each change. */
import { getContext, setContext } from 'svelte'
import { command, Refusal } from '#lib/live/api.ts'
import { newId, type Unsent } from '#lib/live/ids.ts'
import { programme } from '#lib/live/programme.ts'
import type { Command, Me, Member, Organisation, ProgrammePart, Retreat, Sector } from '#lib/live/protocol.ts'
import { byName } from '#lib/ui/language.ts'
import { type Look, sectorLooks } from '#lib/ui/sectors.ts'

const inOrder = <T extends { name: string }>(them: readonly T[]): T[] =>
  [...them].sort((a, b) => byName.compare(a.name, b.name))

export class Programme {
  part = $state.raw<ProgrammePart>() as ProgrammePart
  // Commands whose answer was lost, by what they ask: asked again, they are the same command.
  #unsure = new Map<string, string>()

  private constructor(
    readonly me: Me,
    part: ProgrammePart,
  ) {
    this.part = part
  }

  static async open(me: Me): Promise<Programme> {
    return new Programme(me, await programme())
  }

  /** Ask for a change. Throws Refusal or NoConnection; ends when it is on this screen. */
  async do(it: Unsent): Promise<void> {
    const asked = JSON.stringify(it)
    const id = this.#unsure.get(asked) ?? newId()
    this.#unsure.set(asked, id)
    try {
      await command(this.part.programme.id, { ...it, id } as Command)
      await this.fetch()
      this.#unsure.delete(asked)
    } catch (error) {
      if (error instanceof Refusal && error.status < 500) this.#unsure.delete(asked)
      throw error
    }
  }

  async fetch(): Promise<void> {
    const part = await programme()
    // Of two that were on their way together, the later one holds.
    if (part.epoch !== this.part.epoch || part.seq >= this.part.seq) this.part = part
  }

  get steward(): boolean {
    return this.me.member.steward
  }

  sectors = $derived(new Map(this.part.sectors.map((it) => [it.id, it])))
  organisations = $derived(new Map(inOrder(this.part.organisations).map((it) => [it.id, it])))
  retreats = $derived(new Map(this.part.retreats.map((it) => [it.id, it])))
  looks = $derived(sectorLooks(this.part.sectors))

  /** Everybody but those who turned out to be somebody else's double. */
  people = $derived(inOrder(this.part.members.filter((it) => !it.merged_into)))

  inOrder = inOrder

  organisation(of: Pick<Member, 'organisation'>): Organisation | null {
    return (of.organisation && this.organisations.get(of.organisation)) || null
  }

  sector(of: { sector: string | null } | null): Sector | null {
    return (of?.sector && this.sectors.get(of.sector)) || null
  }

  look(sector: string | null | undefined): Look | null {
    return (sector && this.looks.get(sector)) || null
  }

  /** The retreats that a member is in, with their roles. */
  rolesOf(member: string) {
    return this.part.attendances.flatMap(({ retreat, member: whose, role }) => {
      const where = this.retreats.get(retreat)
      return whose === member && role && where ? [{ retreat: where, role }] : []
    })
  }

  /** The retreats that read an excerpt. */
  placesOf(source: string): Retreat[] {
    return this.part.placements.flatMap((it) =>
      it.source === source ? (this.retreats.get(it.retreat) ?? []) : [],
    )
  }
}

const KEY = Symbol('programme')

export const enter = (it: () => Programme | null) => setContext(KEY, it)

/** The programme of this screen, which is only drawn once it is there. */
export const here = (): Programme => getContext<() => Programme>(KEY)()
