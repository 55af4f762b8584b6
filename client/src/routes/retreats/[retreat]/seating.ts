/** Sitting down at a table, moving to another, getting up. */
import type { Room } from './room.svelte.ts'

/** `group` is the table; none ("") is no table. */
export function sit({ live }: Room, session: string, member: string, group: string) {
  if (group) live.send({ type: 'take_seat', group, member })
  else live.send({ type: 'leave_seat', session, member })
}
