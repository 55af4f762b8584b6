/** The clocks of a retreat: wall times (2026-03-17T09:30) in its time zone, and the instants that they mean. */
import { LANGUAGE } from './language.ts'

/** What the clocks of this zone show at an instant, to the minute. */
export function wallOf(at: Date, timeZone: string): string {
  const options = { timeZone, hourCycle: 'h23', dateStyle: 'short', timeStyle: 'short' } as const
  // Swedish writes days as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', options).format(at).replace(' ', 'T')
}

/** The day that the clocks of this zone show (ISO 8601). */
export const dayIn = (timeZone: string, now: Date = new Date()) => wallOf(now, timeZone).slice(0, 10)

/** When the clocks of this zone show `wall`: the later of two instants, as on the server (server/domain/times.py). */
export function instantOf(wall: string, timeZone: string): Date {
  const asUtc = Date.parse(`${wall}Z`)
  const off = (at: number) => Date.parse(`${wallOf(new Date(at), timeZone)}Z`) - at
  const day = 86_400_000
  const guesses = [asUtc - off(asUtc + day), asUtc - off(asUtc - day)].sort((a, b) => b - a)
  const found = guesses.find((at) => wallOf(new Date(at), timeZone) === wall)
  return new Date(found ?? (guesses[0] as number))
}

/** Whether this device's clocks show another time then. */
export function differsHere(wall: string, timeZone: string, here = zoneHere()): boolean {
  return wallOf(instantOf(wall, timeZone), here) !== wall
}

export const zoneHere = () => new Intl.DateTimeFormat().resolvedOptions().timeZone

/** A time zone as people name it: its city. */
export const cityOf = (zone: string) => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')

const shown = (wall: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(LANGUAGE, { ...options, timeZone: 'UTC' }).format(new Date(`${wall}Z`))

export const dayShown = (wall: string) => shown(wall, { weekday: 'long', day: 'numeric', month: 'long' })
export const timeShown = (wall: string) => shown(wall, { timeStyle: 'short' })

/** From when to when, as the retreat's clocks show it. */
export function spanShown(starts: string | null, ends: string | null): string {
  if (!starts) return ends ? `– ${dayShown(ends)}, ${timeShown(ends)}` : ''
  if (!ends) return `${dayShown(starts)}, ${timeShown(starts)}`
  const sameDay = starts.slice(0, 10) === ends.slice(0, 10)
  return `${dayShown(starts)}, ${timeShown(starts)} – ${sameDay ? '' : `${dayShown(ends)}, `}${timeShown(ends)}`
}
