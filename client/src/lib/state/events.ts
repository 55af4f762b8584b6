/** One function per event: what it makes of the contents. The twin of server/domain/apply.py, held to it by shared
 * fixtures. Each may be applied twice; counting, which may not, is apart. */
import type { Envelope, EventBody } from '../live/protocol'
import type { Contents } from './contents.svelte'

type Apply = { [T in EventBody['type']]: (to: Contents, body: Extract<EventBody, { type: T }>) => void }

const APPLY: Apply = {
  programme_founded: (to, { name }) => {
    to.programme = { ...to.programme, name }
  },
  organisation_added: (to, { organisation }) => void to.organisations.set(organisation.id, organisation),
  // Being in the programme is not yet being in this retreat.
  member_added: (to, { member }) => void (to.members.has(member.id) && to.members.set(member.id, member)),
  retreat_created: (to, { retreat }) => {
    if (retreat.id === to.retreat.id) to.retreat = retreat
  },
  role_given: (to, { attendance, member }) => {
    to.attendances.set(attendance.member, attendance)
    to.members.set(member.id, member)
  },
  session_added: (to, { session }) => void to.sessions.set(session.id, session),
  // An excerpt of the programme is read here once it is placed here.
  excerpt_added: () => {},
  excerpt_placed: (to, { source, segments }) => {
    to.sources.set(source.id, source)
    to.putSegments(source.id, segments)
  },
  recording_added: (to, { recording, source }) => {
    to.recordings.set(recording.id, recording)
    to.sources.set(source.id, source)
  },
  agreement_stated: (to, { recording, agreement }) => to.changeRecording(recording, { agreement }),
  recording_closed: (to, { recording }) => to.changeRecording(recording, { state: 'waiting', why: null }),
  recording_opened: (to, { recording, duration }) => to.changeRecording(recording, { duration }),
  recording_failed: (to, { recording, why }) => to.changeRecording(recording, { state: 'failed', why }),
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
  code_created: (to, { code }) => void to.codes.set(code.id, code),
  annotated: (to, { annotation }) => to.putAnnotations(annotation.passage.source, [annotation]),
  annotation_removed: (to, { annotation }) => to.remove(annotation),
  replied: (to, { reply }) => to.putReply(reply),
}

/** Change the contents to what this event says. */
export function applyEvent(to: Contents, envelope: Envelope): void {
  if (!concerns(to, envelope)) return
  const apply = APPLY[envelope.body.type] as ((to: Contents, body: EventBody) => void) | undefined
  apply?.(to, envelope.body)
}

/** Count the marks that this event makes or takes: once for each event. */
export function countEvent(to: Contents, envelope: Envelope): void {
  if (!concerns(to, envelope) || envelope.source === null) return
  if (envelope.body.type === 'annotated') to.count(envelope.source, 1)
  if (envelope.body.type === 'annotation_removed') to.count(envelope.source, -1)
}

function concerns(to: Contents, { retreat }: Envelope): boolean {
  return retreat === null || retreat === to.retreat.id
}
