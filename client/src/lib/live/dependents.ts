/** What a command makes and what it stands on: when one is refused, those that stand on it fall with it. */
import type { Command } from './protocol'

/** The id of the thing that a command makes, if it makes one. */
function makes(it: Command): string | null {
  switch (it.type) {
    case 'create_code':
      return it.code
    case 'annotate':
      return it.annotation
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

const mentions = (it: Command, id: string): boolean => Object.values(it).includes(id)

/** The ids of the refused command and of all in the queue that stand on what it would have made. */
export function fallsWith(refused: Command, queue: readonly Command[]): string[] {
  const made = new Set([makes(refused)])
  const fallen = [refused.id]
  for (const command of queue) {
    if (command.id === refused.id || ![...made].some((id) => id !== null && mentions(command, id))) continue
    fallen.push(command.id)
    made.add(makes(command))
  }
  return fallen
}
