/** Who is who in the retreat that is open, and what the person at this screen may do in it. */
import { getContext, setContext } from 'svelte'
import type { Role } from '#lib/live/protocol.ts'
import type { LiveRetreat } from '#lib/state/live.svelte.ts'
import { type Look, lookOf, sectorLooks } from '#lib/ui/sectors.ts'

export class Room {
  readonly live: LiveRetreat

  constructor(live: LiveRetreat) {
    this.live = live
  }

  get me(): string {
    return this.live.me.member.id
  }

  get state() {
    return this.live.state
  }

  get timeZone(): string {
    return this.live.state.retreat.time_zone
  }

  #looks = $derived.by(() =>
    sectorLooks([
      ...[...this.live.state.organisations.values()].map((it) => it.sector),
      ...[...this.live.state.sources.values()].flatMap((it) => it.sector ?? []),
    ]),
  )

  name(member: string): string {
    return this.live.state.members.get(member)?.name ?? ''
  }

  organisation(member: string) {
    const id = this.live.state.members.get(member)?.organisation
    return (id && this.live.state.organisations.get(id)) || null
  }

  look(member: string): Look | null {
    return this.sectorLook(this.organisation(member)?.sector)
  }

  sectorLook(sector: string | null | undefined): Look | null {
    return lookOf(this.#looks, sector)
  }

  role(member: string): Role | null {
    return this.live.state.attendances.get(member)?.role ?? null
  }

  #standing = $derived.by(() => {
    return { steward: this.live.me.member.steward, role: this.role(this.me) }
  })

  /** Bring recordings in, and take the retreat away. */
  get mayCurate(): boolean {
    const { steward, role } = this.#standing
    return steward || role === 'facilitator' || role === 'researcher'
  }

  get mayMark(): boolean {
    return this.mayCurate || this.#standing.role === 'partner'
  }

  mayRemove(author: string): boolean {
    const { steward, role } = this.#standing
    return author === this.me || steward || role === 'facilitator'
  }
}

const KEY = Symbol('room')

export const enter = (room: Room) => setContext(KEY, room)
export const room = () => getContext<Room>(KEY)
