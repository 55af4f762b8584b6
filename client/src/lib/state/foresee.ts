/** What a command will make of the retreat once it is taken: shown until the event itself is here. The server's word
 * replaces it; what cannot be known here (a code, an instant, a stranger's name) is not foreseen. */
import type { Code, Command, EventBody, Member, Speaker } from '../live/protocol'
import type { Contents } from './contents.svelte'
import { applyBody } from './events'
import type { OnItsWay } from './view.svelte'

type Foresee = {
  [T in Command['type']]?: (
    it: Extract<Command, { type: T }>,
    now: Contents,
    by: { me: string; at: string },
  ) => EventBody | undefined
}

/** The same thing with what is said of it; what is not said stays, and nothing ("") takes away. */
function changed<T extends object>(before: T, changes: { [K in keyof T]?: unknown }): T {
  const said = Object.entries(changes).filter(([, value]) => value !== null && value !== undefined)
  return { ...before, ...Object.fromEntries(said.map(([key, value]) => [key, value === '' ? null : value])) }
}

function codeChanged(now: Contents, code: string, changes: Partial<Code>): EventBody | undefined {
  const before = now.codes.get(code)
  return before && { type: 'code_changed', code: { ...before, ...changes } }
}

function speakerNamed(now: Contents, id: string, changes: Partial<Speaker>): EventBody | undefined {
  const before = now.speakers.get(id)
  return before && { type: 'speaker_named', speaker: numbered(now, { ...before, ...changes }) }
}

/** Who has no name has a number, as the server will give it, unless somebody else is quicker. */
function numbered(now: Contents, speaker: Speaker): Speaker {
  if (speaker.n || speaker.name || speaker.member) return speaker
  return { ...speaker, n: Math.max(0, ...[...now.speakers.values()].map((it) => it.n)) + 1 }
}

const FORESEE: Foresee = {
  change_member: ({ member, name, organisation, occupation }, now) => {
    const before = now.members.get(member)
    return before && { type: 'member_changed', member: changed(before, { name, organisation, occupation }) }
  },
  merge_members: ({ member, into }, now) => {
    const [gone, stays] = [now.members.get(member), now.members.get(into)]
    if (!gone || !stays) return
    const retreat = now.retreat.id
    const role = now.attendances.get(into)?.role ?? now.attendances.get(member)?.role ?? null
    const members: Member[] = [{ ...gone, merged_into: into }, stays]
    const attendances = [
      { retreat, member: into, role },
      { retreat, member, role: null },
    ]
    return { type: 'members_merged', members, attendances }
  },
  give_role: ({ retreat, member, role }, now) => {
    const known = now.members.get(member)
    return known && { type: 'role_given', attendance: { retreat, member, role }, member: known }
  },
  take_role: ({ retreat, member }) => ({ type: 'role_taken', attendance: { retreat, member, role: null } }),
  answer_consent: ({ retreat, answers }, _now, { me: member, at }) => ({
    type: 'consent_answered',
    answers: answers.map((it) => ({ ...it, retreat, member, at })),
  }),
  end_invitation: ({ invitation }) => ({ type: 'invitation_ended', invitation }),
  change_retreat: ({ id: _, type: __, retreat, ...said }, now) => {
    const known = Object.entries(said).filter(([, value]) => value !== null && value !== undefined)
    return { type: 'retreat_changed', retreat: { ...now.retreat, ...Object.fromEntries(known), id: retreat } }
  },
  archive_retreat: (_, now) => ({ type: 'retreat_changed', retreat: { ...now.retreat, archived: true } }),
  reopen_retreat: (_, now) => ({ type: 'retreat_changed', retreat: { ...now.retreat, archived: false } }),
  add_session: ({ session: id, retreat, name, starts = null, ends = null }) => ({
    type: 'session_added',
    session: { id, retreat, name, starts, ends },
  }),
  change_session: ({ session, name, starts, ends }, now) => {
    const before = now.sessions.get(session)
    return before && { type: 'session_changed', session: changed(before, { name, starts, ends }) }
  },
  remove_session: ({ session }) => ({ type: 'session_removed', session }),
  add_group: ({ group: id, session, name }, now) => ({
    type: 'group_named',
    group: { id, retreat: now.retreat.id, session, name },
  }),
  rename_group: ({ group, name }, now) => {
    const before = now.groups.get(group)
    return before && { type: 'group_named', group: { ...before, name } }
  },
  remove_group: ({ group }) => ({ type: 'group_removed', group }),
  take_seat: ({ group, member }, now) => {
    const table = now.groups.get(group)
    return table && { type: 'seat_taken', seat: { session: table.session, member, group } }
  },
  leave_seat: ({ session, member }) => ({ type: 'seat_left', session, member }),
  change_excerpt: ({ id: _, type: __, source, ...said }, now) => {
    const before = now.sources.get(source)
    return before && { type: 'excerpt_changed', source: changed(before, said) }
  },
  unplace_excerpt: ({ source, retreat }) => ({ type: 'excerpt_unplaced', source, retreat }),
  state_agreement: ({ recording, wording }, _now, { me: by, at }) => ({
    type: 'agreement_stated',
    recording,
    agreement: { by, at, wording },
  }),
  retry_recording: ({ id: attempt, recording }) => ({
    type: 'recording_closed',
    recording,
    chunks: 1,
    attempt,
    written: false,
  }),
  stop_recording: ({ id: attempt, recording }) => ({ type: 'recording_stopped', recording, attempt }),
  change_recording: ({ recording: id, name, session, group }, now) => {
    const before = now.recordings.get(id)
    const source = before && now.sources.get(before.source)
    if (!before || !source) return
    const moved = session && session !== before.session ? { group: '' } : {}
    const said = { name, session, ...moved, ...(group === null || group === undefined ? {} : { group }) }
    const recording = changed(before, said)
    return { type: 'recording_changed', recording, source: { ...source, title: recording.name } }
  },
  delete_recording: ({ recording: id }, now) => {
    const recording = now.recordings.get(id)
    return recording && { type: 'recording_deleted', recording: id, source: recording.source, attempt: null }
  },
  add_speaker: ({ speaker: id, retreat, name = null, member = null }, now) => {
    if (now.speakers.has(id)) return
    return {
      type: 'speaker_named',
      speaker: numbered(now, { id, retreat, name, member, merged_into: null, n: 0 }),
    }
  },
  change_speaker: ({ speaker, name, member }, now) => {
    const before = now.speakers.get(speaker)
    return before && speakerNamed(now, speaker, changed(before, { name, member }))
  },
  merge_speakers: ({ speaker, into }, now) => speakerNamed(now, speaker, { merged_into: into }),
  unmerge_speaker: ({ speaker }, now) => speakerNamed(now, speaker, { merged_into: null }),
  create_code: ({ code: id, name, colour, definition = null, parent = null }, now) => {
    // The server may have made it merged, if its name was taken meanwhile.
    if (now.codes.has(id)) return
    const code = { id, name, colour, definition, parent, merged_into: null, retired: false }
    return { type: 'code_created', code }
  },
  change_code: ({ code, name, colour, definition, parent }, now) => {
    const before = now.codes.get(code)
    return before && { type: 'code_changed', code: changed(before, { name, colour, definition, parent }) }
  },
  merge_code: ({ code, into }, now) => codeChanged(now, code, { merged_into: into }),
  unmerge_code: ({ code }, now) => codeChanged(now, code, { merged_into: null }),
  retire_code: ({ code }, now) => codeChanged(now, code, { retired: true }),
  bring_back_code: ({ code }, now) => codeChanged(now, code, { retired: false }),
  write_memo: ({ memo: id, retreat, about, about_id, text, shared = false }, _now, { me: author, at }) => {
    // In which source a mark lies, the server says.
    const source = about === 'source' ? about_id : null
    const memo = { id, retreat, author, at, about, about_id, source, text, shared, changed_at: null }
    return { type: 'memo_written', memo }
  },
  change_memo: ({ memo, text }, now, { at }) => {
    const before = now.memos.get(memo)
    return before && { type: 'memo_changed', memo: { ...before, text, changed_at: at } }
  },
  share_memo: ({ memo }, now) => {
    const before = now.memos.get(memo)
    return before && { type: 'memo_shared', memo: { ...before, shared: true } }
  },
  remove_memo: ({ memo }) => ({ type: 'memo_removed', memo }),
}

export const isForeseen = ({ command }: OnItsWay) => command.type in FORESEE

/** Change the contents to what they will be once these commands are taken. */
export function foresee(now: Contents, onItsWay: readonly OnItsWay[], me: string): void {
  for (const { command, at } of onItsWay) {
    const foreseen = FORESEE[command.type] as
      | ((it: Command, now: Contents, by: { me: string; at: string }) => EventBody | undefined)
      | undefined
    const body = foreseen?.(command, now, { me, at })
    if (body) applyBody(now, body)
  }
}
