import { expect, test } from 'vitest'
import type { RetreatOfMine } from '#lib/live/protocol.ts'
import { dayIn } from '#lib/ui/clocks.ts'
import { byTime, when } from '../src/routes/by-time.ts'

const one = (starts_on: string, ends_on: string, more = {}): RetreatOfMine => ({
  role: 'partner',
  retreat: {
    id: starts_on,
    name: starts_on,
    place: '',
    starts_on,
    ends_on,
    time_zone: 'Europe/London',
    language: 'en',
    engine: '',
    archived: false,
    ...more,
  },
})

test('a day is the one that the clocks at the place show', () => {
  const now = new Date('2026-03-27T23:30:00Z')
  expect(['Europe/London', 'Europe/Berlin', 'America/New_York'].map((zone) => dayIn(zone, now))).toEqual([
    '2026-03-27',
    '2026-03-28',
    '2026-03-27',
  ])
})

test.each([
  ['2026-03-26T23:59:59Z', 'coming'],
  ['2026-03-27T00:00:00Z', 'now'],
  ['2026-03-28T23:59:59Z', 'now'],
  ['2026-03-29T00:00:00Z', 'past'],
])('from its first day to the end of its last: %s is %s', (now, expected) => {
  expect(when(one('2026-03-27', '2026-03-28'), new Date(now))).toBe(expected)
})

test('what runs first, then what comes next, what was last, and what is only read', () => {
  const all = [
    one('2026-01-01', '2026-01-02'),
    one('2026-09-01', '2026-09-02'),
    one('2026-02-01', '2026-02-02'),
    one('2026-03-01', '2026-03-02', { archived: true }),
    one('2026-05-01', '2026-05-02'),
    one('2026-03-01', '2026-03-02'),
  ]
  const groups = byTime(all, new Date('2026-03-01T12:00:00Z'))
  expect(groups.map(([name, them]) => [name, them.map((it) => it.retreat.starts_on)])).toEqual([
    ['now', ['2026-03-01']],
    ['coming', ['2026-05-01', '2026-09-01']],
    ['past', ['2026-02-01', '2026-01-01']],
    ['archived', ['2026-03-01']],
  ])
  expect(byTime([])).toEqual([])
})
