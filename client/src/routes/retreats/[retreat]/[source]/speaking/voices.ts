/** Who can be said to speak, how far that can hold, and who counts as whom. */
import type { Speaker } from '#lib/live/protocol.ts'
import type { Turn } from '#lib/state/turns.ts'
import type { Room } from '../../room.svelte.ts'

/** Somebody to choose: a speaker of the retreat, or one of its people who is no speaker yet. */
export interface Voice {
  /** The same once a person has become a speaker. */
  key: string
  name: string
  speaker: string | null
  member: string | null
  /** Seconds for which they speak in this source. */
  seconds: number
}

const byId = <T extends { id: string }>(a: T, b: T) => (a.id < b.id ? -1 : 1)

/** The speakers of the retreat who stand for themselves, those who were there first first: ids hold the time at which
 * they were made, and this order is the same for everyone. */
export function standing(room: Room): Speaker[] {
  return [...room.now.speakers.values()].filter((it) => room.speaker(it.id)?.id === it.id).sort(byId)
}

/** Those who count as somebody else, by whom they count as. */
export function alsoOf(room: Room): ReadonlyMap<string, Speaker[]> {
  const also = new Map<string, Speaker[]>()
  for (const it of [...room.now.speakers.values()].sort(byId)) {
    const end = room.speaker(it.id)?.id ?? it.id
    if (end !== it.id) also.set(end, [...(also.get(end) ?? []), it])
  }
  return also
}

/** The speaker who is this member, if one is. */
export function speakerWho(room: Room, member: string): Speaker | undefined {
  const is = room.person(member)?.id ?? member
  return standing(room).find((it) => it.member && (room.person(it.member)?.id ?? it.member) === is)
}

/** Everybody to choose from: who speaks in this source, other speakers of the retreat, the people who sit at its
 * table, and all others of the retreat. */
export function offered(room: Room, source: string, seconds: ReadonlyMap<string, number>): Voice[] {
  const known = new Set<string>()
  const speakers = standing(room).map((it) => {
    const person = it.member && (room.person(it.member)?.id ?? it.member)
    // Two speakers who are one person can be chosen apart, until they are merged.
    const key = person && !known.has(person) ? person : it.id
    known.add(key)
    return {
      key,
      name: room.speakerName(it.id),
      speaker: it.id,
      member: person,
      seconds: seconds.get(it.id) ?? 0,
    }
  })
  const people = room.people
    .filter((it) => !known.has(it.id))
    .map((it) => ({ key: it.id, name: room.label(it.id), speaker: null, member: it.id, seconds: 0 }))
  const here = sitting(room, source)
  return [
    ...speakers.filter((it) => it.seconds > 0),
    ...speakers.filter((it) => it.seconds === 0),
    ...people.filter((it) => here.has(it.member)),
    ...people.filter((it) => !here.has(it.member)),
  ]
}

/** Who sits at the table where the source was recorded. */
function sitting(room: Room, source: string): ReadonlySet<string> {
  const recording = room.now.recordings.get(room.now.sources.get(source)?.recording ?? '')
  const seats = [...room.now.seats.values()].filter((it) => recording?.group && it.group === recording.group)
  return new Set(seats.map((it) => room.person(it.member)?.id ?? it.member))
}

/** A turn at whose end it may stop holding who speaks; `turns` counts them from the first. */
export interface Span {
  upto: string
  turns: number
  start: number
  words: string
}

// More turns than anybody counts through; what lies further on is reached by the next known one.
const FAR = 40
const WORDS = 40

/** The turns after this one, as far as one may want to go on. */
export function spansAfter(turns: readonly Turn[], from: string): Span[] {
  const at = turns.findIndex((it) => it.segments.some(({ id }) => id === from))
  if (at < 0) return []
  return turns.slice(at + 1, at + 1 + FAR).map((it, n) => spanOf(it, n + 2))
}

/** All turns until the next one whose speaker is known; none where that is this one alone. */
export function untilKnown(turns: readonly Turn[], from: string): Span | null {
  const at = turns.findIndex((it) => it.segments.some(({ id }) => id === from))
  const known = turns.findIndex((it, n) => n > at && it.speaker !== null)
  const last = turns[(known < 0 ? turns.length : known) - 1]
  const count = (known < 0 ? turns.length : known) - at
  return at < 0 || count < 2 || !last ? null : spanOf(last, count)
}

function spanOf(turn: Turn, turns: number): Span {
  const text = turn.segments[0]?.text ?? ''
  const words = text.length > WORDS ? `${text.slice(0, WORDS).trimEnd()}…` : text
  return { upto: turn.segments.at(-1)?.id ?? turn.id, turns, start: turn.start ?? 0, words }
}
