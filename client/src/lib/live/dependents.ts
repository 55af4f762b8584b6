/** What a command makes and what it stands on: when one is refused, those that stand on it fall with it. */
import type { Command } from './protocol'

/** The ids of what a command makes: things, and revisions of words, which bear the command's own id. */
function makes(it: Command): string[] {
  if (it.type === 'correct' || it.type === 'join_segments') return [it.id]
  if (it.type === 'split_segment') return [it.id, it.into]
  const made = thing(it)
  return made === null ? [] : [made]
}

/** The id of the thing that a command makes, if it makes one. */
function thing(it: Command): string | null {
  switch (it.type) {
    case 'create_code':
      return it.code
    case 'annotate':
      return it.annotation
    case 'write_memo':
      return it.memo
    case 'add_speaker':
      return it.speaker
    case 'add_recording':
      return it.recording
    case 'add_session':
      return it.session
    case 'add_group':
      return it.group
    case 'open_invitation':
      return it.invitation
    case 'add_excerpt':
      return it.source
    case 'add_sector':
      return it.sector
    case 'add_organisation':
      return it.organisation
    case 'add_member':
      return it.member
    case 'create_retreat':
      return it.retreat
    default:
      return null
  }
}

/** Whether this id stands anywhere in a command, as in the passage of a mark. */
const mentions = (it: unknown, id: string): boolean =>
  it === id || (typeof it === 'object' && it !== null && Object.values(it).some((part) => mentions(part, id)))

/** The ids of the refused command and of all in the queue that stand on what it would have made. */
export function fallsWith(refused: Command, queue: readonly Command[]): string[] {
  const made = new Set(makes(refused))
  const fallen = [refused.id]
  for (const command of queue) {
    if (command.id === refused.id || ![...made].some((id) => mentions(command, id))) continue
    fallen.push(command.id)
    for (const id of makes(command)) made.add(id)
  }
  return fallen
}
