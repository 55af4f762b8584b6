/** That the app comes to be on the device, also where the first fetching of it fails. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

vi.mock('$app/env', () => ({ dev: false }))
vi.mock('$app/state', () => ({ updated: { check: async () => false } }))

/** A browser's service worker, which is fetched when it is asked for. */
class Coming extends EventTarget {
  state = 'installing'

  becomes(state: string) {
    this.state = state
    this.dispatchEvent(new Event('statechange'))
  }
}

class Registration extends EventTarget {
  installing: Coming | null = new Coming()
  waiting: Coming | null = null
  active: Coming | null = null

  fails() {
    const coming = this.installing
    this.installing = null
    coming?.becomes('redundant')
  }

  succeeds() {
    this.active = this.installing
    this.installing = null
    this.active?.becomes('activated')
  }
}

let asked: Registration[] = []
const container = Object.assign(new EventTarget(), {
  controller: null,
  register: async () => {
    const it = new Registration()
    asked.push(it)
    return it
  },
})

beforeEach(() => {
  asked = []
  vi.useFakeTimers()
  vi.resetModules()
  vi.stubGlobal('navigator', { serviceWorker: container })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function started() {
  const { version } = await import('#lib/live/version.svelte.ts')
  version.start()
  await vi.advanceTimersByTimeAsync(2_000)
}

test('what could not be fetched is asked for again until it is there', async () => {
  await started()
  asked[0]?.dispatchEvent(new Event('updatefound'))
  asked[0]?.fails()
  await vi.advanceTimersByTimeAsync(30_000)
  expect(asked.length).toBe(2)
  asked[1]?.succeeds()
  await vi.advanceTimersByTimeAsync(120_000)
  expect(asked.length).toBe(2)
})

test('a browser that refuses now is asked again', async () => {
  const refusing = vi.spyOn(container, 'register').mockRejectedValueOnce(new TypeError())
  await started()
  expect(refusing).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(30_000)
  expect(asked.length).toBe(1)
})

test('a later version that fails leaves the one that is there', async () => {
  await started()
  const kept = asked[0] as Registration
  kept.succeeds()
  kept.installing = new Coming()
  kept.dispatchEvent(new Event('updatefound'))
  kept.fails()
  await vi.advanceTimersByTimeAsync(120_000)
  expect(asked.length).toBe(1)
})
