/** The retreats of a person by where they are in time: what runs now first. */
import type { RetreatOfMine } from '#lib/live/protocol.ts'
import { dayIn } from '#lib/ui/clocks.ts'

export type When = 'now' | 'coming' | 'past' | 'archived'

export function when({ retreat }: RetreatOfMine, now: Date = new Date()): When {
  if (retreat.archived) return 'archived'
  const today = dayIn(retreat.time_zone, now)
  if (retreat.starts_on > today) return 'coming'
  return retreat.ends_on < today ? 'past' : 'now'
}

/** Those that there are, in order: what comes next is first among the coming, what was last among the past. */
export function byTime(
  retreats: readonly RetreatOfMine[],
  now: Date = new Date(),
): [When, RetreatOfMine[]][] {
  const soonest = [...retreats].sort((a, b) => (a.retreat.starts_on < b.retreat.starts_on ? -1 : 1))
  const of = (it: When) => soonest.filter((one) => when(one, now) === it)
  const groups: [When, RetreatOfMine[]][] = [
    ['now', of('now')],
    ['coming', of('coming')],
    ['past', of('past').reverse()],
    ['archived', of('archived').reverse()],
  ]
  return groups.filter(([, them]) => them.length > 0)
}
