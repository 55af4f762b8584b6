/** What is shown: the confirmed state, and before it previews of this person's commands that are on their way. */
import type { Annotate, Annotation, Code, Command, CreateCode, Reply, ReplyTo } from '../live/protocol'
import type { Looked } from './contents.svelte'
import { foresee, isForeseen } from './foresee'
import { type RetreatState, resolve } from './retreat.svelte'

/** `pending`: this device has it, and the ledger not yet, as far as this page knows. */
export type Shown<T> = T & { readonly pending: boolean }

/** Commands on their way, with the time (ISO 8601, UTC) at which they were made. */
export interface OnItsWay {
  command: Command
  at: string
}

export class View {
  #codes = $derived.by(() => {
    const codes = joined(this.state.codes.values(), this.#of('create_code').map(codeOf))
    return new Map(codes.map((it) => [it.id, it]))
  })
  #taken = $derived(new Set(this.#of('remove_annotation').map(({ command }) => command.annotation)))

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
    private readonly onItsWay: () => readonly OnItsWay[],
  ) {}

  /** The retreat without its texts: people, sessions, tables, recordings, as they are with what is on its way. */
  get now(): Looked {
    return this.#now
  }

  /** The marks on a source, oldest first; the pending ones last. */
  annotations(source: string): Shown<Annotation>[] {
    const previews = this.#of('annotate')
      .filter(({ command }) => command.passage.source === source)
      .map((it) => annotationOf(it, this.me))
    return joined(this.state.annotations(source), previews).filter((it) => !this.#taken.has(it.id))
  }

  replies(annotation: string): Shown<Reply>[] {
    const previews = this.#of('reply')
      .filter(({ command }) => command.annotation === annotation)
      .map((it) => replyOf(it, this.me))
    return joined(this.state.replies(annotation), previews)
  }

  get codes(): ReadonlyMap<string, Shown<Code>> {
    return this.#codes
  }

  /** The code that stands for this one now, after merges. */
  codeOf(id: string): Shown<Code> | undefined {
    return resolve(id, this.#codes)
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
  return { id, retreat, author, at, passage, code, comment, removed: false, pending: true }
}

function replyOf({ command, at }: { command: ReplyTo; at: string }, author: string): Shown<Reply> {
  const { reply: id, annotation, text } = command
  return { id, annotation, author, at, text, pending: true }
}

function codeOf({ command }: { command: CreateCode }): Shown<Code> {
  const { code: id, name, colour, definition } = command
  return { id, name, colour, definition, merged_into: null, pending: true }
}
