/** Ids made on this device. */
import { expect, test } from 'vitest'
import { newId, timeOf } from '#lib/live/ids.ts'

test('UUIDv7, unique, in time order, with their time in them', () => {
  const ids = Array.from({ length: 1000 }, (_, n) => newId(1_700_000_000_000 + n))
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect([...ids].sort()).toEqual(ids)
  expect(timeOf(ids[5] as string)).toBe(new Date(1_700_000_000_005).toISOString())
})
