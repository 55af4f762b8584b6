/** The reading of one source: its paragraphs and marks, what is chosen and what is open, and what is done with it. */

import { Player } from '#lib/audio/player.svelte.ts'
import { newId } from '#lib/live/ids.ts'
import type { Code, Passage, Stance } from '#lib/live/protocol.ts'
import { type Point, passage, quote } from '#lib/state/passages.ts'
import { turns } from '#lib/state/turns.ts'
import { resolve } from '$app/paths'
import type { Room } from '../room.svelte.ts'
import { Listening } from './listening.svelte.ts'
import { covers, freshColour, type Mark, marksOf, nextUnder } from './marks.ts'
import { paragraphsOf } from './paragraphs.ts'
import { Ring } from './ring.svelte.ts'

export class Reader {
  readonly room: Room
  readonly source: string
  readonly player = new Player()
  readonly listening: Listening
  readonly ring: Ring

  /** The words that something is about to be said about. */
  chosen: Passage | null = $state.raw(null)
  /** What is asked about them: a code, or a comment. */
  asking: 'code' | 'comment' | null = $state(null)
  /** The mark that is open. */
  open: string | null = $state(null)

  #drafts = new Map<string, string>()

  constructor(room: Room, source: string) {
    this.room = room
    this.source = source
    this.listening = new Listening(this.player, room.live, source, () => this.segments)
    this.ring = new Ring(() => this.paragraphs)
  }

  segments = $derived.by(() => this.room.state.segments(this.source))
  order = $derived.by(() => new Map(this.segments.map((it, at) => [it.id, at])))
  paragraphs = $derived.by(() => paragraphsOf(turns(this.segments)))
  /** Which paragraph each segment stands in. */
  paragraphOf = $derived.by(
    () => new Map(this.paragraphs.flatMap((it, at) => it.segments.map((segment) => [segment.id, at]))),
  )
  marks: Mark[] = $derived.by(() => {
    const { view } = this.room.live
    return marksOf(view.annotations(this.source), {
      segments: this.segments,
      order: this.order,
      codeOf: (id) => view.codeOf(id),
      repliesOf: (id) => view.replies(id),
      stancesOf: (id) => view.stances(id),
    })
  })

  #standing: Code[] = $derived.by(() => {
    const all = [...this.room.live.view.codes.values()].filter((it) => !it.merged_into && !it.retired)
    // By id: ids hold the time at which they were made, and no screen hears of codes in another order by them.
    return all.sort((a, b) => (a.id < b.id ? -1 : 1))
  })
  /** The codes that are offered, in an order that is the same for everyone and does not move under the keys 1 to 9. */
  codes: Code[] = $derived.by(() => this.#standing.filter((it) => !it.retired))
  /** The codes that this person used last come first. */
  recentCodes: Code[] = $derived.by(() => {
    const mine = this.room.live.view.annotations(this.source).filter((it) => this.room.isMe(it.author))
    const last = new Map(mine.map((it, at) => [it.code, at]))
    return [...this.codes].sort((a, b) => (last.get(b.id) ?? -1) - (last.get(a.id) ?? -1))
  })
  freshColour = $derived.by(() => freshColour(this.#standing))

  get canHear(): boolean {
    return this.player.sound === 'ready' || this.player.sound === 'loading'
  }

  mark(id: string): Mark | undefined {
    return this.marks.find((it) => it.id === id)
  }

  quote(it: Passage): string {
    return quote(it, this.segments)
  }

  replies(id: string) {
    return this.room.live.view.replies(id)
  }

  linkTo(id: string): string {
    const path = resolve('/retreats/[retreat]/[source]', {
      retreat: this.room.state.retreat.id,
      source: this.source,
    })
    return `${location.origin}${path}?mark=${id}`
  }

  /** Choose the words between two points; null where there is no word. */
  choose(a: Point, b: Point): Passage | null {
    this.chosen = passage(this.source, a, b, this.segments)
    return this.chosen
  }

  unchoose() {
    // The keys go on where the words were.
    if (this.chosen) this.ring.rest(this.chosen, this.segments)
    this.chosen = null
    this.asking = null
    getSelection()?.removeAllRanges()
  }

  shut() {
    this.open = null
  }

  /** What a click on a mark opens: the shortest there, and the next one on the next click. */
  openAt(segment: string, offset: number): Mark | undefined {
    const at = this.order.get(segment) ?? -1
    const here = this.marks.filter((it) => covers(it, at, offset))
    const next = nextUnder(here, this.open)
    if (next) this.open = next.id
    return next
  }

  /** The mark after or before the open one. */
  step(by: 1 | -1, from: number): Mark | undefined {
    const at = this.marks.findIndex((it) => it.id === this.open)
    const near =
      by > 0
        ? this.marks.findIndex((it) => it.first >= from)
        : this.marks.findLastIndex((it) => it.first <= from)
    const next = this.marks[at < 0 ? near : at + by]
    if (next) this.open = next.id
    return next
  }

  markWith(code: string) {
    this.#annotate(code, null)
  }

  markWithNew(name: string) {
    const code = newId()
    this.room.live.send({ type: 'create_code', code, name, colour: this.freshColour, definition: null })
    this.#annotate(code, null)
  }

  comment(text: string) {
    this.#annotate(null, text)
  }

  #annotate(code: string | null, comment: string | null) {
    if (!this.chosen) return
    const retreat = this.room.state.retreat.id
    this.room.live.send({
      type: 'annotate',
      annotation: newId(),
      retreat,
      passage: this.chosen,
      code,
      comment,
    })
    this.unchoose()
  }

  reply(annotation: string, text: string) {
    this.room.live.send({ type: 'reply', reply: newId(), annotation, text })
  }

  takeStance(annotation: string, view: Stance['view'], reason: string | null) {
    this.room.live.send({ type: 'take_stance', annotation, view, reason })
  }

  dropStance(annotation: string) {
    this.room.live.send({ type: 'drop_stance', annotation })
  }

  remove(annotation: string) {
    this.room.live.send({ type: 'remove_annotation', annotation })
    if (this.open === annotation) this.open = null
  }

  /** What was begun under a mark stays while one looks elsewhere. */
  draft(annotation: string): string {
    return this.#drafts.get(annotation) ?? ''
  }

  keepDraft(annotation: string, text: string) {
    this.#drafts.set(annotation, text)
  }

  hear(it: Passage) {
    this.listening.hear(it)
  }

  /** Play from the word at this place (UTF-16 offset). */
  playFrom(segment: string, offset: number) {
    const found = this.segments[this.order.get(segment) ?? -1]
    const second = found && this.listening.timeAt(found, offset)
    if (second !== undefined && second !== null) this.player.playFrom(second)
  }

  close() {
    this.player.close()
  }
}
