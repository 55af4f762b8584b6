/** A browser that keeps things: a database, a small store, locks, and a service worker that is there. */
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { vi } from 'vitest'
import type { Me } from '#lib/live/protocol.ts'
import { FakeLocks } from './fake-locks'
import { ME } from './things'

export function freshDevice(): void {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('localStorage', new SmallStore())
  vi.stubGlobal('navigator', { locks: new FakeLocks(), serviceWorker: {} })
  vi.stubGlobal('location', { protocol: 'https:', host: 'here' })
}

/** That person is signed in here, as the server said last. */
export function signedIn(id = ME, retreats: string[] = []): Me {
  const member = { id, name: 'Ana', organisation: null, occupation: null, steward: false, merged_into: null }
  const programme = { id: 'programme', name: 'Programme' }
  const mine = retreats.map((it) => ({ retreat: { id: it }, role: 'partner' })) as Me['retreats']
  const me = { member, programme, programmes: [programme], retreats: mine, left: [], account: false }
  localStorage.setItem('data-retreat-signed-in', JSON.stringify(me))
  return me
}

class SmallStore {
  #items = new Map<string, string>()
  getItem = (key: string) => this.#items.get(key) ?? null
  setItem = (key: string, it: string) => void this.#items.set(key, it)
  removeItem = (key: string) => void this.#items.delete(key)
}
