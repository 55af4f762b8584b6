/** How people see a mark: a stance for each person, and which of them see it alike. */
import type { DropStance, Stance, TakeStance } from '../live/protocol'

export type Seen = Stance & { readonly pending: boolean }

/** In the order in which they are read: a difference is never last. */
const VIEWS = ['differ', 'agree', 'unsure'] as const

/** One for each person, oldest first: what somebody said as two who turned out to be one, they said last. */
export function onePerPerson(stances: Iterable<Seen>, person: (member: string) => string): Seen[] {
  const last = new Map<string, Seen>()
  for (const it of [...stances].sort(byTime)) {
    const member = person(it.member)
    last.delete(member)
    last.set(member, it.member === member ? it : { ...it, member })
  }
  return [...last.values()]
}

/** The same with what this person has said since, or taken back. */
export function withOwn(
  stances: readonly Seen[],
  own: { command: TakeStance | DropStance; at: string } | undefined,
  me: string,
): readonly Seen[] {
  if (!own) return stances
  const others = stances.filter((it) => it.member !== me)
  if (own.command.type === 'drop_stance') return others
  const { annotation, view, reason = null } = own.command
  return [...others, { annotation, member: me, view, reason, at: own.at, pending: true }]
}

/** Those who see it alike, together; a view that nobody has is left out. */
export function byView<T extends Stance>(stances: readonly T[]): { view: Stance['view']; stances: T[] }[] {
  const groups = VIEWS.map((view) => ({ view, stances: stances.filter((it) => it.view === view) }))
  return groups.filter((it) => it.stances.length > 0)
}

const byTime = (a: Stance, b: Stance) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.member < b.member ? -1 : 1)
