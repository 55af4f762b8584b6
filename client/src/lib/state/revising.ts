/** What a person's own corrections will make of the words of a source, shown until the events themselves are here. As
 * server/domain/revising.py does it, but for what cannot be known here: words that others changed meanwhile. */
import type {
  CheckSegments,
  Command,
  Correct,
  JoinSegments,
  SegmentText,
  SplitSegment,
  Step,
} from '../live/protocol'
import { toUtf16 } from './characters'
import { edits } from './edits'

export type StepsBySegment = ReadonlyMap<string, readonly Step[]>

export interface Words {
  segments: readonly SegmentText[]
  steps: StepsBySegment
}

export interface Revision {
  command: Correct | SplitSegment | JoinSegments | CheckSegments
  at: string
}

const KINDS: ReadonlySet<string> = new Set(['correct', 'split_segment', 'join_segments', 'check_segments'])

export const isRevision = (it: { command: Command; at: string }): it is Revision => KINDS.has(it.command.type)

/** Segments and steps as they will be once these commands are taken, in their order. */
export function revised(words: Words, commands: readonly Revision[], me: string): Words {
  const draft = new Draft(words, me)
  for (const it of commands) draft.take(it)
  return draft.words
}

class Draft {
  #segments: Map<string, SegmentText>
  #steps: Map<string, readonly Step[]>
  #now = { id: '', at: '' }

  constructor(
    words: Words,
    private readonly me: string,
  ) {
    this.#segments = new Map(words.segments.map((it) => [it.id, it]))
    this.#steps = new Map(words.steps)
  }

  get words(): Words {
    const segments = [...this.#segments.values()].sort((a, b) => a.position - b.position)
    return { segments, steps: this.#steps }
  }

  take({ command, at }: Revision): void {
    this.#now = { id: command.id, at }
    if (command.type === 'correct') this.#correct(command)
    else if (command.type === 'split_segment') this.#split(command)
    else if (command.type === 'join_segments') this.#join(command)
    else this.#check(command)
  }

  #correct({ corrections }: Correct): void {
    for (const { segment: id, base, text } of corrections) {
      const segment = this.#segments.get(id)
      // Others changed these words meanwhile: how the two come together, the server says.
      if (!segment || segment.revision !== base || segment.text === text) continue
      this.#put(segment, { text }, { edits: edits(segment.text, text) })
    }
  }

  #split({ segment: id, base, at, into }: SplitSegment): void {
    const segment = this.#segments.get(id)
    if (!segment || segment.revision !== base || this.#segments.has(into)) return
    const cut = toUtf16(segment.text, at)
    const first = segment.text.slice(0, cut).trimEnd()
    const rest = segment.text.slice(cut).trimStart()
    if (!first.trim() || !rest) return
    const [length, start] = [[...first].length, [...segment.text].length - [...rest].length]
    const middle = between(segment, length / Math.max(1, [...segment.text].length))
    this.#put(segment, { text: first, end: middle }, { cut: { segment: into, at: length, start } })
    const position = segment.position + this.#gapAfter(segment) / 2
    const revision = this.#now.id
    this.#segments.set(into, { ...segment, id: into, revision, text: rest, start: middle, position })
  }

  #join({ segment: id, next }: JoinSegments): void {
    const [segment, after] = [this.#segments.get(id), this.#segments.get(next)]
    if (!segment || !after) return
    const before = segment.text + (segment.text && after.text ? ' ' : '')
    this.#put(segment, { text: before + after.text, end: after.end ?? segment.end }, {})
    this.#step(next, { joined: { segment: id, shift: [...before].length } })
    this.#segments.delete(next)
  }

  #check({ segments, checked }: CheckSegments): void {
    for (const id of segments) {
      const segment = this.#segments.get(id)
      if (segment && !!segment.checked_by !== checked)
        this.#segments.set(id, { ...segment, checked_by: checked ? this.me : null })
    }
  }

  #put(segment: SegmentText, changes: Partial<SegmentText>, step: Partial<Step>): void {
    const checked_by = segment.checked_by && this.me
    this.#segments.set(segment.id, { ...segment, checked_by, ...changes, revision: this.#now.id })
    this.#step(segment.id, step)
  }

  #step(segment: string, about: Partial<Step>): void {
    const before = this.#steps.get(segment) ?? []
    const { id, at } = this.#now
    const nothing = { edits: [], undoes: null, cut: null, joined: null }
    const step = { segment, id, n: before.length + 1, by: this.me, at, ...nothing, ...about }
    this.#steps.set(segment, [...before, step])
  }

  #gapAfter({ position }: SegmentText): number {
    const later = [...this.#segments.values()].map((it) => it.position - position).filter((it) => it > 0)
    return Math.min(1, ...later)
  }
}

/** The second at this share of a segment. */
function between({ start, end }: SegmentText, share: number): number | null {
  return start === null || end === null ? null : start + (end - start) * share
}
