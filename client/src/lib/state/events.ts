/** One function per event: what it makes of the contents. The twin of server/domain/apply.py, held to it by shared
 * fixtures. Each may be applied twice; counting, which may not, is apart. */
import type { Envelope, EventBody, Member, Retreat } from '../live/protocol'
import { answerKey, type Contents, seatKey } from './contents.svelte'

type Apply = { [T in EventBody['type']]: (to: Contents, body: Extract<EventBody, { type: T }>) => void }

const PROGRAMME = {
  programme_founded: (to, { name }) => {
    to.programme = { ...to.programme, name }
  },
  programme_renamed: (to, { name }) => {
    to.programme = { ...to.programme, name }
  },
  sector_named: (to, { sector }) => void to.sectors.set(sector.id, sector),
  sector_removed: (to, { sector }) => void to.sectors.delete(sector),
  organisation_added: (to, { organisation }) => void to.organisations.set(organisation.id, organisation),
  organisation_changed: (to, { organisation }) => void to.organisations.set(organisation.id, organisation),
  organisation_removed: (to, { organisation }) => void to.organisations.delete(organisation),
  consent_worded: (to, { item }) => void to.consentItems.set(item.id, item),
} satisfies Partial<Apply>

const PEOPLE = {
  // Being in the programme is not yet being in this retreat.
  member_added: (to, { member }) => changeMember(to, member),
  member_changed: (to, { member }) => changeMember(to, member),
  members_merged: (to, { members, attendances }) => {
    const here = attendances.filter((it) => it.retreat === to.retreat.id)
    for (const it of here) to.attendances.set(it.member, it)
    for (const it of members)
      if (to.members.has(it.id) || to.attendances.has(it.id)) to.members.set(it.id, it)
  },
  role_given: (to, { attendance, member }) => {
    to.attendances.set(attendance.member, attendance)
    to.members.set(member.id, member)
  },
  role_taken: (to, { attendance }) => void to.attendances.set(attendance.member, attendance),
  consent_answered: (to, { answers }) => {
    for (const it of answers) to.answers.set(answerKey(it.member, it.item), it)
  },
  imported: (to, { members, attendances, recordings }) => {
    for (const it of attendances) if (it.retreat === to.retreat.id) to.attendances.set(it.member, it)
    for (const it of members)
      if (to.members.has(it.id) || to.attendances.has(it.id)) to.members.set(it.id, it)
    for (const it of recordings) if (it.retreat === to.retreat.id) to.recordings.set(it.id, it)
  },
  invitation_opened: (to, { invitation }) => void to.invitations.set(invitation.id, invitation),
  invitation_ended: (to, { invitation }) => {
    const open = to.invitations.get(invitation)
    if (open) to.invitations.set(invitation, { ...open, ended: true })
  },
} satisfies Partial<Apply>

const RETREATS = {
  retreat_created: (to, { retreat }) => setRetreat(to, retreat),
  retreat_changed: (to, { retreat }) => setRetreat(to, retreat),
  session_added: (to, { session }) => void to.sessions.set(session.id, session),
  session_changed: (to, { session }) => void to.sessions.set(session.id, session),
  session_removed: (to, { session }) => to.removeSession(session),
  group_named: (to, { group }) => void to.groups.set(group.id, group),
  group_removed: (to, { group }) => to.removeGroup(group),
  seat_taken: (to, { seat }) => void to.seats.set(seatKey(seat.session, seat.member), seat),
  seat_left: (to, { session, member }) => void to.seats.delete(seatKey(session, member)),
} satisfies Partial<Apply>

const EXCERPTS = {
  // An excerpt of the programme is read here once it is placed here.
  excerpt_added: () => {},
  excerpt_placed: (to, { source, segments, steps }) => {
    to.sources.set(source.id, source)
    to.segments.set(
      source.id,
      segments.filter((it) => !it.joined_into),
    )
    to.history.put(source.id, steps)
  },
  excerpt_changed: (to, { source }) => void (to.sources.has(source.id) && to.sources.set(source.id, source)),
  // Its marks are kept, for when it is back.
  excerpt_unplaced: (to, { source }) => void to.sources.delete(source),
} satisfies Partial<Apply>

const RECORDINGS = {
  recording_added: (to, { recording, source }) => {
    to.recordings.set(recording.id, recording)
    to.sources.set(source.id, source)
  },
  sound_added: (to, { recording, filename, bytes, agreement }) => {
    const before = to.recordings.get(recording)
    const anew = { state: 'receiving', why: null, duration: null, sound: true, attempt: null } as const
    const stated = before?.agreement ?? agreement
    to.changeRecording(recording, { ...anew, filename, bytes, agreement: stated })
  },
  agreement_stated: (to, { recording, agreement }) => to.changeRecording(recording, { agreement }),
  recording_closed: (to, { recording, attempt }) =>
    to.changeRecording(recording, { state: 'waiting', why: null, attempt }),
  recording_opened: (to, { recording, duration, state, why }) =>
    to.changeRecording(recording, state ? { duration, state, why } : { duration }),
  recording_failed: (to, { recording, why }) => to.changeRecording(recording, { state: 'failed', why }),
  recording_changed: (to, { recording, source }) => {
    to.recordings.set(recording.id, recording)
    to.sources.set(source.id, source)
  },
  recording_stopped: (to, { recording }) => to.changeRecording(recording, { state: 'stopped' }),
  // Its place in the queue is told apart, as it goes.
  recording_moved_to_front: () => {},
  recording_deleted: (to, { recording, source }) => to.removeRecording(recording, source),
  erased: () => {},
  run_started: (to, { run }) => {
    to.runs.set(run.id, run)
    to.changeRecording(run.recording, { state: 'writing_down' })
  },
  segments_appended: (to, { run, language, segments }) => {
    const source = segments[0]?.source
    if (source === undefined) return
    to.putSegments(source, segments)
    if (to.runs.get(run)?.language === null) to.changeRun(run, { language: language ?? 'und' })
  },
  run_finished: (to, { run, recording, state }) => {
    to.changeRun(run, { state: 'done' })
    to.changeRecording(recording, { state })
  },
} satisfies Partial<Apply>

const SPEAKERS = {
  speaker_named: (to, { speaker }) => void to.speakers.set(speaker.id, speaker),
  speaker_assigned: (to, { source, segments, speaker }) => to.changeSegments(source, segments, { speaker }),
} satisfies Partial<Apply>

const WORDS = {
  // Those of an excerpt that is not read here concern whoever curates it.
  words_revised: (to, body) => void (to.sources.has(body.source) && to.revise(body)),
  words_suggested: (to, { suggestion: it }) => void (to.sources.has(it.source) && to.history.suggest(it)),
  suggestion_settled: (to, { source, suggestion }) => to.history.settle(source, suggestion),
  segments_checked: (to, { source, segments, by }) => to.changeSegments(source, segments, { checked_by: by }),
} satisfies Partial<Apply>

const ANNOTATIONS = {
  code_created: (to, { code }) => void to.codes.set(code.id, code),
  code_changed: (to, { code }) => void to.codes.set(code.id, code),
  annotated: (to, { annotation }) => to.threads.put(annotation.passage.source, [annotation]),
  annotation_removed: (to, { annotation }) => to.threads.remove(annotation),
  annotation_withdrawn: (to, { annotation: it }) =>
    it.removed ? to.threads.remove(it.id) : to.threads.put(it.passage.source, [it]),
  annotation_restored: (to, { annotation, replies, stances }) => {
    to.threads.put(annotation.passage.source, [annotation])
    for (const it of replies) to.threads.reply(it)
    for (const it of stances) to.threads.takeStance(it)
  },
  annotation_placed: (to, { annotation, passage }) => to.threads.place(annotation, passage),
  replied: (to, { reply }) => to.threads.reply(reply),
  reply_removed: (to, { annotation, reply }) => to.threads.removeReply(annotation, reply),
  stance_taken: (to, { stance }) => to.threads.takeStance(stance),
  stance_dropped: (to, { annotation, member }) => to.threads.dropStance(annotation, member),
} satisfies Partial<Apply>

// What is gone is gone by the events beside it; copies of what was before are let go elsewhere.
const WITHDRAWAL = { withdrawn: () => {} } satisfies Partial<Apply>

const MEMOS = {
  memo_written: (to, { memo }) => void to.memos.set(memo.id, memo),
  memo_changed: (to, { memo }) => void to.memos.set(memo.id, memo),
  memo_shared: (to, { memo }) => void to.memos.set(memo.id, memo),
  memo_removed: (to, { memo }) => void to.memos.delete(memo),
} satisfies Partial<Apply>

const APPLY: Apply = {
  ...PROGRAMME,
  ...PEOPLE,
  ...RETREATS,
  ...EXCERPTS,
  ...RECORDINGS,
  ...SPEAKERS,
  ...WORDS,
  ...ANNOTATIONS,
  ...MEMOS,
  ...WITHDRAWAL,
}

function changeMember(to: Contents, member: Member): void {
  if (to.members.has(member.id)) to.members.set(member.id, member)
}

function setRetreat(to: Contents, retreat: Retreat): void {
  if (retreat.id === to.retreat.id) to.retreat = retreat
}

/** Change the contents to what this event says. */
export function applyEvent(to: Contents, envelope: Envelope): void {
  if (concerns(to, envelope)) applyBody(to, envelope.body)
}

export function applyBody(to: Contents, body: EventBody): void {
  // One that a newer server tells of, and this page does not know, changes nothing.
  const apply = APPLY[body.type] as ((to: Contents, body: EventBody) => void) | undefined
  apply?.(to, body)
}

const COUNTS: { [T in EventBody['type']]?: number } = {
  annotated: 1,
  annotation_restored: 1,
  annotation_removed: -1,
}

/** Count the marks that this event makes or takes: once for each event. */
export function countEvent(to: Contents, envelope: Envelope): void {
  if (!concerns(to, envelope) || envelope.source === null) return
  to.count(envelope.source, COUNTS[envelope.body.type] ?? 0)
}

function concerns(to: Contents, { retreat }: Envelope): boolean {
  return retreat === null || retreat === to.retreat.id
}
