import { beforeEach, expect, test, vi } from 'vitest'
import {
  backFromProvider,
  leaveForProvider,
  rememberOnward,
  takeOnward,
} from '../src/routes/sign-in/onward.ts'

beforeEach(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  })
})

test('one goes on once to where one wanted to be', () => {
  rememberOnward('/retreats/a?b=1')
  expect([takeOnward(), takeOnward()]).toEqual(['/retreats/a?b=1', '/'])
})

test.each(['//elsewhere.example', '/\\elsewhere.example', 'https://elsewhere.example', '/sign-in', ''])(
  '%j is never followed',
  (path) => {
    rememberOnward(path)
    expect(takeOnward()).toBe('/')
  },
)

test('who left for a provider is known to have come back from it, once', () => {
  expect(backFromProvider()).toBe(false)
  leaveForProvider()
  expect([backFromProvider(), backFromProvider()]).toEqual([true, false])
})
