/** Correcting words where they stand, sentence by sentence: what is being written, and what is sent of it. */
import { flushSync } from 'svelte'
import { newId } from '#lib/live/ids.ts'
import type { Correct, SegmentText } from '#lib/live/protocol.ts'
import { toCodePoints } from '#lib/state/characters.ts'
import type { Range as Stretch } from '#lib/state/passages.ts'
import type { Reader } from '../reader.svelte.ts'
import { SentenceDrafts } from './sentence-drafts.ts'
import { SentenceSound } from './sentence-sound.svelte.ts'
import { overWritten } from './written.ts'

/** Where the caret is put, in UTF-16 offsets of the sentence. */
export type Caret = { from: number; to: number }

/** What is written in. */
export interface Field {
  put(text: string, caret: Caret): void
  caret(): Caret
}

const START: Caret = { from: 0, to: 0 }
const caretAt = (at: number): Caret => ({ from: at, to: at })

export class Correcting {
  /** The segment that is written in; none while nothing is corrected. */
  at: string | null = $state(null)
  /** What stands in the field. */
  text = $state('')
  /** The words that this person saw when they began, and their revision. */
  was = $state('')
  base = $state('')
  /** Whether this was begun earlier, and is taken up again. */
  resumed = $state(false)
  /** An input method is at work: nothing around it may be drawn anew. */
  composing = $state(false)
  readonly sound: SentenceSound
  caret: Caret = START

  #field: Field | null = null
  #keeping: ReturnType<typeof setTimeout> | undefined
  #drafts: SentenceDrafts

  constructor(private readonly reader: Reader) {
    this.sound = new SentenceSound(reader.player, () => this.segment)
    this.#drafts = new SentenceDrafts(reader.room.live, reader.source)
  }

  get #source() {
    return this.reader.room.now.sources.get(this.reader.source)
  }

  get isExcerpt(): boolean {
    return this.#source?.kind === 'excerpt'
  }

  /** Whether this person corrects words here at all. */
  get may(): boolean {
    return this.reader.room.may(this.isExcerpt ? 'change_excerpt' : 'correct')
  }

  /** Words that were checked stay as they are, but for those who may check them or run the retreat. */
  mayAt(segment: SegmentText | undefined): boolean {
    return (
      segment !== undefined &&
      this.may &&
      !segment.withdrawn &&
      (!segment.checked_by || this.reader.room.may('change_excerpt'))
    )
  }

  /** Whether the chosen words can be corrected by this person. */
  mayChosen = $derived.by(() => this.mayAt(this.reader.segment(this.reader.chosen?.start.segment)))

  /** The segment as it is for everybody now; none if it was joined into another meanwhile. */
  segment = $derived.by(() => this.reader.segment(this.at))
  lost = $derived.by(() => this.at !== null && !this.segment)
  changed = $derived.by(() => this.#wanted !== this.was)
  /** Somebody else corrected these words while this person wrote. */
  meanwhile = $derived.by(() => (this.segment && this.segment.text !== this.was ? this.segment : null))
  /** Sentences of this source that were begun and neither sent nor let go. */
  begun = $derived.by(() => this.#drafts.segments.filter((it) => it !== this.at && this.reader.segment(it)))

  /** The words as they are sent: what was not written is not trimmed. */
  get #wanted(): string {
    return this.text === this.was ? this.text : this.text.trim()
  }

  /** Write in this segment; what was begun elsewhere is sent. */
  open(id: string, caret: Caret = START): boolean {
    const segment = this.reader.segment(id)
    // What was written in a sentence that is gone stays in sight until somebody has copied it, or let it go.
    if (!segment || !this.mayAt(segment) || this.lost) return false
    if (this.at !== id) this.#send()
    this.reader.unchoose()
    this.#begin(segment, caret)
    // A phone shows its keyboard only for a field that has the focus before the finger's event is over.
    flushSync()
    return true
  }

  #begin(segment: SegmentText, caret: Caret) {
    const kept = this.#drafts.of(segment.id)
    const { base, was, text } = kept ?? { base: segment.revision, was: segment.text, text: segment.text }
    Object.assign(this, { at: segment.id, base, was, text, resumed: kept !== null })
    this.caret = kept ? caretAt(text.length) : caret
    this.#field?.put(this.text, this.caret)
    this.sound.stop()
  }

  /** The field is there: it shows what is written, and is asked where the caret is. */
  attach(field: Field): () => void {
    this.#field = field
    field.put(this.text, this.caret)
    return () => {
      if (this.#field !== field) return
      this.#field = null
      this.composing = false
    }
  }

  typed(text: string) {
    this.text = text
    clearTimeout(this.#keeping)
    this.#keeping = setTimeout(() => this.keep(), 400)
  }

  /** Keep what is written on this device. */
  keep() {
    clearTimeout(this.#keeping)
    if (this.at === null) return
    if (this.changed) this.#drafts.keep(this.at, this)
    else this.#drafts.letGo(this.at)
  }

  /** Send what was written; the revision that it makes, or the one that stands. */
  #send(): string {
    clearTimeout(this.#keeping)
    if (this.at === null) return this.base
    this.#drafts.letGo(this.at)
    if (!this.changed || !this.segment) return this.base
    const corrections: Correct['corrections'] = [{ segment: this.at, base: this.base, text: this.#wanted }]
    return this.reader.room.live.send({
      type: 'correct',
      source: this.reader.source,
      corrections,
      settles: null,
    })
  }

  /** Send, and close. */
  finish() {
    if (this.at === null || this.lost) return
    this.#send()
    this.#close()
  }

  /** Send, and go on with the next sentence, or the one before. */
  step(by: 1 | -1): boolean {
    const { segments, order } = this.reader
    const here = order.get(this.at ?? '') ?? -1
    for (let at = here + by; segments[at]; at += by) {
      const next = segments[at] as SegmentText
      if (this.mayAt(next)) return this.open(next.id, by > 0 ? START : caretAt(next.text.length))
    }
    this.finish()
    return false
  }

  /** Close; what was written is kept on this device, to be taken up again. */
  leave() {
    this.keep()
    if (!this.lost) this.#close()
  }

  /** Close, and let go of what was written. */
  letGo() {
    this.text = this.was
    this.keep()
    this.#close()
  }

  /** Let go of everything that was begun here. */
  letAllGo() {
    for (const it of this.begun) this.#drafts.letGo(it)
  }

  /** Begin anew with the words as they are for everybody now. */
  anew() {
    if (!this.segment || this.at === null) return
    this.#drafts.letGo(this.at)
    this.#begin(this.segment, caretAt(this.segment.text.length))
  }

  #close() {
    this.at = null
    this.composing = false
    this.sound.stop()
  }

  /** Only where nobody else has changed the words, an offset means what it meant. */
  get canCut(): boolean {
    return this.segment !== undefined && this.meanwhile === null
  }

  /** Cut the sentence in two where the caret is, and go on in the second. */
  split() {
    const at = this.#field?.caret().from ?? 0
    const [first, rest] = [this.text.slice(0, at), this.text.slice(at)]
    if (!this.canCut || !this.at || !first.trim() || !rest.trim()) return
    // Leading white space is not sent: the place moves with it.
    const lead = this.changed ? this.text.length - this.text.trimStart().length : 0
    const [segment, into] = [this.at, newId()]
    const base = this.#send()
    const place = toCodePoints(this.#wanted, at - lead)
    this.reader.room.live.send({ type: 'split_segment', segment, base, at: place, into })
    this.#go(into, START)
  }

  /** Join with the sentence that follows, or with the one before; the caret stays between the same words. */
  join(by: 1 | -1) {
    const { segments, order } = this.reader
    const other = segments[(order.get(this.at ?? '') ?? -2) + by]
    if (!this.segment || !other || !this.mayAt(other)) return
    this.#send()
    const [first, next] = by > 0 ? [this.segment, other] : [other, this.segment]
    const seam = this.reader.segment(first.id)?.text.length ?? 0
    this.reader.room.live.send({ type: 'join_segments', segment: first.id, next: next.id })
    this.#go(first.id, caretAt(seam))
  }

  /** On in a segment that this person's own command has just made or changed. */
  #go(id: string, caret: Caret) {
    const segment = this.reader.segment(id)
    if (segment) this.#begin(segment, caret)
    else this.#close()
  }

  #over = $derived.by(() =>
    overWritten(this.segment?.id ?? '', this.segment?.text ?? '', this.segment ? this.text : ''),
  )

  /** Where a stretch of the words stands in what is being written. */
  over = (it: Stretch): Stretch => this.#over(it)
}
