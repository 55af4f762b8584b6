/** What was asked for before the app was there is taken once, soon, and by nobody else than who asked. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { frame, post, Refusal } from '#lib/live/api.ts'

const URL = '/api/retreats/here/frame'
const asked: string[] = []

beforeEach(() => {
  asked.length = 0
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    return Response.json({ seq: 2 })
  })
  globalThis.early = new Map([[URL, Promise.resolve(Response.json({ seq: 1 }))]])
})

afterEach(() => {
  globalThis.early = undefined
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('an early answer is taken once', async () => {
  expect((await frame('here')).seq).toBe(1)
  expect(asked).toEqual([])
  expect((await frame('here')).seq).toBe(2)
  expect(asked).toEqual([URL])
})

test('it is not taken once anything was said, as when somebody signs in', async () => {
  await post('/sign-in', { token: 'theirs' })
  expect((await frame('here')).seq).toBe(2)
})

test('nor once something was refused', async () => {
  const refused = Response.json({ kind: 'not_signed_in', message: 'Sign in.' }, { status: 401 })
  globalThis.early?.set('/api/retreats/there/frame', Promise.resolve(refused))
  await expect(frame('there')).rejects.toBeInstanceOf(Refusal)
  expect((await frame('here')).seq).toBe(2)
})

test('nor when it is old', async () => {
  vi.spyOn(performance, 'now').mockReturnValue(31_000)
  expect((await frame('here')).seq).toBe(2)
  vi.restoreAllMocks()
})
