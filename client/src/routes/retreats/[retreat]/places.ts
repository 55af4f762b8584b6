/** Sessions in the order in which they are held, and their tables by name, numbers as numbers. */
import type { Group, Session } from '#lib/live/protocol.ts'
import type { Looked } from '#lib/state/contents.svelte.ts'
import { byName } from '#lib/ui/language.ts'

const LAST = '9999'

// Ids are in time order: sessions without a time come in the order in which they were added.
const order = (it: Session) => `${it.starts ?? LAST}${it.id}`

export const sessionsOf = ({ sessions }: Looked): Session[] =>
  [...sessions.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1))

export const groupsOf = ({ groups }: Looked, session: string): Group[] =>
  [...groups.values()]
    .filter((it) => it.session === session)
    .sort((a, b) => byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1))
