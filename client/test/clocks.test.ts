/** Wall times and instants, also where clocks go forward or back. */
import { expect, test } from 'vitest'
import { differsHere, instantOf, wallOf } from '#lib/ui/clocks.ts'
import { firstUntil } from '../src/routes/retreats/[retreat]/invitations/invitations.ts'
import { frame } from './things'

test.each([
  ['2026-01-10T09:30', 'Europe/London', '2026-01-10T09:30:00.000Z'],
  ['2026-07-10T09:30', 'Europe/London', '2026-07-10T08:30:00.000Z'],
  ['2026-07-10T09:30', 'Asia/Kathmandu', '2026-07-10T03:45:00.000Z'],
  ['2026-07-10T00:10', 'America/St_Johns', '2026-07-10T02:40:00.000Z'],
  // Shown twice: the later one, as the server takes it.
  ['2026-10-25T01:30', 'Europe/London', '2026-10-25T01:30:00.000Z'],
  ['2026-11-01T01:30', 'America/New_York', '2026-11-01T06:30:00.000Z'],
  ['2026-12-31T23:59', 'Pacific/Kiritimati', '2026-12-31T09:59:00.000Z'],
])('%s in %s', (wall, zone, instant) => {
  expect(instantOf(wall, zone).toISOString()).toBe(instant)
  expect(wallOf(instantOf(wall, zone), zone)).toBe(wall)
})

test('a time that the clocks skip is an hour that there is', () => {
  expect(wallOf(instantOf('2026-03-29T01:30', 'Europe/London'), 'Europe/London')).toMatch(/T(00|02):30$/)
})

test('another zone with the same time then is no other time', () => {
  expect(differsHere('2026-01-10T09:30', 'Europe/London', 'UTC')).toBe(false)
  expect(differsHere('2026-07-10T09:30', 'Europe/London', 'UTC')).toBe(true)
})

test.each([
  ['before', '2026-05-01T10:00Z', '2026-05-13T18:00'],
  ['on the last day', '2026-05-13T10:00Z', '2026-05-13T18:00'],
  ['after its end, by day', '2026-06-01T10:00Z', '2026-06-01T18:00'],
  ['after its end, at night', '2026-06-01T20:00Z', '2026-06-02T18:00'],
])('an invitation %s is good until an evening that is still to come', (_, now, until) => {
  expect(firstUntil({ ...frame().retreat, ends_on: '2026-05-13' }, new Date(now))).toBe(until)
})
