/** A ledger of random events, and what a server would answer at any seq. */
import { newId } from '#lib/live/ids.ts'
import type {
  Annotation,
  Block,
  Code,
  Envelope,
  EventBody,
  Reply,
  SegmentText,
  Stance,
  Step,
  Suggestion,
} from '#lib/live/protocol.ts'
import { blockOf } from '#lib/state/blocks.ts'
import type { Chance } from './chance'
import type { Side } from './sides'
import { annotation, block, code, EPOCH, envelope, frame, ME, reply, SOURCE, segment, stance } from './things'

const PEOPLE = [newId(), newId()]
const NOWHERE = {
  retreat: null,
  organisation: null,
  sector: null,
  setting: null,
  outcome: null,
  recorded_on: null,
}
const A_SOURCE = { id: SOURCE, kind: 'transcript' as const, title: 'Words', recording: null, ...NOWHERE }

const sameStance = (a: Pick<Stance, 'annotation' | 'member'>, b: Pick<Stance, 'annotation' | 'member'>) =>
  a.annotation === b.annotation && a.member === b.member

/** A segment as it is now, and what is told of how it came to be so. */
type Revised = [now: Pick<SegmentText, 'id' | 'text'> & Partial<SegmentText>, step: Partial<Step>]

export class Ledger {
  events: Envelope[] = []
  #segments: SegmentText[] = []
  #annotations: Annotation[] = []
  #replies: Reply[] = []
  #stances: Stance[] = []
  #codes: Code[] = []
  #steps: Step[] = []
  #suggestions: Suggestion[] = []
  #sides: Side[] = [this.#side()]
  /** What may happen, twice where it should happen more often; null where there is nothing yet that it could be about. */
  readonly #deeds: readonly (() => EventBody | null)[] = [
    this.#speak,
    this.#mark,
    this.#mark,
    this.#remove,
    this.#reply,
    this.#takeStance,
    this.#takeStance,
    this.#dropStance,
    this.#code,
    this.#recode,
    this.#correct,
    this.#correct,
    this.#join,
    this.#check,
    this.#suggest,
    this.#settle,
    this.#place,
  ]

  constructor(private readonly chance: Chance) {}

  at(seq: number): Side {
    return structuredClone(this.#sides[seq] as Side)
  }

  get seq() {
    return this.events.length
  }

  step(): void {
    const body = this.chance.of(this.#deeds).call(this) ?? this.#speak()
    this.events.push(envelope(this.seq + 1, body))
    this.#sides.push(this.#side())
  }

  #speak(): EventBody {
    const spoken = segment(this.#segments.length, `Words ${this.seq}`)
    this.#segments.push(spoken)
    return { type: 'segments_appended', run: 'none', language: 'en', segments: [spoken] }
  }

  #code(): EventBody {
    const made = code('Trust')
    this.#codes.push(made)
    return { type: 'code_created', code: made }
  }

  #recode(): EventBody | null {
    const one = this.#one(this.#codes)
    if (!one) return null
    const made = { ...one, name: `Renamed ${this.seq}`, retired: true }
    this.#codes = this.#codes.map((it) => (it.id === made.id ? made : it))
    return { type: 'code_changed', code: made }
  }

  #mark(): EventBody | null {
    const words = this.#one(this.#standing)
    if (!words) return null
    const made = annotation(words)
    this.#annotations.push(made)
    return { type: 'annotated', annotation: made }
  }

  #place(): EventBody | null {
    const target = this.#one(this.#annotations)
    const n = this.#blockOf(target?.passage.start.segment)
    const words = target && this.#one(this.#standing.filter((it) => blockOf(it.start) === n))
    if (!words) return null
    const { passage } = annotation(words)
    this.#annotations = this.#annotations.map((it) => (it.id === target.id ? { ...it, passage } : it))
    return { type: 'annotation_placed', annotation: target.id, passage }
  }

  #remove(): EventBody | null {
    const target = this.#one(this.#annotations)
    if (!target) return null
    this.#annotations = this.#annotations.filter((it) => it !== target)
    this.#stances = this.#stances.filter((it) => it.annotation !== target.id)
    return { type: 'annotation_removed', annotation: target.id }
  }

  #reply(): EventBody | null {
    const target = this.#one(this.#annotations)
    if (!target) return null
    const made = reply(target.id)
    this.#replies.push(made)
    return { type: 'replied', reply: made }
  }

  #takeStance(): EventBody | null {
    const target = this.#one(this.#annotations)
    if (!target) return null
    const made = stance(target.id, { member: this.chance.of(PEOPLE), reason: `Since ${this.seq}.` })
    this.#stances = [...this.#stances.filter((it) => !sameStance(it, made)), made]
    return { type: 'stance_taken', stance: made }
  }

  #dropStance(): EventBody | null {
    const one = this.#one(this.#stances)
    if (!one) return null
    const { annotation, member } = one
    this.#stances = this.#stances.filter((it) => !sameStance(it, one))
    return { type: 'stance_dropped', annotation, member }
  }

  #correct(): EventBody | null {
    const words = this.#one(this.#standing)
    if (!words) return null
    const { id, text } = words
    const now = this.chance.below(9)
    return this.#revised([{ id, text: text.slice(0, now) }, { edits: [[now, text.length, 0]] }])
  }

  #join(): EventBody | null {
    if (this.#standing.length < 2) return null
    const at = this.chance.below(this.#standing.length - 1)
    const [one, two] = this.#standing.slice(at, at + 2) as [SegmentText, SegmentText]
    const joined = { segment: one.id, shift: one.text.length }
    return this.#revised(
      [{ id: one.id, text: one.text + two.text }, {}],
      [{ id: two.id, text: '', joined_into: one.id }, { joined }],
    )
  }

  #check(): EventBody | null {
    const words = this.#one(this.#standing)
    if (!words) return null
    const by = words.checked_by ? null : ME
    this.#segments = this.#segments.map((it) => (it.id === words.id ? { ...it, checked_by: by } : it))
    return { type: 'segments_checked', source: SOURCE, segments: [words.id], by }
  }

  #suggest(): EventBody | null {
    const words = this.#one(this.#standing)
    if (!words) return null
    const { id, revision } = words
    const about = { source: SOURCE, segment: id, revision, text: 'Other words', author: ME }
    const made = { id: newId(), at: new Date(this.seq * 1000).toISOString(), ...about }
    this.#suggestions.push(made)
    return { type: 'words_suggested', suggestion: made }
  }

  #settle(): EventBody | null {
    const one = this.#one(this.#suggestions)
    if (!one) return null
    this.#suggestions = this.#suggestions.filter((it) => it !== one)
    return { type: 'suggestion_settled', suggestion: one.id, source: SOURCE }
  }

  #one<T>(of: readonly T[]): T | null {
    return of.length ? this.chance.of(of) : null
  }

  get #standing(): SegmentText[] {
    return this.#segments.filter((it) => !it.joined_into)
  }

  #blockOf(segment: string | undefined): number {
    return blockOf(this.#segments.find((it) => it.id === segment)?.start ?? null)
  }

  #revised(...changes: Revised[]): EventBody {
    const revision = newId()
    const nothing = { edits: [], undoes: null, cut: null, joined: null, by: ME, at: '' }
    const steps = changes.map(([{ id: segment }, step]): Step => {
      const n = this.#steps.filter((it) => it.segment === segment).length + 1
      return { segment, id: revision, n, ...nothing, ...step }
    })
    const now = new Map(changes.map(([it]) => [it.id, it]))
    this.#segments = this.#segments.map((it) =>
      now.has(it.id) ? { ...it, ...now.get(it.id), revision } : it,
    )
    this.#steps.push(...steps)
    const segments = this.#segments.filter((it) => now.has(it.id))
    return { type: 'words_revised', source: SOURCE, segments, steps, words: [] }
  }

  #side(): Side {
    const seq = this.events.length
    const marks: Record<string, number> = this.#annotations.length
      ? { [SOURCE]: this.#annotations.length }
      : {}
    const ns = [...new Set(this.#segments.map((it) => blockOf(it.start)))]
    const retreat = frame().retreat
    const programme = { id: EPOCH, name: 'Programme' }
    return structuredClone({
      frame: frame({ seq, marks, retreat, programme, codes: this.#codes, sources: [A_SOURCE] }),
      blocks: ns.map((n) => this.#block(seq, n)),
    })
  }

  #block(seq: number, n: number): Block {
    const all = this.#segments.filter((it) => blockOf(it.start) === n)
    const inside = new Set(all.map((it) => it.id))
    const annotations = this.#annotations.filter((it) => inside.has(it.passage.start.segment))
    const kept = new Set(annotations.map((it) => it.id))
    return block({
      seq,
      n,
      segments: all.filter((it) => !it.joined_into),
      steps: this.#steps.filter((it) => inside.has(it.segment)),
      suggestions: this.#suggestions.filter((it) => inside.has(it.segment)),
      annotations,
      replies: this.#replies.filter((it) => kept.has(it.annotation)),
      stances: this.#stances.filter((it) => kept.has(it.annotation)),
    })
  }
}
