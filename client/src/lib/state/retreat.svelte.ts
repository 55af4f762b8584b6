/** The confirmed state of a retreat: what the ledger says, up to `seq`. `apply` and the loads alone change it. */
import type {
  Annotation,
  Block,
  Code,
  Envelope,
  Frame,
  Reply,
  SegmentText,
  Stance,
  Suggestion,
  WordBlock,
  WordTimes,
} from '../live/protocol'
import { Contents } from './contents.svelte'
import { applyEvent, countEvent } from './events'
import type { StepsBySegment } from './revising'

// Events that are kept to be applied once more over a part that was read before them. Parts take seconds to come.
const TAIL = 2_000

export class RetreatState {
  #contents = new Contents()
  #seq = $state(0)
  #epoch = $state('')
  #tail: Envelope[] = []
  // The tail holds everything after this seq.
  #tailFrom = 0

  constructor(frame: Frame) {
    this.loadFrame(frame)
  }

  /** How far this state has come in the ledger of this epoch. */
  get seq() {
    return this.#seq
  }
  get epoch() {
    return this.#epoch
  }
  get programme() {
    return this.#contents.programme
  }
  get retreat() {
    return this.#contents.retreat
  }
  get sectors() {
    return this.#contents.sectors as ReadonlyMap<string, Frame['sectors'][number]>
  }
  get organisations() {
    return this.#contents.organisations as ReadonlyMap<string, Frame['organisations'][number]>
  }
  get members() {
    return this.#contents.members as ReadonlyMap<string, Frame['members'][number]>
  }
  /** By member. */
  get attendances() {
    return this.#contents.attendances as ReadonlyMap<string, Frame['attendances'][number]>
  }
  get consentItems() {
    return this.#contents.consentItems as ReadonlyMap<string, Frame['consent_items'][number]>
  }
  /** By `answerKey`. */
  get answers() {
    return this.#contents.answers as ReadonlyMap<string, Frame['answers'][number]>
  }
  get invitations() {
    return this.#contents.invitations as ReadonlyMap<string, Frame['invitations'][number]>
  }
  get sessions() {
    return this.#contents.sessions as ReadonlyMap<string, Frame['sessions'][number]>
  }
  get groups() {
    return this.#contents.groups as ReadonlyMap<string, Frame['groups'][number]>
  }
  /** By `seatKey`. */
  get seats() {
    return this.#contents.seats as ReadonlyMap<string, Frame['seats'][number]>
  }
  get sources() {
    return this.#contents.sources as ReadonlyMap<string, Frame['sources'][number]>
  }
  get recordings() {
    return this.#contents.recordings as ReadonlyMap<string, Frame['recordings'][number]>
  }
  get runs() {
    return this.#contents.runs as ReadonlyMap<string, Frame['runs'][number]>
  }
  get speakers() {
    return this.#contents.speakers as ReadonlyMap<string, Frame['speakers'][number]>
  }
  get codes() {
    return this.#contents.codes as ReadonlyMap<string, Code>
  }
  /** Those that were shared, and one's own. */
  get memos() {
    return this.#contents.memos as ReadonlyMap<string, Frame['memos'][number]>
  }
  /** A copy without the texts, on which to see what would come of something. */
  draft(): Contents {
    return this.#contents.draft()
  }
  /** How many marks each source has, loaded or not. */
  get marks() {
    return this.#contents.marks as ReadonlyMap<string, number>
  }

  /** The code that stands for this one now, after merges. */
  codeOf(id: string): Code | undefined {
    return resolve(id, this.#contents.codes)
  }

  /** What is here of a source, in order. */
  segments(source: string): readonly SegmentText[] {
    return this.#contents.segments.get(source) ?? NONE
  }

  /** The marks on a source, oldest first. */
  annotations(source: string): readonly Annotation[] {
    return this.#contents.threads.annotations.get(source) ?? NONE
  }

  /** Whether this mark is here. */
  knows(annotation: string): boolean {
    return this.#contents.threads.knows(annotation)
  }

  replies(annotation: string): readonly Reply[] {
    return this.#contents.threads.replies.get(annotation) ?? NONE
  }

  /** How people see a mark, by member: a double's beside their own. */
  stances(annotation: string): ReadonlyMap<string, Stance> {
    return this.#contents.threads.stances.get(annotation) ?? NOBODY
  }

  /** The marks of all sources that are here of which somebody said something, with their replies. */
  get answered(): ReadonlyMap<string, readonly Reply[]> {
    return this.#contents.threads.replies
  }

  /** Those that somebody took a stance on. */
  get seen(): ReadonlyMap<string, ReadonlyMap<string, Stance>> {
    return this.#contents.threads.stances
  }

  /** What happened to the words of a source, by segment. */
  steps(source: string): StepsBySegment {
    return this.#contents.history.steps.get(source) ?? NOTHING
  }

  /** Other versions of a source's words, oldest first. */
  suggestions(source: string): readonly Suggestion[] {
    return this.#contents.history.suggestions.get(source) ?? NONE
  }

  /** When each word of these very words was spoken; none if not fetched, or if the words are others now. */
  wordTimes({ id, revision }: SegmentText): WordTimes | null {
    const times = this.#contents.words.get(id)
    return times?.revision === revision ? times : null
  }

  /** The next event. One that is in the state already changes nothing. */
  apply(envelope: Envelope): void {
    if (envelope.seq <= this.#seq) return
    applyEvent(this.#contents, envelope)
    countEvent(this.#contents, envelope)
    this.#remember(envelope)
    this.#seq = envelope.seq
  }

  /** Everything up to there that this person may see has been applied. */
  reach(seq: number): void {
    if (seq > this.#seq) this.#seq = seq
  }

  /** The retreat without its texts, anew; false if it is too old to be made current. Texts of the same epoch stay
   * until their blocks are loaded again. */
  loadFrame(frame: Frame): boolean {
    const other = frame.epoch !== this.#epoch
    if (!other && frame.seq < this.#tailFrom) return false
    if (other) this.#contents.clearTexts()
    this.#contents.setFrame(frame)
    if (other || frame.seq > this.#seq) this.#restart(frame)
    for (const envelope of this.#after(frame.seq)) countEvent(this.#contents, envelope)
    this.#catchUp(frame.seq)
    return true
  }

  #restart({ epoch, seq }: Frame): void {
    this.#epoch = epoch
    this.#seq = seq
    this.#tail = []
    this.#tailFrom = seq
  }

  /** A block of a source. False if it is too old, or of another epoch, to be made current: fetch it again. */
  loadBlock(block: Block): boolean {
    if (block.epoch !== this.#epoch || block.seq < this.#tailFrom) return false
    this.#contents.setBlock(block)
    this.#catchUp(block.seq)
    return true
  }

  /** Blocks of a copy, as old as they are: they are shown until they are fetched again. */
  loadKept(blocks: readonly Block[]): void {
    for (const it of blocks) this.#contents.setBlock(it)
  }

  loadWords(block: WordBlock): void {
    for (const it of block.words) this.#contents.words.set(it.segment, it)
  }

  /** A part that was read before events that are here already must not undo them. */
  #catchUp(from: number): void {
    for (const envelope of this.#after(from)) applyEvent(this.#contents, envelope)
  }

  #after(seq: number): Envelope[] {
    return this.#tail.filter((it) => it.seq > seq)
  }

  #remember(envelope: Envelope): void {
    this.#tail.push(envelope)
    if (this.#tail.length <= TAIL * 2) return
    this.#tail = this.#tail.slice(-TAIL)
    this.#tailFrom = (this.#tail[0]?.seq ?? this.#seq) - 1
  }
}

const NONE: readonly never[] = []
const NOTHING: StepsBySegment = new Map()
const NOBODY: ReadonlyMap<string, Stance> = new Map()

type Mergeable = { id: string; merged_into: string | null }

/** Follows merges to their end; a circle, which the server refuses, ends where it closes. */
export function resolve<T extends Mergeable>(id: string, all: ReadonlyMap<string, T>): T | undefined {
  const seen = new Set<string>()
  let it = all.get(id)
  while (it?.merged_into && !seen.has(it.id)) {
    seen.add(it.id)
    it = all.get(it.merged_into) ?? it
    if (seen.has(it.id)) break
  }
  return it
}
