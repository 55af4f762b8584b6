/** Every shape that travels, made from `python -m server.live.schema` by `npm run protocol`. */

export type Command =
  | FoundProgramme
  | RenameProgramme
  | AddSector
  | RenameSector
  | RemoveSector
  | AddOrganisation
  | ChangeOrganisation
  | RemoveOrganisation
  | WordConsent
  | AddMember
  | ChangeMember
  | SetSteward
  | MergeMembers
  | GiveRole
  | TakeRole
  | AnswerConsent
  | OpenInvitation
  | EndInvitation
  | JoinRetreat
  | CreateRetreat
  | ChangeRetreat
  | ArchiveRetreat
  | ReopenRetreat
  | AddSession
  | ChangeSession
  | RemoveSession
  | AddGroup
  | RenameGroup
  | RemoveGroup
  | TakeSeat
  | LeaveSeat
  | AddExcerpt
  | PlaceExcerpt
  | ChangeExcerpt
  | UnplaceExcerpt
  | AddRecording
  | AddSound
  | StateAgreement
  | CloseRecording
  | RetryRecording
  | ChangeRecording
  | StopRecording
  | MoveRecordingToFront
  | DeleteRecording
  | OpenRecording
  | FailRecording
  | StartRun
  | AppendSegments
  | FinishRun
  | BringInTranscript
  | AddSpeaker
  | ChangeSpeaker
  | MergeSpeakers
  | UnmergeSpeaker
  | AssignSpeaker
  | CreateCode
  | Annotate
  | RemoveAnnotation
  | ReplyTo
  | TakeStance
  | DropStance
  | Undo
  | Redo
  | Correct
  | SettleSuggestion
  | SplitSegment
  | JoinSegments
  | CheckSegments
  | PlaceAnnotation
  | WriteMemo
  | ChangeMemo
  | ShareMemo
  | RemoveMemo
  | ChangeCode
  | MergeCode
  | UnmergeCode
  | RetireCode
  | BringBackCode
  | Withdraw
export type Role = 'facilitator' | 'researcher' | 'partner' | 'observer'
export type EventBody =
  | ProgrammeFounded
  | ProgrammeRenamed
  | SectorNamed
  | SectorRemoved
  | OrganisationAdded
  | OrganisationChanged
  | OrganisationRemoved
  | ConsentWorded
  | MemberAdded
  | MemberChanged
  | MembersMerged
  | RoleGiven
  | RoleTaken
  | ConsentAnswered
  | InvitationOpened
  | InvitationEnded
  | RetreatCreated
  | RetreatChanged
  | SessionAdded
  | SessionChanged
  | SessionRemoved
  | GroupNamed
  | GroupRemoved
  | SeatTaken
  | SeatLeft
  | ExcerptAdded
  | ExcerptPlaced
  | ExcerptChanged
  | ExcerptUnplaced
  | RecordingAdded
  | SoundAdded
  | AgreementStated
  | RecordingClosed
  | RecordingOpened
  | RecordingFailed
  | RunStarted
  | SegmentsAppended
  | RunFinished
  | RecordingChanged
  | RecordingStopped
  | RecordingMovedToFront
  | RecordingDeleted
  | Erased
  | SpeakerNamed
  | SpeakerAssigned
  | CodeCreated
  | AnnotationMade
  | AnnotationRemoved
  | AnnotationRestored
  | ReplyRemoved
  | Replied
  | CodeChanged
  | StanceTaken
  | WordsRevised
  | WordsSuggested
  | SuggestionSettled
  | SegmentsChecked
  | AnnotationPlaced
  | StanceDropped
  | MemoWritten
  | MemoChanged
  | MemoShared
  | MemoRemoved
  | AnnotationWithdrawn
  | Withdrawn
  | Imported
export type FromClient = Hello | CommandMessage | Here
export type FromServer = Welcome | Events | Accepted | Refused | Resync | WhoIsHere | InProgress | Beat

/**
 * The roots, so that one schema names every shape once.
 */
export interface Protocol {
  account_made: AccountMade
  accounts: AccountShown[]
  archive_seen: ArchiveSeen
  arrival: Arrival
  block: Block
  chunks: Chunk[]
  code_shown: CodeShown
  command: Command
  event: EventBody
  excerpt_table: ExcerptTable
  frame: Frame
  from_client: FromClient
  from_server: FromServer
  given: Given
  history: History
  installation: Installation
  join_seen: JoinSeen
  link_made: LinkMade
  link_seen: LinkSeen
  me: Me
  outline: Outline
  packings: PackingShown[]
  programme: ProgrammePart
  revisions: Revisions
  role: Role
  token_made: TokenMade
  tokens: TokenShown[]
  transcript_file: TranscriptFile
  unpacked: Unpacked
  ways_in: WaysIn
  word_block: WordBlock
}
/**
 * `link` is none where the person has an account already, and signs in with its password.
 */
export interface AccountMade {
  account: AccountShown
  link: LinkMade
}
export interface AccountShown {
  disabled: boolean
  email: string
  has_password: boolean
  last_sign_in: string | null
  member: string
}
/**
 * A link to hand over. `token` is what stands after its #, `until` the instant after which it is void.
 */
export interface LinkMade {
  token: string
  until: string
  url: string
}
/**
 * What would leave: counts, and `bytes` of the archive without sound, about. `whole`: with the ledger.
 */
export interface ArchiveSeen {
  answers: number
  bytes: number
  codes: number
  excerpts: number
  marks: number
  memos: number
  people: number
  retreats: number
  sounds: SoundSeen[]
  transcripts: number
  whole: boolean
}
/**
 * A recording in the preview: `bytes` of sound, or `why` it stays; `duration` is none before it was opened.
 */
export interface SoundSeen {
  bytes: number
  duration: number | null
  name: string
  recording: string
  why: ('not_agreed' | 'said_no' | 'taken_back' | 'not_here') | null
}
/**
 * What an archive holds; how many of its events are new to the programme that it comes to, and how many are there
 * already; what is otherwise there, and keeps all of it out. `same`: it is of that programme.
 */
export interface Arrival {
  differing: string[]
  holds: Holds
  known: number
  new: number
  same: boolean
}
/**
 * What an archive holds. `minutes` are of the recordings; `sounds` of them come with their sound.
 */
export interface Holds {
  events: number
  marks: number
  memos: number
  minutes: number
  people: number
  programme: string
  recordings: number
  retreats: string[]
  sounds: number
  taken_at: string
  texts: number
}
/**
 * The segments of one block, and the marks of this retreat that were made in it, with their replies and stances;
 * what happened to its segments' words, those that were joined into others too, and other versions of them.
 */
export interface Block {
  annotations: Annotation[]
  epoch: string
  n: number
  replies: Reply[]
  segments: SegmentText[]
  seq: number
  source: string
  stances: Stance[]
  steps: Step[]
  suggestions: Suggestion[]
}
/**
 * One person's mark on a passage: a code or a comment. Screens call it a mark. One that was `withdrawn` has neither
 * any more, and is there for those who answered it.
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
  withdrawn: boolean
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
  checked_by: string | null
  end: number | null
  id: string
  joined_into: string | null
  mended: boolean
  position: number
  revision: string
  run: string | null
  source: string
  speaker: string | '' | null
  start: number | null
  text: string
  withdrawn: boolean
}
/**
 * How one person sees a mark of somebody: one each, with a reason if they give one, and changed as often as they
 * change their mind. All of them stand beside each other; none is an average.
 */
export interface Stance {
  annotation: string
  at: string
  member: string
  reason: string | null
  view: 'agree' | 'differ' | 'unsure'
}
/**
 * How a revision of a segment came from the one before, without its words: what moves passages (rule P6). Steps
 * of a segment are numbered from 1; its first revision has none. `edits` do not overlap and are in order.
 */
export interface Step {
  at: string
  by: string
  cut: Cut | null
  edits: [number, number, number][]
  id: string
  joined: Joined | null
  n: number
  segment: string
  undoes: string | null
}
/**
 * From `at` on, the words went into another segment, whose first is the one that stood at `start`.
 */
export interface Cut {
  at: number
  segment: string
  start: number
}
/**
 * All words went into another segment, and stand `shift` code points further on there.
 */
export interface Joined {
  segment: string
  shift: number
}
/**
 * Another version of a segment's words: somebody corrected the same words as somebody else. `revision` is what
 * the words were when it came; both stay until somebody chooses.
 */
export interface Suggestion {
  at: string
  author: string
  id: string
  revision: string
  segment: string
  source: string
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
export interface CodeShown {
  code: string
  url: string
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
export interface RenameProgramme {
  id: string
  name: string
  type: 'rename_programme'
}
export interface AddSector {
  id: string
  name: string
  sector: string
  type: 'add_sector'
}
export interface RenameSector {
  id: string
  name: string
  sector: string
  type: 'rename_sector'
}
/**
 * Possible while nothing belongs to it.
 */
export interface RemoveSector {
  id: string
  sector: string
  type: 'remove_sector'
}
export interface AddOrganisation {
  id: string
  name: string
  organisation: string
  sector: string
  type: 'add_organisation'
}
export interface ChangeOrganisation {
  id: string
  name: string | null
  organisation: string
  sector: string | null
  type: 'change_organisation'
}
/**
 * Possible while nobody and no excerpt belongs to it.
 */
export interface RemoveOrganisation {
  id: string
  organisation: string
  type: 'remove_organisation'
}
/**
 * Give a consent item new words, which are then asked about anew, or add an item.
 */
export interface WordConsent {
  id: string
  item: string
  kind:
    | 'take_part'
    | 'be_recorded'
    | 'be_quoted'
    | 'archive_transcript'
    | 'archive_audio'
    | 'be_contacted'
    | 'other'
  type: 'word_consent'
  wording: string
  title: string
}
export interface AddMember {
  id: string
  member: string
  name: string
  occupation: string | null
  organisation: string | null
  type: 'add_member'
}
/**
 * Possible for oneself, and for those who run a retreat that the person is in.
 */
export interface ChangeMember {
  id: string
  member: string
  name: string | null
  occupation: string | null
  organisation: string | '' | null
  type: 'change_member'
}
/**
 * Make a member a steward of the programme, or no longer one; somebody always is.
 */
export interface SetSteward {
  id: string
  member: string
  steward: boolean
  type: 'set_steward'
}
/**
 * `member` and `into` are one person, who came in twice: what either did counts as that of `into`.
 */
export interface MergeMembers {
  id: string
  into: string
  member: string
  retreat: string
  type: 'merge_members'
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
/**
 * A member is no longer in this retreat; what they did stays.
 */
export interface TakeRole {
  id: string
  member: string
  retreat: string
  type: 'take_role'
}
/**
 * One's own answers; items that are not named keep theirs.
 */
export interface AnswerConsent {
  /**
   * @maxItems 100
   */
  answers: GivenAnswer[]
  id: string
  retreat: string
  type: 'answer_consent'
}
/**
 * Yes or no to an item in the words of that version.
 */
export interface GivenAnswer {
  item: string
  version: string
  yes: boolean
}
/**
 * A way in for guests, until the retreat's clocks show `until`; perhaps to one table.
 */
export interface OpenInvitation {
  group: string | null
  id: string
  invitation: string
  retreat: string
  role: 'partner' | 'observer'
  type: 'open_invitation'
  until: string
}
export interface EndInvitation {
  id: string
  invitation: string
  type: 'end_invitation'
}
/**
 * A guest comes in by an invitation. The door asks this for them: nobody is signed in yet.
 */
export interface JoinRetreat {
  /**
   * @maxItems 100
   */
  answers: GivenAnswer[]
  id: string
  invitation: string
  member: string
  name: string
  new_organisation: NewOrganisation | null
  occupation: string | null
  organisation: string | null
  type: 'join_retreat'
}
export interface NewOrganisation {
  id: string
  name: string
  sector: string
}
export interface CreateRetreat {
  ends_on: string
  engine: string
  id: string
  language: string
  name: string
  place: string
  retreat: string
  starts_on: string
  time_zone: string
  type: 'create_retreat'
}
export interface ChangeRetreat {
  ends_on: string | null
  engine: string | null
  id: string
  language: string | null
  name: string | null
  place: string | null
  retreat: string
  starts_on: string | null
  time_zone: string | null
  type: 'change_retreat'
}
/**
 * From now on it is only read.
 */
export interface ArchiveRetreat {
  id: string
  retreat: string
  type: 'archive_retreat'
}
export interface ReopenRetreat {
  id: string
  retreat: string
  type: 'reopen_retreat'
}
export interface AddSession {
  ends: string | null
  id: string
  name: string
  retreat: string
  session: string
  starts: string | null
  type: 'add_session'
}
export interface ChangeSession {
  ends: string | '' | null
  id: string
  name: string | null
  session: string
  starts: string | '' | null
  type: 'change_session'
}
/**
 * Possible while nothing was recorded in it; its tables go with it.
 */
export interface RemoveSession {
  id: string
  session: string
  type: 'remove_session'
}
export interface AddGroup {
  group: string
  id: string
  name: string
  session: string
  type: 'add_group'
}
export interface RenameGroup {
  group: string
  id: string
  name: string
  type: 'rename_group'
}
/**
 * Possible while no recording and no open invitation is of this table; who sat there sits nowhere.
 */
export interface RemoveGroup {
  group: string
  id: string
  type: 'remove_group'
}
/**
 * A member sits at this table, and at no other in its session.
 */
export interface TakeSeat {
  group: string
  id: string
  member: string
  type: 'take_seat'
}
export interface LeaveSeat {
  id: string
  member: string
  session: string
  type: 'leave_seat'
}
/**
 * An outcome excerpt enters the programme; `text` becomes one segment per paragraph.
 */
export interface AddExcerpt {
  id: string
  organisation: string | null
  outcome: string | null
  recorded_on: string | null
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
 * What is known about an excerpt; its words stay as they are.
 */
export interface ChangeExcerpt {
  id: string
  organisation: string | '' | null
  outcome: string | null
  recorded_on: string | '' | null
  sector: string | '' | null
  setting: string | null
  source: string
  type: 'change_excerpt'
  title: string | null
}
/**
 * An excerpt is no longer read in this retreat; marks that were made there are kept, and show when it is back.
 */
export interface UnplaceExcerpt {
  id: string
  retreat: string
  source: string
  type: 'unplace_excerpt'
}
/**
 * Announce a file of `bytes` bytes; `agreement` states, in its words, that those heard agreed.
 */
export interface AddRecording {
  agreement: string | null
  bytes: number
  filename: string
  group: string | null
  id: string
  name: string
  recording: string
  retreat: string
  session: string
  source: string
  type: 'add_recording'
}
/**
 * Announce the sound, a file of `bytes` bytes, of a recording of which there are only the words; `agreement` as in
 * `AddRecording`.
 */
export interface AddSound {
  agreement: string | null
  bytes: number
  filename: string
  id: string
  recording: string
  type: 'add_sound'
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
 * Try again to write down a recording that failed or was stopped.
 */
export interface RetryRecording {
  id: string
  recording: string
  type: 'retry_recording'
}
/**
 * Its name, or where it belongs.
 */
export interface ChangeRecording {
  group: string | '' | null
  id: string
  name: string | null
  recording: string
  session: string | null
  type: 'change_recording'
}
/**
 * Stop writing it down; what was written stays, and it can be tried again.
 */
export interface StopRecording {
  id: string
  recording: string
  type: 'stop_recording'
}
/**
 * Write it down before all others that wait.
 */
export interface MoveRecordingToFront {
  id: string
  recording: string
  type: 'move_recording_to_front'
}
/**
 * A recording that should not be here: its sound, its words and the marks on them are erased.
 */
export interface DeleteRecording {
  id: string
  recording: string
  type: 'delete_recording'
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
/**
 * A transcript without its sound: a recording of which there are only the words. `bytes` is the size of its file;
 * segments are in the order in which they were said.
 */
export interface BringInTranscript {
  bytes: number
  filename: string
  format: string
  group: string | null
  id: string
  name: string
  recording: string
  retreat: string
  /**
   * @maxItems 20000
   */
  segments: BroughtSegment[]
  session: string
  type: 'bring_in_transcript'
}
/**
 * A sentence as somebody wrote it down: both times or none; `speaker` is a name; `mended` where its times are not
 * as they were written down.
 */
export interface BroughtSegment {
  end: number | null
  mended: boolean
  speaker: string | null
  start: number | null
  text: string
}
/**
 * Somebody is heard who was not heard before; perhaps it is known who, or what to call them.
 */
export interface AddSpeaker {
  id: string
  member: string | null
  name: string | null
  retreat: string
  speaker: string
  type: 'add_speaker'
}
/**
 * What a speaker is called, or which member of the retreat they are.
 */
export interface ChangeSpeaker {
  id: string
  member: string | '' | null
  name: string | '' | null
  speaker: string
  type: 'change_speaker'
}
/**
 * `speaker` turned out to be the same person as `into`: what they said counts as that one's.
 */
export interface MergeSpeakers {
  id: string
  into: string
  speaker: string
  type: 'merge_speakers'
}
/**
 * They are two people after all.
 */
export interface UnmergeSpeaker {
  id: string
  speaker: string
  type: 'unmerge_speaker'
}
/**
 * Who says these segments of a transcript; nobody knows, where `speaker` is nothing.
 */
export interface AssignSpeaker {
  id: string
  /**
   * @minItems 1
   * @maxItems 2000
   */
  segments: [string, ...string[]]
  source: string
  speaker: string | ''
  type: 'assign_speaker'
}
export interface CreateCode {
  code: string
  colour: number
  definition: string | null
  id: string
  name: string
  parent: string | null
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
/**
 * How one sees a mark; it takes the place of what one said before.
 */
export interface TakeStance {
  annotation: string
  id: string
  reason: string | null
  type: 'take_stance'
  view: 'agree' | 'differ' | 'unsure'
}
/**
 * One has no view of this mark any more.
 */
export interface DropStance {
  annotation: string
  id: string
  type: 'drop_stance'
}
/**
 * Take back what one did last and is in force: in this source as it is read in this retreat, or in the codebook.
 */
export interface Undo {
  id: string
  retreat: string
  source: string | null
  type: 'undo'
}
/**
 * Do again what one undid last, if one did nothing else since.
 */
export interface Redo {
  id: string
  retreat: string
  source: string | null
  type: 'redo'
}
/**
 * Put other words into segments, each named once. With `settles` this chooses between two versions.
 */
export interface Correct {
  /**
   * @minItems 1
   * @maxItems 2000
   */
  corrections: [Correction, ...Correction[]]
  id: string
  settles: string | null
  source: string
  type: 'correct'
}
/**
 * The words of a segment as they should be; `base` is the revision that the person saw.
 */
export interface Correction {
  base: string
  segment: string
  text: string
}
/**
 * The words stay as they are.
 */
export interface SettleSuggestion {
  id: string
  suggestion: string
  type: 'settle_suggestion'
}
/**
 * What stands from `at` on becomes a segment of its own, `into`.
 */
export interface SplitSegment {
  at: number
  base: string
  id: string
  into: string
  segment: string
  type: 'split_segment'
}
/**
 * `next`, the one that follows, becomes part of this segment.
 */
export interface JoinSegments {
  id: string
  next: string
  segment: string
  type: 'join_segments'
}
/**
 * These words were compared with the sound, or the original; or they are to be looked at again.
 */
export interface CheckSegments {
  checked: boolean
  id: string
  /**
   * @minItems 1
   * @maxItems 2000
   */
  segments: [string, ...string[]]
  source: string
  type: 'check_segments'
}
/**
 * A mark is about these words: those that took the place of its own, or others.
 */
export interface PlaceAnnotation {
  annotation: string
  id: string
  passage: Passage
  type: 'place_annotation'
}
/**
 * Note something about the retreat, or about something in it; `about_id` is its id.
 */
export interface WriteMemo {
  about: 'retreat' | 'session' | 'source' | 'annotation' | 'code'
  about_id: string
  id: string
  memo: string
  retreat: string
  shared: boolean
  text: string
  type: 'write_memo'
}
export interface ChangeMemo {
  id: string
  memo: string
  text: string
  type: 'change_memo'
}
/**
 * Let everybody in the retreat read it, from now on and for good.
 */
export interface ShareMemo {
  id: string
  memo: string
  type: 'share_memo'
}
export interface RemoveMemo {
  id: string
  memo: string
  type: 'remove_memo'
}
/**
 * Another name, colour, definition, or place below another code.
 */
export interface ChangeCode {
  code: string
  colour: number | null
  definition: string | '' | null
  id: string
  name: string | null
  parent: string | '' | null
  type: 'change_code'
}
/**
 * `code` turned out to mean the same as `into`: its marks count as that one's.
 */
export interface MergeCode {
  code: string
  id: string
  into: string
  type: 'merge_code'
}
/**
 * They are two ideas after all.
 */
export interface UnmergeCode {
  code: string
  id: string
  type: 'unmerge_code'
}
/**
 * No longer offered; what is marked with it stays so.
 */
export interface RetireCode {
  code: string
  id: string
  type: 'retire_code'
}
export interface BringBackCode {
  code: string
  id: string
  type: 'bring_back_code'
}
/**
 * Take back for good what one gave in a retreat: these marks, replies, memos, and stances on these marks; what one
 * `said` in its recordings; or `everything`, with one's name and place in it. Nobody has the words of it any more.
 */
export interface Withdraw {
  /**
   * @maxItems 10000
   */
  annotations: string[]
  everything: boolean
  id: string
  /**
   * @maxItems 10000
   */
  memos: string[]
  /**
   * @maxItems 10000
   */
  replies: string[]
  retreat: string
  said: boolean
  /**
   * @maxItems 10000
   */
  stances: string[]
  type: 'withdraw'
}
export interface ProgrammeFounded {
  name: string
  type: 'programme_founded'
}
export interface ProgrammeRenamed {
  name: string
  type: 'programme_renamed'
}
/**
 * A new sector, or another name of one.
 */
export interface SectorNamed {
  sector: Sector
  type: 'sector_named'
}
/**
 * A field of work, such as mental health; each programme has its own list.
 */
export interface Sector {
  id: string
  name: string
}
export interface SectorRemoved {
  sector: string
  type: 'sector_removed'
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
export interface OrganisationChanged {
  organisation: Organisation
  type: 'organisation_changed'
}
export interface OrganisationRemoved {
  organisation: string
  type: 'organisation_removed'
}
export interface ConsentWorded {
  item: ConsentItem
  type: 'consent_worded'
}
/**
 * One thing that each person says yes or no to, apart from every other. `version` is the id of the command that
 * gave it these words; `kind` is what the software asks for by itself.
 */
export interface ConsentItem {
  id: string
  kind:
    | 'take_part'
    | 'be_recorded'
    | 'be_quoted'
    | 'archive_transcript'
    | 'archive_audio'
    | 'be_contacted'
    | 'other'
  position: number
  version: string
  wording: string
  title: string
}
export interface MemberAdded {
  member: Member
  type: 'member_added'
}
/**
 * A person in a programme. One who turned out to be another's double is `merged_into` them.
 */
export interface Member {
  id: string
  merged_into: string | null
  name: string
  occupation: string | null
  organisation: string | null
  steward: boolean
}
export interface MemberChanged {
  member: Member
  type: 'member_changed'
}
/**
 * `members` are one person from now on, the one who is not merged into another; `attendances` is what they have
 * now.
 */
export interface MembersMerged {
  attendances: Attendance[]
  members: Member[]
  type: 'members_merged'
}
/**
 * A member's role in one retreat; none once it was taken from them.
 */
export interface Attendance {
  member: string
  retreat: string
  role: Role | null
}
/**
 * Carries the person too: whoever is in the retreat may not have seen them before.
 */
export interface RoleGiven {
  attendance: Attendance
  member: Member
  type: 'role_given'
}
export interface RoleTaken {
  attendance: Attendance
  type: 'role_taken'
}
export interface ConsentAnswered {
  answers: Answer[]
  type: 'consent_answered'
}
/**
 * What one person said to one item in one retreat; who has not answered has said no.
 */
export interface Answer {
  at: string
  item: string
  member: string
  retreat: string
  version: string
  yes: boolean
}
export interface InvitationOpened {
  invitation: Invitation
  type: 'invitation_opened'
}
/**
 * A way in for guests: good until an instant (`until`), which the retreat's clocks show as `until_local`. Its code
 * is made from its id and this server's secret, and kept nowhere.
 */
export interface Invitation {
  ended: boolean
  group: string | null
  id: string
  retreat: string
  role: 'partner' | 'observer'
  until: string
  until_local: string
}
export interface InvitationEnded {
  invitation: string
  type: 'invitation_ended'
}
export interface RetreatCreated {
  retreat: Retreat
  type: 'retreat_created'
}
/**
 * A data retreat: some days at a place, in the place's own time zone. Once archived it is only read.
 */
export interface Retreat {
  archived: boolean
  ends_on: string
  engine: string
  id: string
  language: string
  name: string
  place: string
  starts_on: string
  time_zone: string
}
/**
 * Its name, place, days or language; or it was archived, or opened again.
 */
export interface RetreatChanged {
  retreat: Retreat
  type: 'retreat_changed'
}
export interface SessionAdded {
  session: Session
  type: 'session_added'
}
/**
 * One sitting of a retreat; its times are those of the retreat's clocks.
 */
export interface Session {
  ends: string | null
  id: string
  name: string
  retreat: string
  starts: string | null
}
export interface SessionChanged {
  session: Session
  type: 'session_changed'
}
/**
 * With its tables and who sat where.
 */
export interface SessionRemoved {
  session: string
  type: 'session_removed'
}
/**
 * A new table, or another name of one.
 */
export interface GroupNamed {
  group: Group
  type: 'group_named'
}
/**
 * People who sit together in one session. Screens call it a table.
 */
export interface Group {
  id: string
  name: string
  retreat: string
  session: string
}
/**
 * With who sat there.
 */
export interface GroupRemoved {
  group: string
  type: 'group_removed'
}
export interface SeatTaken {
  seat: Seat
  type: 'seat_taken'
}
/**
 * Where a member sits in a session: at one table.
 */
export interface Seat {
  group: string
  member: string
  session: string
}
export interface SeatLeft {
  member: string
  session: string
  type: 'seat_left'
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
  recorded_on: string | null
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
  steps: Step[]
  type: 'excerpt_placed'
}
export interface ExcerptChanged {
  source: Source
  type: 'excerpt_changed'
}
export interface ExcerptUnplaced {
  retreat: string
  source: string
  type: 'excerpt_unplaced'
}
export interface RecordingAdded {
  recording: Recording
  source: Source
  type: 'recording_added'
}
/**
 * A sound or video file of a session, perhaps of one table; `duration` is known once it was opened. `attempt` is
 * the command that last asked for it to be written down. Without `sound` there are only its words, which came in a
 * file of their own.
 */
export interface Recording {
  agreement: Agreement | null
  attempt: string | null
  bytes: number
  duration: number | null
  filename: string
  group: string | null
  id: string
  name: string
  retreat: string
  session: string
  sound: boolean
  source: string
  state: 'receiving' | 'waiting' | 'writing_down' | 'ready' | 'silent' | 'failed' | 'stopped'
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
/**
 * The sound of words that are here is on its way; what was sent before it gives way.
 * `agreement` is what is stated now.
 */
export interface SoundAdded {
  agreement: Agreement | null
  bytes: number
  filename: string
  recording: string
  type: 'sound_added'
}
export interface AgreementStated {
  agreement: Agreement
  recording: string
  type: 'agreement_stated'
}
/**
 * Everything has arrived, or it is tried once more: a job is waiting for it. What is `written` already is only made
 * fit to be heard.
 */
export interface RecordingClosed {
  attempt: string
  chunks: number
  recording: string
  type: 'recording_closed'
  written: boolean
}
/**
 * It can be heard. `state` is told where its words were here before: then that was all; `why` says what does not
 * fit them.
 */
export interface RecordingOpened {
  duration: number
  recording: string
  state: ('ready' | 'silent') | null
  type: 'recording_opened'
  why: string | null
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
/**
 * Its name, or where it belongs; its transcript is called the same.
 */
export interface RecordingChanged {
  recording: Recording
  source: Source
  type: 'recording_changed'
}
/**
 * `attempt` is the one that is not to go on.
 */
export interface RecordingStopped {
  attempt: string
  recording: string
  type: 'recording_stopped'
}
export interface RecordingMovedToFront {
  attempt: string
  recording: string
  type: 'recording_moved_to_front'
}
/**
 * With its transcript, and the marks on it. What earlier events of its source said is erased.
 */
export interface RecordingDeleted {
  attempt: string | null
  recording: string
  source: string
  type: 'recording_deleted'
}
/**
 * Stands where an event was whose content is gone.
 */
export interface Erased {
  type: 'erased'
}
/**
 * A speaker is there, is called otherwise, is a member, or was merged or taken apart.
 */
export interface SpeakerNamed {
  speaker: Speaker
  type: 'speaker_named'
}
/**
 * Somebody who is heard in the recordings of a retreat. One who is a `member` goes by that member's name; one who
 * has no name yet is the retreat's `n`th of those; `n` is 0 for one who always had a name. Readers of a merged speaker
 * follow `merged_into` to its end.
 */
export interface Speaker {
  id: string
  member: string | null
  merged_into: string | null
  n: number
  name: string | null
  retreat: string
}
/**
 * These segments are this speaker's from now on; it is not known whose, where `speaker` is nothing; where there is
 * none, nobody has said it.
 */
export interface SpeakerAssigned {
  segments: string[]
  source: string
  speaker: string | '' | null
  type: 'speaker_assigned'
}
export interface CodeCreated {
  code: Code
  type: 'code_created'
}
/**
 * A named idea of the programme's codebook, perhaps below another one. Readers of a merged code follow
 * `merged_into` to its end; a retired one is no longer offered, and marks keep it.
 */
export interface Code {
  colour: number
  definition: string | null
  id: string
  merged_into: string | null
  name: string
  parent: string | null
  retired: boolean
}
export interface AnnotationMade {
  annotation: Annotation
  type: 'annotated'
}
export interface AnnotationRemoved {
  annotation: string
  type: 'annotation_removed'
}
/**
 * A mark that was removed is back, with what was said of it.
 */
export interface AnnotationRestored {
  annotation: Annotation
  replies: Reply[]
  stances: Stance[]
  type: 'annotation_restored'
}
export interface ReplyRemoved {
  annotation: string
  reply: string
  type: 'reply_removed'
}
export interface Replied {
  reply: Reply
  type: 'replied'
}
/**
 * Its name, colour, definition or place; or it was merged, retired, or is back.
 */
export interface CodeChanged {
  code: Code
  type: 'code_changed'
}
export interface StanceTaken {
  stance: Stance
  type: 'stance_taken'
}
/**
 * Segments as they are now, with those that came to be or were joined into others; how each got there; and when
 * their words were spoken.
 */
export interface WordsRevised {
  segments: SegmentText[]
  source: string
  steps: Step[]
  type: 'words_revised'
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
export interface WordsSuggested {
  suggestion: Suggestion
  type: 'words_suggested'
}
export interface SuggestionSettled {
  source: string
  suggestion: string
  type: 'suggestion_settled'
}
export interface SegmentsChecked {
  by: string | null
  segments: string[]
  source: string
  type: 'segments_checked'
}
export interface AnnotationPlaced {
  annotation: string
  passage: Passage
  type: 'annotation_placed'
}
export interface StanceDropped {
  annotation: string
  member: string
  type: 'stance_dropped'
}
/**
 * It is there, or it is theirs who are told now: two people turned out to be one.
 */
export interface MemoWritten {
  memo: Memo
  type: 'memo_written'
}
/**
 * One person's note about something of a retreat, for themselves alone until they share it. `source` is the one
 * that it is about, or that the mark that it is about lies in.
 */
export interface Memo {
  about: 'retreat' | 'session' | 'source' | 'annotation' | 'code'
  about_id: string
  at: string
  author: string
  changed_at: string | null
  id: string
  retreat: string
  shared: boolean
  source: string | null
  text: string
}
export interface MemoChanged {
  memo: Memo
  type: 'memo_changed'
}
export interface MemoShared {
  memo: Memo
  type: 'memo_shared'
}
export interface MemoRemoved {
  memo: string
  type: 'memo_removed'
}
/**
 * What is left of a mark: its place, where others answered it; for all others it is removed.
 */
export interface AnnotationWithdrawn {
  annotation: Annotation
  type: 'annotation_withdrawn'
}
/**
 * Somebody took something back. Every event before has lost its words; copies that hold them are to be let go.
 * Of these recordings, sound is to be silenced.
 */
export interface Withdrawn {
  command: string
  recordings: string[]
  type: 'withdrawn'
}
/**
 * Of the events before this one, some are from an archive of a programme of that name, taken away then. Its people
 * came without roles, and its recordings without what is not here. Whoever is told fetches anew what there is.
 */
export interface Imported {
  attendances: Attendance[]
  members: Member[]
  programme: string
  recordings: Recording[]
  taken_at: string
  type: 'imported'
}
/**
 * A table as it was read; `guesses` are columns by what they seem to hold, `days` the dates of the date column,
 * read in `order`, none where there is no such day.
 */
export interface ExcerptTable {
  days: (string | null)[]
  encoding: string
  guesses: {
    [k: string]: number
  }
  headings: string[]
  order: ('year_first' | 'day_first' | 'month_first') | null
  problems: Server_Archive_ExcerptTable__Problem[]
  rows: string[][]
  separator: string
}
/**
 * What somebody should look at, in a row counted from 0.
 */
export interface Server_Archive_ExcerptTable__Problem {
  row: number
  why: string
}
/**
 * A retreat without its texts: people, sources, codebook, and how many marks each source has. Whoever runs the
 * retreat gets every answer to the consent items, and the invitations; anybody else their own answers. Memos are those
 * that were shared, and the reader's own.
 */
export interface Frame {
  answers: Answer[]
  attendances: Attendance[]
  codes: Code[]
  consent_items: ConsentItem[]
  epoch: string
  groups: Group[]
  invitations: Invitation[]
  marks: {
    [k: string]: number
  }
  members: Member[]
  memos: Memo[]
  organisations: Organisation[]
  programme: Programme
  recordings: Recording[]
  retreat: Retreat
  runs: Run[]
  seats: Seat[]
  sectors: Sector[]
  seq: number
  sessions: Session[]
  sources: Source[]
  speakers: Speaker[]
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
 * Where this person reads now, and what they have chosen of that source: shown to the others, never kept.
 */
export interface Here {
  segment: string | null
  selection: Selection | null
  source: string | null
  type: 'here'
}
/**
 * Words of a source that somebody has chosen, by their ends alone: what they say is nowhere in it.
 */
export interface Selection {
  end: Place
  start: Place
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
/**
 * `selection` is told to those alone who read the same source.
 */
export interface Presence {
  member: string
  segment: string | null
  selection: Selection | null
  source: string | null
}
export interface InProgress {
  recordings: Progress[]
  type: 'in_progress'
}
/**
 * How far the writing down of a recording is: `done` of `total` seconds of sound, `left` seconds to wait; or how
 * many others are `before` one that waits for its turn. Told as it goes, and never in the ledger.
 */
export interface Progress {
  before: number | null
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
 * Everything that one person gave in a retreat, each in the order in which it came.
 */
export interface Given {
  retreat: Retreat
  said: SaidThing[]
  things: GivenThing[]
}
/**
 * A segment that somebody spoke; `start` in seconds.
 */
export interface SaidThing {
  segment: string
  source: string
  start: number | null
  text: string
}
/**
 * Something that somebody gave: what they said in it, of which words, and whether it was removed since. `source` is
 * a title, `code` a name: who left the retreat has nothing to look them up in. The id of a stance is that of its
 * mark.
 */
export interface GivenThing {
  at: string
  code: string | null
  id: string
  kind: 'mark' | 'reply' | 'stance' | 'memo'
  quote: string | null
  removed: boolean
  source: string | null
  text: string | null
  view: ('agree' | 'differ' | 'unsure') | null
}
/**
 * What became of one thing, the first first; `earlier`: there are events before these.
 */
export interface History {
  earlier: boolean
  events: Envelope[]
}
/**
 * The engines that a retreat can choose between, and the one that is used where it does not.
 */
export interface Installation {
  engine: string
  engines: string[]
}
/**
 * What somebody with a code may join, and what they are asked.
 */
export interface JoinSeen {
  consent: ConsentItem[]
  ends_on: string
  organisations: Organisation[]
  place: string
  programme: string
  retreat: string
  sectors: Sector[]
  starts_on: string
}
/**
 * What a link is good for, and for whom; `email` where it is for an account.
 */
export interface LinkSeen {
  email: string | null
  name: string | null
  purpose: 'sign_in' | 'password' | 'first'
}
/**
 * Who is signed in, and the retreats that they may open; a steward's role may be none. They were in those that they
 * `left`. `programmes` are those that this sign-in can go on in; guests have no `account`.
 */
export interface Me {
  account: boolean
  left: Retreat[]
  member: Member
  programme: Programme
  programmes: Programme[]
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
 * An archive that is packed: `done` of about `total` bytes; gone after the instant `until`. `retreat` is none for
 * that of the programme.
 */
export interface PackingShown {
  at: string
  done: number
  id: string
  name: string
  retreat: string | null
  sound: boolean
  state: 'waiting' | 'packing' | 'ready' | 'failed' | 'outdated'
  total: number
  until: string
}
/**
 * A programme without its retreats' contents, as its stewards see it; whoever curates a retreat sees of retreats,
 * people and placements what lies in theirs.
 */
export interface ProgrammePart {
  attendances: Attendance[]
  consent_items: ConsentItem[]
  epoch: string
  excerpts: Source[]
  members: Member[]
  organisations: Organisation[]
  placements: Placement[]
  programme: Programme
  retreats: Retreat[]
  sectors: Sector[]
  seq: number
}
/**
 * An excerpt is read in a retreat.
 */
export interface Placement {
  retreat: string
  source: string
}
/**
 * Everything that a segment's words have been, the first first.
 */
export interface Revisions {
  revisions: RevisionShown[]
  segment: string
}
/**
 * The words of a segment as they once were. `by` and `at` are none for the first.
 */
export interface RevisionShown {
  at: string | null
  by: string | null
  id: string
  text: string
  undoes: string | null
}
/**
 * `secret` is what a program shows as `Authorization: Bearer`; it is told this once.
 */
export interface TokenMade {
  secret: string
  token: TokenShown
}
/**
 * A token, but for what it is. `retreat` is the one that it reads, none for the programme; `maker` who made it, by
 * name; `used` the day of its last use (UTC), `ends` an instant. One rests while its maker may not take away what it
 * reads. `mine_to_revoke`: by whoever asks.
 */
export interface TokenShown {
  ends: string
  id: string
  maker: string
  mine_to_revoke: boolean
  name: string
  retreat: string | null
  state: 'reads' | 'rests' | 'ended'
  used: string | null
}
/**
 * A transcript as it was read: its segments in order, and what did not fit, of which `left_off` are not listed.
 */
export interface TranscriptFile {
  encoding: string
  format: 'WebVTT' | 'SRT' | 'Word' | 'text'
  left_off: number
  problems: Server_Archive_Transcripts_Turns__Problem[]
  segments: BroughtSegment[]
}
/**
 * What did not fit, for somebody to look at: on which line (of a Word document: in which paragraph), how it begins
 * there, and what became of it.
 */
export interface Server_Archive_Transcripts_Turns__Problem {
  line: number
  what: string
  why: string
}
/**
 * The transcripts of a zip, by name, and the names of what else is in it.
 */
export interface Unpacked {
  others: string[]
  transcripts: Packed[]
}
/**
 * A file of a zip, called by its folders too; `content` travels as Base64 (RFC 4648).
 */
export interface Packed {
  content: string
  name: string
}
/**
 * How one can sign in here. `oidc` names the provider's button; `first`: nobody has set this server up yet.
 */
export interface WaysIn {
  first: boolean
  mail: boolean
  oidc: string | null
  password: boolean
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

export const WHO = {
  add_excerpt: ['facilitator', 'researcher', 'steward'],
  add_group: ['facilitator', 'steward'],
  add_member: ['steward'],
  add_organisation: ['steward'],
  add_recording: ['facilitator', 'researcher', 'steward'],
  add_sector: ['steward'],
  add_session: ['facilitator', 'steward'],
  add_sound: ['facilitator', 'researcher', 'steward'],
  add_speaker: ['facilitator', 'partner', 'researcher', 'steward'],
  annotate: ['facilitator', 'partner', 'researcher', 'steward'],
  answer_consent: ['facilitator', 'observer', 'partner', 'researcher'],
  archive_retreat: ['facilitator', 'steward'],
  assign_speaker: ['facilitator', 'partner', 'researcher', 'steward'],
  bring_back: ['steward'],
  bring_back_code: ['researcher', 'steward'],
  bring_in_transcript: ['facilitator', 'researcher', 'steward'],
  change_code: ['researcher', 'steward'],
  change_excerpt: ['facilitator', 'researcher', 'steward'],
  change_member: ['author', 'facilitator', 'steward'],
  change_memo: ['author'],
  change_organisation: ['steward'],
  change_recording: ['facilitator', 'researcher', 'steward'],
  change_retreat: ['facilitator', 'steward'],
  change_session: ['facilitator', 'steward'],
  change_speaker: ['facilitator', 'partner', 'researcher', 'steward'],
  check_segments: ['researcher', 'steward'],
  close_recording: ['facilitator', 'researcher', 'steward'],
  correct: ['facilitator', 'partner', 'researcher', 'steward'],
  create_code: ['facilitator', 'partner', 'researcher', 'steward'],
  create_retreat: ['steward'],
  delete_recording: ['facilitator', 'steward'],
  drop_stance: ['facilitator', 'observer', 'partner', 'researcher', 'steward'],
  end_invitation: ['facilitator', 'steward'],
  export: ['facilitator', 'researcher', 'steward'],
  give_role: ['facilitator', 'steward'],
  hear: ['facilitator', 'observer', 'partner', 'researcher', 'steward'],
  join_segments: ['facilitator', 'partner', 'researcher', 'steward'],
  leave_seat: ['author', 'facilitator', 'steward'],
  let_in_again: ['facilitator', 'steward'],
  make_programme_token: ['steward'],
  make_token: ['facilitator', 'researcher', 'steward'],
  manage_accounts: ['steward'],
  merge_code: ['researcher', 'steward'],
  merge_members: ['facilitator', 'steward'],
  merge_speakers: ['facilitator', 'partner', 'researcher', 'steward'],
  move_recording_to_front: ['facilitator', 'steward'],
  open_invitation: ['facilitator', 'steward'],
  place_annotation: ['author', 'facilitator', 'researcher', 'steward'],
  place_excerpt: ['facilitator', 'researcher', 'steward'],
  read_excerpts: ['facilitator', 'researcher', 'steward'],
  read_programme: ['facilitator', 'researcher', 'steward'],
  read_retreat: ['facilitator', 'observer', 'partner', 'researcher', 'steward'],
  redo: ['facilitator', 'observer', 'partner', 'researcher', 'steward'],
  remove_annotation: ['author', 'facilitator', 'steward'],
  remove_group: ['facilitator', 'steward'],
  remove_memo: ['author', 'facilitator', 'steward'],
  remove_organisation: ['steward'],
  remove_sector: ['steward'],
  remove_session: ['facilitator', 'steward'],
  rename_group: ['facilitator', 'steward'],
  rename_programme: ['steward'],
  rename_sector: ['steward'],
  reopen_retreat: ['facilitator', 'steward'],
  reply: ['facilitator', 'partner', 'researcher', 'steward'],
  retire_code: ['researcher', 'steward'],
  retry_recording: ['facilitator', 'researcher', 'steward'],
  revoke_token: ['author', 'steward'],
  run_retreat: ['facilitator', 'steward'],
  send_chunks: ['facilitator', 'researcher', 'steward'],
  set_steward: ['steward'],
  settle_suggestion: ['facilitator', 'partner', 'researcher', 'steward'],
  share_memo: ['author'],
  split_segment: ['facilitator', 'partner', 'researcher', 'steward'],
  state_agreement: ['facilitator', 'researcher', 'steward'],
  stop_recording: ['facilitator', 'researcher', 'steward'],
  take_role: ['facilitator', 'steward'],
  take_seat: ['author', 'facilitator', 'steward'],
  take_stance: ['facilitator', 'partner', 'researcher', 'steward'],
  undo: ['facilitator', 'observer', 'partner', 'researcher', 'steward'],
  unmerge_code: ['researcher', 'steward'],
  unmerge_speaker: ['facilitator', 'partner', 'researcher', 'steward'],
  unplace_excerpt: ['facilitator', 'researcher', 'steward'],
  withdraw: ['facilitator', 'observer', 'partner', 'researcher', 'steward'],
  word_consent: ['steward'],
  write_memo: ['facilitator', 'partner', 'researcher', 'steward'],
} as const

export const STILL_HEARD = [
  'answer_consent',
  'bring_back',
  'change_excerpt',
  'change_member',
  'delete_recording',
  'drop_stance',
  'export',
  'hear',
  'let_in_again',
  'make_programme_token',
  'make_token',
  'manage_accounts',
  'merge_members',
  'read_excerpts',
  'read_programme',
  'read_retreat',
  'remove_annotation',
  'remove_memo',
  'reopen_retreat',
  'revoke_token',
  'run_retreat',
  'send_chunks',
  'set_steward',
  'take_role',
  'withdraw',
] as const
