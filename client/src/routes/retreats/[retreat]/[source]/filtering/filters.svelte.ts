/** The marks that are shown of a source: what one asked for, kept for this tab, and when one was last here. */
import { SvelteSet } from 'svelte/reactivity'
import { andBelow, countsAs } from '../../codebook.ts'
import type { Room } from '../../room.svelte.ts'
import type { Mark } from '../marks.ts'
import {
  type About,
  type Choice,
  choiceFrom,
  countsOf,
  isOpen,
  lastSaid,
  type Name,
  ON,
  passes,
  type Switch,
} from './filters.ts'

export class Filters {
  choice: Choice = $state.raw({})
  /** When one was here before, by the last thing that was there; null at the first visit. */
  readonly since: string | null

  #room: Room
  #source: string
  #all: () => readonly Mark[]
  #open: () => string | null
  // What one made or was led to while a filter was on must not vanish under one's hand.
  #kept = new SvelteSet<string>()

  constructor(room: Room, source: string, all: () => readonly Mark[], open: () => string | null) {
    this.#room = room
    this.#source = source
    this.#all = all
    this.#open = open
    this.choice = choiceFrom(sessionStorage.getItem(this.#key('shown')))
    this.since = localStorage.getItem(this.#key('left'))
  }

  #within = $derived.by(() => {
    const { codes } = this.#room.live.view
    const known = new Map<string, ReadonlySet<string>>()
    return (id: string) => {
      const code = codes.get(id)
      const found = known.get(id) ?? andBelow(code ? countsAs(code, codes).id : id, codes)
      known.set(id, found)
      return found
    }
  })

  #about: About = $derived.by(() => {
    const room = this.#room
    const { me, persons } = room
    const person = (member: string) => persons.get(member)?.id ?? member
    return {
      isMe: (member) => person(member) === me,
      person,
      sector: (member) => room.organisation(member)?.sector ?? null,
      within: this.#within,
      stances: (mark) => room.live.view.stances(mark.id),
      answers: (mark) => room.state.replies(mark.id),
      since: this.since,
    }
  })

  get on(): boolean {
    return !isOpen(this.choice)
  }

  /** The marks that pass, and those that one is at, in reading order. */
  shown: readonly Mark[] = $derived.by(() => {
    if (!this.on) return this.#all()
    const about = this.#about
    return this.#all().filter(
      (it) => it.id === this.#open() || this.#kept.has(it.id) || passes(it, this.choice, about),
    )
  })

  counts = $derived.by(() => countsOf(this.#all(), this.#about))

  set(name: Name, value: string | null) {
    const { [name]: _, ...others } = this.choice
    this.#choose(value ? { ...others, [name]: value } : others)
  }

  toggle(name: Switch) {
    this.set(name, this.choice[name] ? null : ON)
  }

  clear() {
    this.#choose({})
  }

  /** This mark is shown, whatever is asked for, until something else is. */
  keep(mark: string) {
    if (this.on) this.#kept.add(mark)
  }

  /** Remember what was here: what comes later is new at the next visit. */
  leave() {
    const last = lastSaid(this.#all(), this.#about)
    // What was known before stays known: the marks of a source that was never fetched say nothing.
    if (last >= (this.since ?? '')) localStorage.setItem(this.#key('left'), last)
  }

  #choose(choice: Choice) {
    this.choice = choice
    this.#kept.clear()
    sessionStorage.setItem(this.#key('shown'), JSON.stringify(choice))
  }

  // A device serves more than one person.
  #key(what: string): string {
    return `marks-${what} ${this.#room.me} ${this.#source}`
  }
}
