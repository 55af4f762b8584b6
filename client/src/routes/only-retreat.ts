/** Who goes straight into their retreat, and who is shown which there are. Pure. */
import type { Me } from '#lib/live/protocol.ts'

/** Whoever has one retreat and nothing to see to beside it goes straight to it; others, where they come from signing
 * in. */
export function onlyRetreat(
  { member, programmes, retreats, left = [] }: Me,
  arrived: boolean,
): string | null {
  const [first] = retreats
  if (!first || retreats.length > 1 || left.length || programmes.length > 1) return null
  const curates = member.steward || first.role === 'facilitator' || first.role === 'researcher'
  return !curates || arrived ? first.retreat.id : null
}
