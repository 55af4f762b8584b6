/** Every shape that travels, made from `python -m server.live.schema` by `npm run protocol`. */

export type Command =
  | FoundProgramme
  | AddOrganisation
  | AddMember
  | CreateRetreat
  | GiveRole
  | AddSession
  | AddExcerpt
  | PlaceExcerpt
  | AddRecording
  | StateAgreement
  | CloseRecording
  | RetryRecording
  | OpenRecording
  | FailRecording
  | StartRun
  | AppendSegments
  | FinishRun
  | CreateCode
  | Annotate
  | RemoveAnnotation
  | ReplyTo
export type Role = 'facilitator' | 'researcher' | 'partner' | 'observer'
export type EventBody =
  | ProgrammeFounded
  | OrganisationAdded
  | MemberAdded
  | RetreatCreated
  | RoleGiven
  | SessionAdded
  | ExcerptAdded
  | ExcerptPlaced
  | RecordingAdded
  | AgreementStated
  | RecordingClosed
  | RecordingOpened
  | RecordingFailed
  | RunStarted
  | SegmentsAppended
  | RunFinished
  | CodeCreated
  | AnnotationMade
  | AnnotationRemoved
  | Replied
export type FromClient = Hello | CommandMessage | Here
export type FromServer = Welcome | Events | Accepted | Refused | Resync | WhoIsHere | InProgress | Beat

/**
 * The roots, so that one schema names every shape once.
 */
export interface Protocol {
  block: Block
  chunks: Chunk[]
  command: Command
  event: EventBody
  frame: Frame
  from_client: FromClient
  from_server: FromServer
  me: Me
  outline: Outline
  role: Role
  word_block: WordBlock
}
/**
 * The segments of one block, and the marks of this retreat that start in it, with their replies.
 */
export interface Block {
  annotations: Annotation[]
  epoch: string
  n: number
  replies: Reply[]
  segments: SegmentText[]
  seq: number
  source: string
}
/**
 * One person's mark on a passage: a code or a comment. Screens call it a mark.
 */
export interface Annotation {
  at: string
  author: string
  code: string | null
  comment: string | null
  id: string
  passage: Passage
  removed: boolean
  retreat: string
}
/**
 * A stretch of a source's text; `end` is exclusive. `exact` is a check on the wire and is not stored.
 */
export interface Passage {
  end: Place
  exact?: string | null
  source: string
  start: Place
}
/**
 * A point in a source, in the revision that the person saw.
 */
export interface Place {
  offset: number
  revision: string
  segment: string
}
/**
 * An answer to an annotation.
 */
export interface Reply {
  annotation: string
  at: string
  author: string
  id: string
  text: string
}
/**
 * A segment with the words of its current revision.
 */
export interface SegmentText {
  end: number | null
  id: string
  mended: boolean
  position: number
  revision: string
  run: string | null
  source: string
  speaker: string | null
  start: number | null
  text: string
}
/**
 * A part of a file that is safely on this server's disk; parts are numbered from 0.
 */
export interface Chunk {
  bytes: number
  n: number
  recording: string
  sha256: string
}
/**
 * The first command of a programme: its name and its first steward.
 */
export interface FoundProgramme {
  id: string
  name: string
  steward: string
  steward_name: string
  type: 'found_programme'
}
export interface AddOrganisation {
  id: string
  name: string
  organisation: string
  sector: string
  type: 'add_organisation'
}
export interface AddMember {
  id: string
  member: string
  name: string
  occupation: string | null
  organisation: string | null
  type: 'add_member'
}
export interface CreateRetreat {
  ends_on: string
  id: string
  language: string
  name: string
  place: string
  retreat: string
  starts_on: string
  time_zone: string
  type: 'create_retreat'
}
/**
 * Bring a member into a retreat, or change the role that they have there.
 */
export interface GiveRole {
  id: string
  member: string
  retreat: string
  role: Role
  type: 'give_role'
}
export interface AddSession {
  id: string
  name: string
  retreat: string
  session: string
  type: 'add_session'
}
/**
 * An outcome excerpt enters the programme; `text` becomes one segment per paragraph.
 */
export interface AddExcerpt {
  id: string
  organisation: string | null
  outcome: string | null
  sector: string | null
  setting: string | null
  source: string
  text: string
  type: 'add_excerpt'
  title: string
}
export interface PlaceExcerpt {
  id: string
  retreat: string
  source: string
  type: 'place_excerpt'
}
/**
 * Announce a file of `bytes` bytes; `agreement` states, in its words, that those heard agreed.
 */
export interface AddRecording {
  agreement: string | null
  bytes: number
  filename: string
  id: string
  name: string
  recording: string
  retreat: string
  session: string
  source: string
  type: 'add_recording'
}
export interface StateAgreement {
  id: string
  recording: string
  type: 'state_agreement'
  wording: string
}
/**
 * All `chunks` chunks are sent: write it down.
 */
export interface CloseRecording {
  chunks: number
  id: string
  recording: string
  type: 'close_recording'
}
/**
 * Try again to write down a recording that failed.
 */
export interface RetryRecording {
  id: string
  recording: string
  type: 'retry_recording'
}
/**
 * The engine opened the file: its length in seconds.
 */
export interface OpenRecording {
  duration: number
  id: string
  recording: string
  type: 'open_recording'
}
export interface FailRecording {
  id: string
  recording: string
  type: 'fail_recording'
  why: string
}
export interface StartRun {
  engine: string
  id: string
  model: string
  model_hash: string
  parameters: string
  recording: string
  run: string
  type: 'start_run'
  version: string
}
/**
 * The segments of one window, in spoken order; may be none.
 */
export interface AppendSegments {
  id: string
  language: string | null
  run: string
  segments: NewSegment[]
  type: 'append_segments'
  window: number
}
/**
 * A segment as an engine heard it; `words` as in `WordTimes`.
 */
export interface NewSegment {
  end: number
  id: string
  mended: boolean
  start: number
  text: string
  words: [number, number, number, number, number | null][]
}
export interface FinishRun {
  id: string
  run: string
  type: 'finish_run'
}
export interface CreateCode {
  code: string
  colour: number
  definition: string | null
  id: string
  name: string
  type: 'create_code'
}
/**
 * Mark a passage with one code or one comment.
 */
export interface Annotate {
  annotation: string
  code: string | null
  comment: string | null
  id: string
  passage: Passage
  retreat: string
  type: 'annotate'
}
export interface RemoveAnnotation {
  annotation: string
  id: string
  type: 'remove_annotation'
}
export interface ReplyTo {
  annotation: string
  id: string
  reply: string
  text: string
  type: 'reply'
}
export interface ProgrammeFounded {
  name: string
  type: 'programme_founded'
}
export interface OrganisationAdded {
  organisation: Organisation
  type: 'organisation_added'
}
/**
 * Who people work for; never called a partner, which is a role.
 */
export interface Organisation {
  id: string
  name: string
  sector: string
}
export interface MemberAdded {
  member: Member
  type: 'member_added'
}
/**
 * A person in a programme.
 */
export interface Member {
  id: string
  name: string
  occupation: string | null
  organisation: string | null
  steward: boolean
}
export interface RetreatCreated {
  retreat: Retreat
  type: 'retreat_created'
}
/**
 * A data retreat: some days at a place, in the place's own time zone.
 */
export interface Retreat {
  ends_on: string
  id: string
  language: string
  name: string
  place: string
  starts_on: string
  time_zone: string
}
/**
 * Carries the person too: whoever is in the retreat may not have seen them before.
 */
export interface RoleGiven {
  attendance: Attendance
  member: Member
  type: 'role_given'
}
/**
 * A member's role in one retreat.
 */
export interface Attendance {
  member: string
  retreat: string
  role: Role
}
export interface SessionAdded {
  session: Session
  type: 'session_added'
}
/**
 * One sitting of a retreat.
 */
export interface Session {
  id: string
  name: string
  retreat: string
}
export interface ExcerptAdded {
  segments: SegmentText[]
  source: Source
  type: 'excerpt_added'
}
/**
 * What is annotated: the transcript of a recording, or an outcome excerpt.
 */
export interface Source {
  id: string
  kind: 'transcript' | 'excerpt'
  organisation: string | null
  outcome: string | null
  recording: string | null
  retreat: string | null
  sector: string | null
  setting: string | null
  title: string
}
/**
 * Carries the excerpt: before it was placed, this retreat could not see it.
 */
export interface ExcerptPlaced {
  segments: SegmentText[]
  source: Source
  type: 'excerpt_placed'
}
export interface RecordingAdded {
  recording: Recording
  source: Source
  type: 'recording_added'
}
/**
 * A sound or video file of a session; `duration` is known once it was opened.
 */
export interface Recording {
  agreement: Agreement | null
  bytes: number
  duration: number | null
  filename: string
  id: string
  name: string
  retreat: string
  session: string
  source: string
  state: 'receiving' | 'waiting' | 'writing_down' | 'ready' | 'silent' | 'failed'
  why: string | null
}
/**
 * Who stated, when and in which words, that those heard agreed to be recorded.
 */
export interface Agreement {
  at: string
  by: string
  wording: string
}
export interface AgreementStated {
  agreement: Agreement
  recording: string
  type: 'agreement_stated'
}
/**
 * Everything has arrived, or it is tried once more: a job is waiting for it.
 */
export interface RecordingClosed {
  attempt: string
  chunks: number
  recording: string
  type: 'recording_closed'
}
export interface RecordingOpened {
  duration: number
  recording: string
  type: 'recording_opened'
}
export interface RecordingFailed {
  recording: string
  type: 'recording_failed'
  why: string
}
export interface RunStarted {
  run: Run
  type: 'run_started'
}
/**
 * One pass of an engine over a recording.
 */
export interface Run {
  engine: string
  id: string
  language: string | null
  model: string
  model_hash: string
  parameters: string
  recording: string
  source: string
  state: 'running' | 'done' | 'failed'
  version: string
  why: string | null
}
/**
 * New segments of one window. Word times are bulk, not news: they are stored with the event's segments but
 * never enter the ledger or the wire (clients fetch them per block).
 */
export interface SegmentsAppended {
  language: string | null
  run: string
  segments: SegmentText[]
  type: 'segments_appended'
}
export interface RunFinished {
  recording: string
  run: string
  state: 'ready' | 'silent'
  type: 'run_finished'
}
export interface CodeCreated {
  code: Code
  type: 'code_created'
}
/**
 * A named idea of the programme's codebook. Readers of a merged code resolve `merged_into`.
 */
export interface Code {
  colour: number
  definition: string | null
  id: string
  merged_into: string | null
  name: string
}
export interface AnnotationMade {
  annotation: Annotation
  type: 'annotated'
}
export interface AnnotationRemoved {
  annotation: string
  type: 'annotation_removed'
}
export interface Replied {
  reply: Reply
  type: 'replied'
}
/**
 * A retreat without its texts: people, sources, codebook, and how many marks each source has.
 */
export interface Frame {
  attendances: Attendance[]
  codes: Code[]
  epoch: string
  marks: {
    [k: string]: number
  }
  members: Member[]
  organisations: Organisation[]
  programme: Programme
  recordings: Recording[]
  retreat: Retreat
  runs: Run[]
  seq: number
  sessions: Session[]
  sources: Source[]
}
export interface Programme {
  id: string
  name: string
}
/**
 * The first message: which retreat, and from where in the ledger on.
 */
export interface Hello {
  epoch: string | null
  protocol: number
  retreat: string
  since: number | null
  type: 'hello'
}
export interface CommandMessage {
  command: Command
  type: 'command'
}
/**
 * Where this person reads now: shown to the others, never kept.
 */
export interface Here {
  segment: string | null
  source: string | null
  type: 'here'
}
/**
 * The hello was taken. `now` is the server's clock; `seq` is where the ledger stands.
 */
export interface Welcome {
  epoch: string
  member: string
  now: string
  protocol: number
  seq: number
  type: 'welcome'
}
/**
 * Events in order; everything up to `upto` that this person may see has been sent.
 */
export interface Events {
  events: Envelope[]
  type: 'events'
  upto: number
}
/**
 * An event in its place in the programme's ledger, as it is sent.
 */
export interface Envelope {
  at: string
  author: string
  body: EventBody
  command: string
  retreat: string | null
  seq: number
  source: string | null
}
/**
 * The command is in the ledger; once the state has reached `seq` it is in the state.
 */
export interface Accepted {
  command: string
  seq: number
  type: 'accepted'
}
/**
 * The message was refused, and nothing changed. `command` is none where it could not be read.
 */
export interface Refused {
  command: string | null
  type: 'refused'
  why: Why
}
/**
 * `kind` for programs, `message` for people.
 */
export interface Why {
  kind: string
  message: string
}
/**
 * What was asked for cannot be sent as events: fetch the parts again, keep the outbox.
 */
export interface Resync {
  type: 'resync'
}
export interface WhoIsHere {
  here: Presence[]
  type: 'who_is_here'
}
export interface Presence {
  member: string
  segment: string | null
  source: string | null
}
export interface InProgress {
  recordings: Progress[]
  type: 'in_progress'
}
/**
 * How far the writing down of a recording is: `done` of `total` seconds of sound, `left` seconds to wait.
 * Told as it goes, and never in the ledger.
 */
export interface Progress {
  done: number
  left: number | null
  recording: string
  total: number
}
/**
 * Sent when there was nothing else for a while, so that a dead connection is noticed.
 */
export interface Beat {
  type: 'beat'
  upto: number
}
/**
 * Who is signed in, and the retreats that they may open; a steward's role may be none.
 */
export interface Me {
  member: Member
  programme: Programme
  retreats: RetreatOfMine[]
}
export interface RetreatOfMine {
  retreat: Retreat
  role: Role | null
}
/**
 * The blocks that a source has, with their lengths, for a scroll bar before the words are there.
 */
export interface Outline {
  blocks: OutlineBlock[]
  epoch: string
  seq: number
  source: string
}
export interface OutlineBlock {
  characters: number
  marks: number
  n: number
  segments: number
}
/**
 * The word times of one block.
 */
export interface WordBlock {
  epoch: string
  n: number
  seq: number
  source: string
  words: WordTimes[]
}
/**
 * When each word of a segment was spoken: rows of [offset, length, start, end, probability].
 */
export interface WordTimes {
  revision: string
  segment: string
  words: [number, number, number, number, number | null][]
}
