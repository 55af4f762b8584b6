/** The reading of one source: its paragraphs and marks, what is chosen and what is open, and what is done with it. */

import { untrack } from 'svelte'
import { Player } from '#lib/audio/player.svelte.ts'
import type { Passage, SegmentText } from '#lib/live/protocol.ts'
import { orderOf, type Point, passage, quote, ranges } from '#lib/state/passages.ts'
import { turns } from '#lib/state/turns.ts'
import type { Room } from '../room.svelte.ts'
import { Undoing } from '../undoing.svelte.ts'
import { Offered } from './choosing/offered.svelte.ts'
import { Correcting } from './correcting/correcting.svelte.ts'
import { Filters } from './filtering/filters.svelte.ts'
import { Finding } from './finding/finding.svelte.ts'
import { Unsure } from './finding/unsure.svelte.ts'
import { Listening } from './hearing/listening.svelte.ts'
import { Looping } from './hearing/looping.svelte.ts'
import { beginningIn, covers, type Mark, Marks, nextUnder } from './marks.ts'
import { type Paragraph, paragraphsOf } from './paragraphs.ts'
import { Ring } from './ring.svelte.ts'
import type { Sheet } from './sheet.svelte.ts'
import { Naming } from './speaking/naming.svelte.ts'
import { Saying } from './threads/saying.ts'

export class Reader {
  readonly room: Room
  readonly source: string
  readonly player = new Player()
  readonly listening: Listening
  readonly looping = new Looping(this.player)
  readonly unsure: Unsure
  readonly filters: Filters
  readonly finding: Finding
  readonly ring: Ring
  readonly offered: Offered
  readonly saying: Saying
  readonly naming: Naming
  readonly correcting: Correcting
  readonly undoing: Undoing

  /** The words that something is about to be said about. */
  chosen: Passage | null = $state.raw(null)
  /** What is asked about them: a code, or a comment. */
  asking: 'code' | 'comment' | null = $state(null)
  /** The mark that is open. */
  open: string | null = $state(null)
  /** The segment whose two versions are shown. */
  asked: string | null = $state(null)
  /** The mark of which it is shown what became of it. */
  pastOf: string | null = $state(null)
  /** The mark that other words are chosen for. */
  placing: string | null = $state(null)
  /** The words that a link led to. */
  led: Passage | null = $state.raw(null)

  constructor(room: Room, source: string) {
    this.room = room
    this.source = source
    this.listening = new Listening(this.player, room.live, source, () => this.segments)
    this.unsure = new Unsure(this.listening, () => this.segments)
    this.filters = new Filters(
      room,
      source,
      () => this.marks,
      () => this.open,
    )
    this.finding = new Finding(() => this.segments)
    this.ring = new Ring(() => this.paragraphs)
    this.offered = new Offered(room, source)
    this.saying = new Saying(this)
    this.naming = new Naming(this)
    this.correcting = new Correcting(this)
    this.undoing = new Undoing(room, source)
  }

  segments = $derived.by(() => this.room.live.view.segments(this.source))
  order = $derived.by(() => orderOf(this.segments))
  turns = $derived.by(() => turns(this.segments, this.naming.voice))
  /** Nothing is drawn anew under an input method at work. */
  paragraphs: Paragraph[] = $derived.by(() =>
    this.correcting.composing ? untrack(() => this.#drawn) : this.#draw(paragraphsOf(this.turns)),
  )
  #drawn: Paragraph[] = []
  #draw(paragraphs: Paragraph[]): Paragraph[] {
    this.#drawn = paragraphs
    return paragraphs
  }
  /** Which paragraph each segment stands in. */
  paragraphOf = $derived.by(
    () => new Map(this.paragraphs.flatMap((it, at) => it.segments.map((segment) => [segment.id, at]))),
  )
  #marks = new Marks()
  marks: readonly Mark[] = $derived.by(() => {
    const { view } = this.room.live
    return this.#marks.of(view.annotations(this.source), this.order, view.codes)
  })

  /** What others who read here have chosen, by person. */
  others: ReadonlyMap<string, Passage> = $derived.by(() => {
    const { live } = this.room
    const here = live.here.filter((it) => it.source === this.source && !this.room.isMe(it.member))
    const { source } = this
    return new Map(
      here.flatMap(({ member, selection: it }) => (it ? [[member, { source, ...it, exact: null }]] : [])),
    )
  })

  /** Segments of whose words there are two versions. */
  twofold = $derived.by(() => new Set(this.room.live.view.suggestions(this.source).map((it) => it.segment)))

  /** Whether the words have times, and with them how sure the engine was of each. */
  get timed(): boolean {
    return (this.segments[0]?.start ?? null) !== null
  }

  get canHear(): boolean {
    return this.player.sound === 'ready' || this.player.sound === 'loading'
  }

  segment(id: string | null | undefined): SegmentText | undefined {
    return this.segments[this.order.get(id ?? '') ?? -1]
  }

  #byId = $derived.by(() => new Map(this.marks.map((it) => [it.id, it])))
  mark(id: string | null): Mark | undefined {
    return id === null ? undefined : this.#byId.get(id)
  }

  /** The marks that begin in a paragraph, of those that are shown. */
  marksIn(paragraph: Paragraph): readonly Mark[] {
    const first = this.order.get(paragraph.id) ?? 0
    return beginningIn(this.shown, first, first + paragraph.segments.length - 1)
  }

  /** The marks that pass the filters. */
  get shown(): readonly Mark[] {
    return this.filters.shown
  }

  /** A passage in the words as they are now. */
  now(it: Passage): Passage {
    return this.room.live.view.moved(it)
  }

  quote(it: Passage): string {
    return quote(this.now(it), this.segments)
  }

  replies(id: string) {
    return this.room.live.view.replies(id)
  }

  stances(id: string) {
    return this.room.live.view.stances(id)
  }

  /** Go to this segment. */
  visit(segment: string, sheet: Sheet) {
    this.listening.lookAway()
    sheet.show(this.paragraphOf.get(segment) ?? 0, [{ segment, from: 0, to: 1 }])
  }

  /** Choose the words between two points; null where there is no word. */
  choose(a: Point, b: Point): Passage | null {
    this.chosen = passage(this.source, a, b, this.segments)
    return this.chosen
  }

  unchoose() {
    // The keys go on where the words were.
    if (this.chosen) this.ring.rest(this.now(this.chosen), this.segments)
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
    const here = this.shown.filter((it) => covers(it, at, offset))
    const next = nextUnder(here, this.open)
    if (next) this.open = next.id
    return next
  }

  /** The mark after or before the open one, of those that are shown. */
  step(by: 1 | -1, from: number): Mark | undefined {
    const marks = this.shown
    const at = marks.findIndex((it) => it.id === this.open)
    const near =
      by > 0 ? marks.findIndex((it) => it.first >= from) : marks.findLastIndex((it) => it.first <= from)
    const next = marks[at < 0 ? near : at + by]
    if (next) this.open = next.id
    return next
  }

  /** Correct the sentence of the chosen words, or that of the ring, with the caret there. */
  correctChosen() {
    const [stretch] = this.chosen
      ? ranges(this.now(this.chosen), this.segments)
      : this.ring.at
        ? [this.ring.at]
        : []
    if (stretch) this.correcting.open(stretch.segment, stretch)
  }

  hear(it: Passage) {
    this.listening.hear(it)
  }

  /** Hear again and again what one is at, the chosen words or those of the open mark; or ask for it on the wave. */
  async loop() {
    const words = this.chosen ?? this.mark(this.open)?.passage ?? this.led
    this.looping.press(words && (await this.listening.span(words)))
  }

  /** Play from the word at this place (UTF-16 offset). */
  playFrom(segment: string, offset: number) {
    const found = this.segment(segment)
    const second = found && this.listening.timeAt(found, offset)
    if (second !== undefined && second !== null) this.player.playFrom(second)
  }

  close() {
    this.correcting.keep()
    this.player.close()
  }
}
