/** Things of a retreat for tests, each with what matters and plain values for the rest. */
import { newId } from '#lib/live/ids.ts'
import type {
  Annotate,
  Annotation,
  Block,
  Code,
  Envelope,
  EventBody,
  Frame,
  Reply,
  SegmentText,
  Stance,
} from '#lib/live/protocol.ts'

export const EPOCH = '0190a000-0000-7000-8000-00000000e0c4'
export const RETREAT = '0190a000-0000-7000-8000-00000000a001'
export const SOURCE = '0190a000-0000-7000-8000-00000000b001'
export const ME = '0190a000-0000-7000-8000-00000000c001'

export function frame(changes: Partial<Frame> = {}): Frame {
  const retreat = {
    id: RETREAT,
    name: 'Spring',
    place: '',
    starts_on: '2026-03-01',
    ends_on: '2026-03-02',
    time_zone: 'Europe/London',
    language: 'en',
    engine: '',
    archived: false,
  }
  return {
    epoch: EPOCH,
    seq: 0,
    programme: { id: newId(), name: 'Programme' },
    retreat,
    sectors: [],
    organisations: [],
    members: [],
    attendances: [],
    consent_items: [],
    answers: [],
    invitations: [],
    sessions: [],
    groups: [],
    seats: [],
    sources: [],
    recordings: [],
    runs: [],
    speakers: [],
    codes: [],
    memos: [],
    marks: {},
    ...changes,
  }
}

export function segment(position: number, text: string, changes: Partial<SegmentText> = {}): SegmentText {
  const id = newId()
  return {
    id,
    source: SOURCE,
    position,
    revision: newId(),
    start: position * 100,
    end: position * 100 + 5,
    speaker: null,
    run: null,
    mended: false,
    checked_by: null,
    joined_into: null,
    withdrawn: false,
    text,
    ...changes,
  }
}

export function annotation(on: SegmentText, changes: Partial<Annotation> = {}): Annotation {
  const place = { segment: on.id, revision: on.revision }
  const passage = { source: on.source, start: { ...place, offset: 0 }, end: { ...place, offset: 1 } }
  return {
    id: newId(),
    retreat: RETREAT,
    author: ME,
    at: new Date().toISOString(),
    passage,
    code: null,
    comment: 'Yes.',
    removed: false,
    withdrawn: false,
    ...changes,
  }
}

export function reply(to: string, text = 'Why?'): Reply {
  return { id: newId(), annotation: to, author: ME, at: new Date().toISOString(), text }
}

export function stance(annotation: string, changes: Partial<Stance> = {}): Stance {
  return { annotation, member: ME, view: 'differ', reason: null, at: new Date().toISOString(), ...changes }
}

export function code(name: string, changes: Partial<Code> = {}): Code {
  return {
    id: newId(),
    name,
    colour: 1,
    definition: null,
    parent: null,
    merged_into: null,
    retired: false,
    ...changes,
  }
}

export function block(changes: Partial<Block> = {}): Block {
  return {
    epoch: EPOCH,
    seq: 0,
    source: SOURCE,
    n: 0,
    segments: [],
    annotations: [],
    replies: [],
    stances: [],
    steps: [],
    suggestions: [],
    ...changes,
  }
}

export function envelope(seq: number, body: EventBody, changes: Partial<Envelope> = {}): Envelope {
  const at = new Date().toISOString()
  return { seq, at, author: ME, command: newId(), retreat: RETREAT, source: SOURCE, body, ...changes }
}

export function annotate(on: SegmentText, changes: Partial<Annotate> = {}): Annotate {
  const { id, retreat, passage, code, comment } = annotation(on)
  return { type: 'annotate', id: newId(), annotation: id, retreat, passage, code, comment, ...changes }
}
