/** Who is who in the retreat that is open, and what the person at this screen may do in it. */
import { getContext, setContext } from 'svelte'
import { type Member, type Role, type Speaker, STILL_HEARD, WHO } from '#lib/live/protocol.ts'
import { m } from '#lib/paraglide/messages.js'
import type { LiveRetreat } from '#lib/state/live.svelte.ts'
import { resolve } from '#lib/state/retreat.svelte.ts'
import { Announcer } from '#lib/ui/announcer.svelte.ts'
import { byName } from '#lib/ui/language.ts'
import { type Look, sectorLooks } from '#lib/ui/sectors.ts'
import { isolated } from '#lib/ui/words.ts'
import { resolve as pathTo } from '$app/paths'

/** What the table of rights (server/domain/access.py) knows: commands and routes. */
export type Right = keyof typeof WHO

const STILL: ReadonlySet<string> = new Set(STILL_HEARD)

/** What was just done, and how to take it back. */
export interface Undo {
  words: string
  back?: () => void
  /** What the way back is called, where that is not Undo. */
  label?: string
  /** The command that the way back would take back: once this page has asked for something else, it would not. */
  after?: string
}

export class Room {
  readonly live: LiveRetreat
  readonly announcer = new Announcer()
  undo: Undo | null = $state.raw(null)

  constructor(live: LiveRetreat) {
    this.live = live
  }

  /** Who this is, after all merges. */
  get me(): string {
    const { id } = this.live.me.member
    return this.person(id)?.id ?? id
  }

  get state() {
    return this.live.state
  }

  /** The retreat without its texts, with what is on its way. */
  get now() {
    return this.live.view.now
  }

  get retreat() {
    return this.now.retreat
  }

  get timeZone(): string {
    return this.retreat.time_zone
  }

  #looks = $derived.by(() => sectorLooks(this.now.sectors.values()))

  #persons = $derived.by(() => {
    const { members } = this.now
    return new Map([...members.keys()].map((it) => [it, resolve(it, members)]))
  })
  /** By member, the person who they are now. */
  get persons(): ReadonlyMap<string, Member | undefined> {
    return this.#persons
  }

  person(member: string): Member | undefined {
    return this.#persons.get(member)
  }

  isMe(member: string): boolean {
    return (this.person(member)?.id ?? member) === this.me
  }

  name(member: string): string {
    return this.person(member)?.name ?? ''
  }

  /** The speaker who this one counts as, after all merges. */
  speaker(id: string): Speaker | undefined {
    return resolve(id, this.now.speakers)
  }

  /** What a speaker is called: the member's name who they are, their own, or a number. */
  speakerName(id: string): string {
    const it = this.speaker(id)
    return (it?.member && this.name(it.member)) || it?.name || m.speaker_numbered({ n: it?.n ?? 0 })
  }

  speakerLook(id: string): Look | null {
    const member = this.speaker(id)?.member
    return member ? this.look(member) : null
  }

  organisation(member: string) {
    const id = this.person(member)?.organisation
    return (id && this.now.organisations.get(id)) || null
  }

  look(member: string): Look | null {
    return this.sectorLook(this.organisation(member)?.sector)
  }

  sectorLook(sector: string | null | undefined): Look | null {
    return (sector && this.#looks.get(sector)) || null
  }

  sectorName(sector: string | null | undefined): string {
    return (sector && this.now.sectors.get(sector)?.name) || ''
  }

  role(member: string): Role | null {
    return this.now.attendances.get(member)?.role ?? null
  }

  /** Who is in the retreat now, by name. */
  #people = $derived.by(() =>
    [...this.now.attendances.values()]
      .flatMap(({ member, role }) => {
        const person = this.now.members.get(member)
        return role && person && !person.merged_into ? [{ ...person, role }] : []
      })
      .sort((a, b) => byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1)),
  )
  get people() {
    return this.#people
  }

  /** What tells somebody from others of the same name. */
  tells(member: string): string {
    return [this.organisation(member)?.name, this.person(member)?.occupation].filter(Boolean).join(', ')
  }

  /** A name that tells two people of one name apart, as far as anything is known that does. */
  label(member: string): string {
    const name = this.name(member)
    const alike = this.#people.filter((it) => byName.compare(it.name, name) === 0)
    const more = this.tells(member)
    return alike.length > 1 && more ? `${isolated(name)} (${more})` : name
  }

  #standing = $derived.by((): ReadonlySet<string> => {
    const role = this.state.attendances.get(this.me)?.role
    return new Set([...(this.live.me.member.steward ? ['steward'] : []), ...(role ? [role] : [])])
  })

  /** Who is here now, each once, by whatever device. */
  present: ReadonlySet<string> = $derived.by(
    () => new Set(this.live.here.map((it) => this.person(it.member)?.id ?? it.member)),
  )

  /** Where somebody reads now, as far as it is known here. */
  reads(member: string): { source: string; title: string; segment: string | null; href: string } | null {
    const at = this.live.here.find((it) => it.source && this.person(it.member)?.id === member)
    const source = at?.source && this.now.sources.get(at.source)
    if (!source) return null
    const page = pathTo('/retreats/[retreat]/[source]', { retreat: this.retreat.id, source: source.id })
    const href = at.segment ? `${page}?segment=${at.segment}` : page
    return { source: source.id, title: source.title, segment: at.segment, href }
  }

  /** Whether this person runs the retreat. */
  get runs(): boolean {
    return this.may('run_retreat')
  }

  /** Whether this person may do this, with what `author` made or is. */
  may(right: Right, author?: string): boolean {
    return (!this.retreat.archived || STILL.has(right)) && this.would(right, author)
  }

  /** The same, were the retreat not archived: what it was made with can still be looked at. */
  would(right: Right, author?: string): boolean {
    const standing = this.#standing
    const own = standing.size > 0 && author !== undefined && this.isMe(author)
    return WHO[right].some((column) => (column === 'author' ? own : standing.has(column)))
  }
}

const KEY = Symbol('room')

export const enter = (room: Room): Room => setContext(KEY, room)
export const room = () => getContext<Room>(KEY)
