/** What a retreat contains, as this page knows it: reactive maps, and the few ways in which they change. */
import { SvelteMap } from 'svelte/reactivity'
import type {
  Annotation,
  Answer,
  Attendance,
  Block,
  Code,
  ConsentItem,
  Frame,
  Group,
  Invitation,
  Member,
  Memo,
  Organisation,
  Recording,
  Reply,
  Run,
  Seat,
  Sector,
  SegmentText,
  Session,
  Source,
  Speaker,
  Stance,
  WordsRevised,
  WordTimes,
} from '../live/protocol'

import { History } from './history.svelte'

// A block of a source (seconds of a transcript), as in server/domain/parts.py.
export const BLOCK_SECONDS = 600

/** Which block a segment that starts then (seconds) lies in. */
export function blockOf(start: number | null): number {
  return start === null ? 0 : Math.floor(start / BLOCK_SECONDS)
}

type Thing = { id: string }

/** Answers and seats have no id of their own. */
export const answerKey = (member: string, item: string) => `${member}/${item}`
export const seatKey = (session: string, member: string) => `${session}/${member}`

const byPosition = (a: SegmentText, b: SegmentText) => a.position - b.position
const byTime = (a: Thing & { at: string }, b: Thing & { at: string }) =>
  a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1

/** The list with these items in it, each once. */
function merged<T extends Thing>(
  list: readonly T[],
  items: readonly T[],
  order: (a: T, b: T) => number,
): T[] {
  const ids = new Set(items.map((it) => it.id))
  return [...list.filter((it) => !ids.has(it.id)), ...items].sort(order)
}

export class Contents {
  programme: Frame['programme'] = $state.raw({ id: '', name: '' })
  retreat = $state.raw<Frame['retreat']>() as Frame['retreat']
  readonly sectors = new SvelteMap<string, Sector>()
  readonly organisations = new SvelteMap<string, Organisation>()
  readonly members = new SvelteMap<string, Member>()
  /** By member. */
  readonly attendances = new SvelteMap<string, Attendance>()
  readonly consentItems = new SvelteMap<string, ConsentItem>()
  /** By `answerKey`: one's own, or everybody's for those who run the retreat. */
  readonly answers = new SvelteMap<string, Answer>()
  readonly invitations = new SvelteMap<string, Invitation>()
  readonly sessions = new SvelteMap<string, Session>()
  readonly groups = new SvelteMap<string, Group>()
  /** By `seatKey`. */
  readonly seats = new SvelteMap<string, Seat>()
  readonly sources = new SvelteMap<string, Source>()
  readonly recordings = new SvelteMap<string, Recording>()
  readonly runs = new SvelteMap<string, Run>()
  readonly speakers = new SvelteMap<string, Speaker>()
  readonly codes = new SvelteMap<string, Code>()
  /** Those that were shared, and one's own. */
  readonly memos = new SvelteMap<string, Memo>()
  /** How many marks each source has, loaded or not. */
  readonly marks = new SvelteMap<string, number>()
  /** By source, in order. Lists are replaced, never changed. */
  readonly segments = new SvelteMap<string, readonly SegmentText[]>()
  readonly annotations = new SvelteMap<string, readonly Annotation[]>()
  /** By annotation, in order. */
  readonly replies = new SvelteMap<string, readonly Reply[]>()
  /** By annotation, then by member. Maps are replaced, never changed. */
  readonly stances = new SvelteMap<string, ReadonlyMap<string, Stance>>()
  /** By segment. */
  readonly words = new SvelteMap<string, WordTimes>()
  readonly history = new History()
  // Where each annotation is: its removal names only itself.
  readonly #sourceOf = new Map<string, string>()

  setFrame(frame: Frame): void {
    this.programme = frame.programme
    this.retreat = frame.retreat
    fill(this.sectors, frame.sectors)
    fill(this.organisations, frame.organisations)
    fill(this.members, frame.members)
    fill(this.consentItems, frame.consent_items)
    fill(this.invitations, frame.invitations)
    fill(this.sessions, frame.sessions)
    fill(this.groups, frame.groups)
    fill(this.sources, frame.sources)
    fill(this.recordings, frame.recordings)
    fill(this.runs, frame.runs)
    fill(this.speakers, frame.speakers)
    fill(this.codes, frame.codes)
    fill(this.memos, frame.memos)
    replace(this.attendances, new Map(frame.attendances.map((it) => [it.member, it])))
    replace(this.answers, new Map(frame.answers.map((it) => [answerKey(it.member, it.item), it])))
    replace(this.seats, new Map(frame.seats.map((it) => [seatKey(it.session, it.member), it])))
    replace(this.marks, new Map(Object.entries(frame.marks)))
  }

  /** The same without its texts, to be changed apart from it. */
  draft(): Contents {
    const draft = new Contents()
    draft.programme = this.programme
    draft.retreat = this.retreat
    for (const name of UNWORDED)
      for (const [key, it] of this[name]) (draft[name] as SvelteMap<string, unknown>).set(key, it)
    return draft
  }

  /** Everything that is known of this block is what it says; the rest of the source stays. */
  setBlock(block: Block): void {
    const before = this.segments.get(block.source) ?? []
    const inside = new Set(
      [...before.filter((it) => blockOf(it.start) === block.n), ...block.segments].map((it) => it.id),
    )
    // Those that were joined into others are no segments any more, but marks were made on them.
    for (const it of block.steps) inside.add(it.segment)
    this.history.setBlock(block, inside)
    this.segments.set(
      block.source,
      merged(
        before.filter((it) => !inside.has(it.id)),
        block.segments,
        byPosition,
      ),
    )
    for (const it of this.annotations.get(block.source) ?? [])
      if (inside.has(it.passage.start.segment)) this.remove(it.id)
    // What was said of a mark can be taken back, and the mark may not have been here to take it along.
    for (const it of block.annotations) this.stances.delete(it.id)
    this.putAnnotations(block.source, block.annotations)
    for (const it of block.replies) this.putReply(it)
    for (const it of block.stances) this.putStance(it)
  }

  /** Words as they are now; those that were joined into others leave. */
  revise({ source, segments, steps, words }: WordsRevised): void {
    const gone = new Set(segments.filter((it) => it.joined_into).map((it) => it.id))
    const now = merged(this.segments.get(source) ?? [], segments, byPosition)
    this.segments.set(
      source,
      now.filter((it) => !gone.has(it.id)),
    )
    this.history.put(source, steps)
    for (const it of words) this.words.set(it.segment, it)
  }

  /** Those of these segments that are here, with these changes. */
  changeSegments(source: string, ids: readonly string[], changes: Partial<SegmentText>): void {
    const these = new Set(ids)
    const segments = this.segments.get(source)
    if (segments?.some((it) => these.has(it.id)))
      this.segments.set(
        source,
        segments.map((it) => (these.has(it.id) ? { ...it, ...changes } : it)),
      )
  }

  /** A mark is about other words now. */
  placeAnnotation(id: string, passage: Annotation['passage']): void {
    const source = this.#sourceOf.get(id)
    const known = this.annotations.get(source ?? '')
    if (source === undefined || !known) return
    this.annotations.set(
      source,
      known.map((it) => (it.id === id ? { ...it, passage } : it)),
    )
  }

  putSegments(source: string, segments: readonly SegmentText[]): void {
    this.segments.set(source, merged(this.segments.get(source) ?? [], segments, byPosition))
  }

  /** Who speaks in those of these segments that are here. */
  assignSpeaker(source: string, ids: readonly string[], speaker: string | null): void {
    this.changeSegments(source, ids, { speaker })
  }

  putAnnotations(source: string, annotations: readonly Annotation[]): void {
    for (const it of annotations) this.#sourceOf.set(it.id, source)
    this.annotations.set(source, merged(this.annotations.get(source) ?? [], annotations, byTime))
  }

  putReply(reply: Reply): void {
    this.replies.set(reply.annotation, merged(this.replies.get(reply.annotation) ?? [], [reply], byTime))
  }

  removeReply(annotation: string, id: string): void {
    const left = this.replies.get(annotation)?.filter((it) => it.id !== id)
    if (left) this.replies.set(annotation, left)
  }

  putStance(stance: Stance): void {
    this.stances.set(
      stance.annotation,
      new Map(this.stances.get(stance.annotation)).set(stance.member, stance),
    )
  }

  dropStance(annotation: string, member: string): void {
    const left = new Map(this.stances.get(annotation))
    if (!left.delete(member)) return
    if (left.size) this.stances.set(annotation, left)
    else this.stances.delete(annotation)
  }

  /** An annotation goes, and its replies and stances with it. */
  remove(annotation: string): void {
    const source = this.#sourceOf.get(annotation)
    this.#sourceOf.delete(annotation)
    this.replies.delete(annotation)
    this.stances.delete(annotation)
    if (source === undefined) return
    const left = this.annotations.get(source)?.filter((it) => it.id !== annotation) ?? []
    this.annotations.set(source, left)
  }

  /** A session goes with its tables, a table with its seats. */
  removeSession(id: string): void {
    this.sessions.delete(id)
    for (const it of [...this.groups.values()]) if (it.session === id) this.removeGroup(it.id)
  }

  removeGroup(id: string): void {
    this.groups.delete(id)
    for (const [key, it] of [...this.seats]) if (it.group === id) this.seats.delete(key)
  }

  /** A recording goes with its words, the marks on them, and the memos about either. */
  removeRecording(id: string, source: string): void {
    this.recordings.delete(id)
    for (const it of [...this.runs.values()]) if (it.recording === id) this.runs.delete(it.id)
    for (const it of this.segments.get(source) ?? []) this.words.delete(it.id)
    for (const it of this.annotations.get(source) ?? []) this.remove(it.id)
    for (const it of [...this.memos.values()]) if (it.source === source) this.memos.delete(it.id)
    this.history.forget(source)
    for (const map of [this.sources, this.segments, this.annotations, this.marks]) map.delete(source)
  }

  changeRecording(id: string, changes: Partial<Recording>): void {
    const recording = this.recordings.get(id)
    if (recording) this.recordings.set(id, { ...recording, ...changes })
  }

  changeRun(id: string, changes: Partial<Run>): void {
    const run = this.runs.get(id)
    if (run) this.runs.set(id, { ...run, ...changes })
  }

  count(source: string, by: number): void {
    if (by === 0) return
    this.marks.set(source, Math.max(0, (this.marks.get(source) ?? 0) + by))
  }

  /** Of another epoch, nothing that was read may stay. */
  clearTexts(): void {
    for (const map of [this.segments, this.annotations, this.replies, this.stances, this.words]) map.clear()
    this.history.clear()
    this.#sourceOf.clear()
  }
}

// The maps of everything but words and marks.
const UNWORDED = [
  'sectors',
  'organisations',
  'members',
  'attendances',
  'consentItems',
  'answers',
  'invitations',
  'sessions',
  'groups',
  'seats',
  'sources',
  'recordings',
  'speakers',
  'codes',
  'memos',
] as const

type Reading<M> = M extends SvelteMap<infer K, infer V> ? ReadonlyMap<K, V> : never

/** A retreat without its texts, to be looked at. */
export type Looked = Readonly<Pick<Contents, 'programme' | 'retreat'>> & {
  readonly [K in (typeof UNWORDED)[number]]: Reading<Contents[K]>
}

function fill<T extends Thing>(map: SvelteMap<string, T>, items: readonly T[]): void {
  replace(map, new Map(items.map((it) => [it.id, it])))
}

/** The same map with other content; what stays is not told as changed. */
function replace<T>(map: SvelteMap<string, T>, items: Map<string, T>): void {
  for (const id of [...map.keys()]) if (!items.has(id)) map.delete(id)
  for (const [id, it] of items) map.set(id, it)
}
