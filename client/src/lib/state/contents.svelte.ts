/** What a retreat contains, as this page knows it: reactive maps, and the few ways in which they change. */
import { SvelteMap } from 'svelte/reactivity'
import type {
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
  Run,
  Seat,
  Sector,
  SegmentText,
  Session,
  Source,
  Speaker,
  WordsRevised,
  WordTimes,
} from '../live/protocol'
import { blockOf } from './blocks'
import { History } from './history.svelte'
import { merged } from './ordered'
import { Threads } from './threads.svelte'

type Thing = { id: string }

/** Answers and seats have no id of their own. */
export const answerKey = (member: string, item: string) => `${member}/${item}`
export const seatKey = (session: string, member: string) => `${session}/${member}`

const byPosition = (a: SegmentText, b: SegmentText) => a.position - b.position
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
  /** By segment. */
  readonly words = new SvelteMap<string, WordTimes>()
  readonly history = new History()
  readonly threads = new Threads()

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
    this.threads.setBlock(block, inside)
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

  putSegments(source: string, segments: readonly SegmentText[]): void {
    this.segments.set(source, merged(this.segments.get(source) ?? [], segments, byPosition))
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
    for (const it of [...this.memos.values()]) if (it.source === source) this.memos.delete(it.id)
    this.threads.forget(source)
    this.history.forget(source)
    for (const map of [this.sources, this.segments, this.marks]) map.delete(source)
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
    for (const map of [this.segments, this.words]) map.clear()
    this.threads.clear()
    this.history.clear()
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
