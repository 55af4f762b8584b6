/** Who this device was last confirmed to be signed in as: what is kept here to be read is theirs alone. */
import { me, NoConnection, Refusal } from '../live/api'
import type { Me } from '../live/protocol'
import { burn, Shelf } from './shelf'

const KEY = 'data-retreat-signed-in'

/** Whether a page here can be opened without a connection, so that it is worth keeping anything for it. */
export const opensWithoutConnection = () => 'serviceWorker' in navigator && 'locks' in navigator

/** Ask the server, and let go of what was kept for anybody else, and of retreats that are no longer theirs.
 * Throws Refusal (not signed in) or NoConnection. */
export async function whoAmI(): Promise<Me> {
  const found = await me().catch(async (error) => {
    if (error instanceof Refusal && error.status === 401) await forgetMe()
    throw error
  })
  await remember(found)
  return found
}

/** The same, or without a connection whoever it was at the last answer. */
export async function whoAmIHere(): Promise<Me> {
  return whoAmI().catch((error) => {
    const known = error instanceof NoConnection && lastSeen()
    if (known) return known
    throw error
  })
}

/** Whoever was signed in when the server was last asked, as they were then. */
export function lastSeen(): Me | null {
  try {
    return JSON.parse(globalThis.localStorage?.getItem(KEY) ?? 'null')
  } catch {
    return null
  }
}

/** Nobody is signed in any more: nothing of what they read stays. What they wrote and was not sent does. */
export async function forgetMe(): Promise<void> {
  const before = lastSeen()
  // First, so that no other window writes on.
  globalThis.localStorage?.removeItem(KEY)
  if (before) await burn(before.member.id)
}

async function remember(found: Me): Promise<void> {
  const before = lastSeen()
  if (before && before.member.id !== found.member.id) await forgetMe()
  if (!opensWithoutConnection()) return
  try {
    globalThis.localStorage?.setItem(KEY, JSON.stringify(found))
  } catch {
    return // a browser that keeps nothing
  }
  const shelf = before && (await Shelf.open(found.member.id))
  await shelf?.keepOnly(found.retreats.map((it) => it.retreat.id))
  shelf?.close()
}
