/** Invitations: what their codes are, and until when they are good. */
import { read } from '#lib/live/api.ts'
import type { CodeShown, Retreat } from '#lib/live/protocol.ts'
import { wallOf } from '#lib/ui/clocks.ts'

export const codeOf = (retreat: string, invitation: string) =>
  read<CodeShown>(`/retreats/${retreat}/invitations/${invitation}/code`)

export const pictureUrl = (retreat: string, invitation: string) =>
  `/api/retreats/${retreat}/invitations/${invitation}/qr.svg`

const EVENING = 'T18:00'

/** Six in the evening of the last day; once that is over, of the first day on which it is still to come. */
export function firstUntil({ ends_on, time_zone }: Retreat, now = new Date()): string {
  const wall = wallOf(now, time_zone)
  const last = `${ends_on}${EVENING}`
  if (last > wall) return last
  const today = `${wall.slice(0, 10)}${EVENING}`
  return today > wall
    ? today
    : `${wallOf(new Date(now.getTime() + 86_400_000), time_zone).slice(0, 10)}${EVENING}`
}
