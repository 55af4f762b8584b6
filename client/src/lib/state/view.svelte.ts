/** What is shown: the confirmed state, and before it previews of this person's commands that are on their way. */
import type {
  Annotate,
  Annotation,
  Code,
  Command,
  DropStance,
  Memo,
  Passage,
  Reply,
  ReplyTo,
  SegmentText,
  Suggestion,
  TakeStance,
} from '../live/protocol'
import type { Looked } from './contents.svelte'
import { foresee, isForeseen } from './foresee'
import { Made } from './made'
import { moved } from './moving'
import { byTime } from './ordered'
import { type Placed, placed } from './placed'
import { type RetreatState, resolve } from './retreat.svelte'
import { isRevision, type Revision, revised, type StepsBySegment, type Words } from './revising'
import { spokenAs } from './speakers'
import { onePerPerson, type Seen, withOwn } from './stances'
import { standing } from './undone'

/** `pending`: this device has it, and the ledger not yet, as far as this page knows. */
export type Shown<T> = T & { readonly pending: boolean }

/** A mark in the words as they are now. */
export type Standing = Placed<Shown<Annotation>>

/** Commands on their way, with the time (ISO 8601, UTC) at which they were made. */
export interface OnItsWay {
  command: Command
  at: string
}

export class View {
  #codes = $derived.by(() => {
    // What the draft has and the state has not is on its way.
    const shown = (it: Code) =>
      this.state.codes.get(it.id) === it ? confirmed(it) : { ...it, pending: true }
    return new Map([...this.now.codes].map(([id, it]) => [id, shown(it)]))
  })
  #memos = $derived.by(() => {
    const shown = (it: Memo) =>
      this.state.memos.get(it.id) === it ? confirmed(it) : { ...it, pending: true }
    return [...this.now.memos.values()].map(shown).sort(byTime)
  })
  #taken = $derived(new Set(this.#of('remove_annotation').map(({ command }) => command.annotation)))

  #places = $derived(
    new Map(this.#of('place_annotation').map(({ command: it }) => [it.annotation, it.passage])),
  )
  #revisions = $derived.by(() => this.onItsWay().filter(isRevision))
  #settled = $derived.by(() => {
    const choices = this.#of('correct').map(({ command }) => command.settles ?? '')
    return new Set([...choices, ...this.#of('settle_suggestion').map(({ command }) => command.suggestion)])
  })

  /** By annotation: what this person said last of how they see it. */
  #own = $derived.by(() => {
    const said = this.onItsWay().filter(isStance)
    return new Map(said.map((it) => [it.command.annotation, it]))
  })

  #now: Looked = $derived.by(() => {
    const changes = this.onItsWay().filter(isForeseen)
    if (changes.length === 0) return this.state
    const draft = this.state.draft()
    foresee(draft, changes, this.me)
    return draft
  })

  constructor(
    private readonly state: RetreatState,
    private readonly me: string,
    private readonly waiting: () => readonly OnItsWay[],
  ) {}

  #standing = $derived.by(() =>
    standing(this.waiting(), (thing, source) =>
      [...this.state.annotations(source), ...this.state.segments(source)].some((it) => it.id === thing),
    ),
  )
  /** What is on its way, but for what an undo that is on its way will take back. */
  private onItsWay = () => this.#standing

  /** The retreat without its texts: people, sessions, tables, recordings, as they are with what is on its way. */
  get now(): Looked {
    return this.#now
  }

  /** What is here of a source, in order, with the words and who speaks as this person said it last. */
  segments(source: string): readonly SegmentText[] {
    const said = this.#of('assign_speaker').map(({ command }) => command)
    return spokenAs(
      this.#words(source).segments,
      said.filter((it) => it.source === source),
    )
  }

  /** Whether these words are this person's own correction, on its way. */
  isWaiting({ revision }: SegmentText): boolean {
    return this.#revisions.some((it) => it.command.id === revision)
  }

  /** Other versions of a source's words, oldest first. */
  suggestions(source: string): readonly Suggestion[] {
    return this.state.suggestions(source).filter((it) => !this.#settled.has(it.id))
  }

  /** The marks on a source in its words as they are now, oldest first; the pending ones last. */
  annotations(source: string): readonly Standing[] {
    const { steps } = this.#words(source)
    const known = this.#confirmed(source, steps)
    const previews = this.#previews
      .of(this.#of('annotate'))
      .filter((it) => it.passage.source === source && !this.state.knows(it.id))
    const all = previews.length ? [...known, ...previews.map((it) => placed(it, steps))] : known
    const left = this.#taken.size ? all.filter((it) => !this.#taken.has(it.id)) : all
    return this.#places.size ? left.map((it) => this.#replaced(it, steps)) : left
  }

  #previews = new Made((it: { command: Annotate; at: string }) => annotationOf(it, this.me))
  // By source, the marks that are confirmed, in the words as they were last.
  #placed = new Map<string, { steps: StepsBySegment; marks: Made<Annotation, Standing> }>()

  #confirmed(source: string, steps: StepsBySegment): readonly Standing[] {
    const last = this.#placed.get(source)
    const anew = () => new Made((it: Annotation) => placed(confirmed(it), steps))
    const marks = last?.steps === steps ? last.marks : anew()
    this.#placed.set(source, { steps, marks })
    return marks.of(this.state.annotations(source))
  }

  /** A passage in the words as they are now. */
  moved(passage: Passage): Passage {
    const { steps } = this.#words(passage.source)
    return moved(passage, (segment) => steps.get(segment) ?? NONE).passage
  }

  /** The mark on the words that this person chose for it last. */
  #replaced(it: Standing, steps: StepsBySegment): Standing {
    const passage = this.#places.get(it.id)
    return passage ? placed({ ...it, passage }, steps) : it
  }

  // What was worked out last of each source, and from what.
  #worded = new Map<string, { from: Words; on: readonly Revision[]; words: Words }>()

  #words(source: string): Words {
    const from = { segments: this.state.segments(source), steps: this.state.steps(source) }
    const on = this.#revisions
    if (on.length === 0) return from
    const last = this.#worded.get(source)
    if (last?.on === on && last.from.segments === from.segments && last.from.steps === from.steps)
      return last.words
    const words = revised(from, on, this.me)
    this.#worded.set(source, { from, on, words })
    return words
  }

  replies(annotation: string): Shown<Reply>[] {
    const previews = this.#of('reply')
      .filter(({ command }) => command.annotation === annotation)
      .map((it) => replyOf(it, this.me))
    return joined(this.state.replies(annotation), previews)
  }

  /** How people see a mark, one stance for each person, oldest first; a pending one last. */
  stances(annotation: string): readonly Seen[] {
    const known = this.state.stances(annotation)
    const own = this.#own.get(annotation)
    if (known.size === 0 && !own) return NONE
    const person = (member: string) => resolve(member, this.now.members)?.id ?? member
    return withOwn(onePerPerson([...known.values()].map(confirmed), person), own, person(this.me))
  }

  get codes(): ReadonlyMap<string, Shown<Code>> {
    return this.#codes
  }

  /** The code that stands for this one now, after merges. */
  codeOf(id: string): Shown<Code> | undefined {
    return resolve(id, this.#codes)
  }

  /** Those that were shared and one's own, oldest first. */
  get memos(): readonly Shown<Memo>[] {
    return this.#memos
  }

  #of<T extends Command['type']>(type: T) {
    type One = { command: Extract<Command, { type: T }>; at: string }
    return this.onItsWay().filter((it) => it.command.type === type) as One[]
  }
}

/** What is known, then previews of what is not known yet. */
function joined<T extends { id: string }>(all: Iterable<T>, previews: Shown<T>[]): Shown<T>[] {
  const known = [...all]
  const ids = new Set(known.map((it) => it.id))
  return [...known.map(confirmed), ...previews.filter((it) => !ids.has(it.id))]
}

// The same object each time, so that what did not change is not drawn again.
const shown = new WeakMap<object, object>()

function confirmed<T extends object>(it: T): Shown<T> {
  const before = shown.get(it) as Shown<T> | undefined
  if (before) return before
  const now = { ...it, pending: false }
  shown.set(it, now)
  return now
}

function annotationOf({ command, at }: { command: Annotate; at: string }, author: string): Shown<Annotation> {
  const { annotation: id, retreat, passage, code, comment } = command
  return { id, retreat, author, at, passage, code, comment, removed: false, withdrawn: false, pending: true }
}

function replyOf({ command, at }: { command: ReplyTo; at: string }, author: string): Shown<Reply> {
  const { reply: id, annotation, text } = command
  return { id, annotation, author, at, text, pending: true }
}

type OwnStance = { command: TakeStance | DropStance; at: string }

const isStance = (it: OnItsWay): it is OwnStance =>
  it.command.type === 'take_stance' || it.command.type === 'drop_stance'

const NONE: readonly never[] = []
