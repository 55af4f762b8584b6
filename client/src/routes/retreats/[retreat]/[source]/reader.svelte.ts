/** The reading of one source: its paragraphs and marks, what is chosen and what is open, and what is done with it. */

import { untrack } from 'svelte'
import { Player } from '#lib/audio/player.svelte.ts'
import { newId } from '#lib/live/ids.ts'
import type { Code, Passage, Stance } from '#lib/live/protocol.ts'
import { m } from '#lib/paraglide/messages.js'
import { type Point, passage, quote, ranges } from '#lib/state/passages.ts'
import { turns } from '#lib/state/turns.ts'
import { firstWords } from '#lib/ui/words.ts'
import { resolve } from '$app/paths'
import type { Room } from '../room.svelte.ts'
import { Undoing } from '../undoing.svelte.ts'
import { Correcting } from './correcting/correcting.svelte.ts'
import { Filters } from './filtering/filters.svelte.ts'
import { Finding } from './finding/finding.svelte.ts'
import { Unsure } from './finding/unsure.svelte.ts'
import { Listening } from './hearing/listening.svelte.ts'
import { Looping } from './hearing/looping.svelte.ts'
import { addressOf, secondOf } from './linking/links.ts'
import { covers, freshColour, type Mark, marksOf, nextUnder } from './marks.ts'
import { type Paragraph, paragraphsOf } from './paragraphs.ts'
import { Ring } from './ring.svelte.ts'
import type { Sheet } from './sheet.svelte.ts'
import { Naming } from './speaking/naming.svelte.ts'

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
    this.naming = new Naming(this)
    this.correcting = new Correcting(this)
    this.undoing = new Undoing(room, source)
  }

  segments = $derived.by(() => this.room.live.view.segments(this.source))
  order = $derived.by(() => new Map(this.segments.map((it, at) => [it.id, at])))
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

  /** Whether the words have times, and with them how sure the engine was of each. */
  get timed(): boolean {
    return (this.segments[0]?.start ?? null) !== null
  }

  get canHear(): boolean {
    return this.player.sound === 'ready' || this.player.sound === 'loading'
  }

  #byId = $derived.by(() => new Map(this.marks.map((it) => [it.id, it])))
  mark(id: string): Mark | undefined {
    return this.#byId.get(id)
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

  linkTo({ id, passage }: Mark): string {
    return this.#link(`mark=${id}${secondOf(passage.start.segment, this.segments)}`)
  }

  linkToWords(it: Passage): string {
    return this.#link(addressOf(it, this.segments))
  }

  #link(place: string): string {
    const path = resolve('/retreats/[retreat]/[source]', {
      retreat: this.room.state.retreat.id,
      source: this.source,
    })
    return `${location.origin}${path}?${place}`
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
    const annotation = newId()
    this.room.live.send({
      type: 'annotate',
      annotation,
      retreat,
      passage: this.chosen,
      code,
      comment,
    })
    this.filters.keep(annotation)
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

  /** Correct the sentence of the chosen words, or that of the ring, with the caret there. */
  correctChosen() {
    const [stretch] = this.chosen
      ? ranges(this.now(this.chosen), this.segments)
      : this.ring.at
        ? [this.ring.at]
        : []
    if (stretch) this.correcting.open(stretch.segment, stretch)
  }

  /** A mark is about these words. */
  place(annotation: string, { source, start, end }: Passage) {
    this.room.live.send({ type: 'place_annotation', annotation, passage: { source, start, end } })
    this.placing = null
    this.unchoose()
    this.open = annotation
  }

  /** Take a mark away: undone more easily than it is asked about. */
  remove({ id, passage }: Mark) {
    const words = m.mark_removed({ words: firstWords(this.quote(passage) || '…') })
    const after = this.room.live.send({ type: 'remove_annotation', annotation: id })
    this.room.undo = { words, back: this.undoing.undo, after }
    if (this.open === id) this.open = null
  }

  /** What was begun under a mark stays while one looks elsewhere. */
  draft(annotation: string): string {
    return this.room.live.drafts.of(annotation)
  }

  keepDraft(annotation: string, text: string) {
    this.room.live.drafts.keep(annotation, text)
  }

  hear(it: Passage) {
    this.listening.hear(it)
  }

  /** Hear again and again what one is at, the chosen words or those of the open mark; or ask for it on the wave. */
  async loop() {
    const words = this.chosen ?? this.mark(this.open ?? '')?.passage ?? this.led
    this.looping.press(words && (await this.listening.span(words)))
  }

  /** Play from the word at this place (UTF-16 offset). */
  playFrom(segment: string, offset: number) {
    const found = this.segments[this.order.get(segment) ?? -1]
    const second = found && this.listening.timeAt(found, offset)
    if (second !== undefined && second !== null) this.player.playFrom(second)
  }

  close() {
    this.correcting.keep()
    this.player.close()
  }
}
