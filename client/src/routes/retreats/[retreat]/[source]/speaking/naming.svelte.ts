/** Saying who speaks: what is asked about, who is offered, and what is sent once somebody is chosen. */
import { newId } from '#lib/live/ids.ts'
import type { AssignSpeaker, SegmentText } from '#lib/live/protocol.ts'
import { secondsOf } from '#lib/state/speakers.ts'
import type { Turn } from '#lib/state/turns.ts'
import type { Reader } from '../reader.svelte.ts'
import { offered, type Voice } from './voices.ts'

/** From the first of these segments to the last, by id. */
export interface Stretch {
  from: string
  upto: string
}

// As many segments as one command may name.
const AT_ONCE = 2_000

export class Naming {
  /** What it is asked about: a turn, or the sentences of chosen words; none while nothing is asked. */
  asked: Stretch | null = $state.raw(null)
  /** The last segment that is meant; the end of what is asked about, unless several turns are. */
  upto = $state('')
  /** Asked by key: once it is answered, the next turn without a speaker is asked about. */
  #onward = false
  // Who is offered stays in one order while it is asked, or the keys 1 to 9 would move.
  #order: readonly string[] = $state.raw([])

  constructor(private readonly reader: Reader) {}

  get may(): boolean {
    const { room, source } = this.reader
    return room.now.sources.get(source)?.kind === 'transcript' && room.may('assign_speaker')
  }

  /** Who a speaker counts as. */
  voice = (speaker: string): string => this.reader.room.speaker(speaker)?.id ?? speaker

  /** Seconds for which each speaks in this source. */
  seconds = $derived.by(() => secondsOf(this.reader.segments, this.voice))

  /** Who can be chosen: those who speak, then people of the retreat who do not yet. */
  voices: Voice[] = $derived.by(() => {
    const found = offered(this.reader.room, this.reader.source, this.seconds)
    const place = new Map(this.#order.map((key, at) => [key, at]))
    const at = (it: Voice) => place.get(it.key) ?? this.#order.length
    return found.sort((a, b) => at(a) - at(b))
  })

  /** What is meant, in order. */
  segments: readonly SegmentText[] = $derived.by(() => {
    const { order, segments } = this.reader
    const [from, upto] = [order.get(this.asked?.from ?? ''), order.get(this.upto)]
    return from === undefined || upto === undefined ? [] : segments.slice(from, upto + 1)
  })

  /** Who speaks there now: nobody has said it (null), or that it is not known (""), or one, or not one alone (undefined). */
  now: string | null | undefined = $derived.by(() => {
    const known = new Set(this.segments.map((it) => it.speaker && this.voice(it.speaker)))
    return known.size === 1 ? [...known][0] : undefined
  })

  /** What was checked, a partner no longer says. */
  closed = $derived.by(() => {
    const { room } = this.reader
    const partner = room.role(room.me) === 'partner' && !room.live.me.member.steward
    return partner && this.segments.some((it) => it.checked_by)
  })

  turnOf(segment: string): Turn | undefined {
    return this.reader.turns.find((it) => it.segments.some(({ id }) => id === segment))
  }

  ask(stretch: Stretch, onward = false) {
    this.#onward = onward
    this.upto = stretch.upto
    if (!this.asked) {
      this.#order = []
      this.#order = this.voices.map((it) => it.key)
    }
    this.asked = stretch
  }

  /** From the paragraph of this segment to the end of its turn. */
  askTurn(segment: string, onward = false) {
    const { paragraphs, paragraphOf } = this.reader
    const from = paragraphs[paragraphOf.get(segment) ?? -1]?.id
    const turn = this.turnOf(segment)
    if (from && turn) this.ask({ ...wholeOf(turn), from }, onward)
  }

  /** The sentences of the chosen words. */
  askChosen() {
    const { chosen } = this.reader
    if (!chosen) return
    const { start, end } = this.reader.now(chosen)
    this.reader.unchoose()
    this.ask({ from: start.segment, upto: end.segment })
  }

  close() {
    this.asked = null
  }

  choose(it: Voice) {
    this.give(it.speaker ?? this.#added({ member: it.member }))
  }

  /** Somebody who is not there yet; without a name, by a number. */
  chooseNew(name: string | null) {
    this.give(this.#added({ name }))
  }

  /** Nothing: it is not known who speaks. */
  give(speaker: string) {
    const ids = this.segments.map((it) => it.id)
    const { room, source } = this.reader
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const segments = ids.slice(at, at + AT_ONCE) as AssignSpeaker['segments']
      room.live.send({ type: 'assign_speaker', source, segments, speaker })
    }
    this.#goOn(ids.at(-1) ?? '')
  }

  #added(about: { name?: string | null; member?: string | null }): string {
    const { room } = this.reader
    const speaker = newId()
    room.live.send({ type: 'add_speaker', speaker, retreat: room.state.retreat.id, ...about })
    return speaker
  }

  /** To the next turn after this segment of which nobody has said who speaks, or that it is not known. */
  #goOn(segment: string) {
    const { order, turns, ring, paragraphs, paragraphOf } = this.reader
    const after = order.get(segment) ?? Number.POSITIVE_INFINITY
    const next = turns.find((it) => isOpen(it) && (order.get(it.id) ?? 0) > after)
    if (!this.#onward || !next) return this.close()
    ring.enter(paragraphs[paragraphOf.get(next.id) ?? 0])
    this.ask(wholeOf(next), true)
  }
}

const isOpen = (turn: Turn) => turn.segments.some((it) => it.speaker === null)

const wholeOf = (turn: Turn): Stretch => ({ from: turn.id, upto: turn.segments.at(-1)?.id ?? turn.id })
