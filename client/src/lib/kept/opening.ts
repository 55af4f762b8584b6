/** Opening a retreat: from the server, or without a connection from what this person last read of it here. */
import { frame, NoConnection, Refusal } from '../live/api'
import { inTime, Silent } from '../live/in-time'
import type { Frame, Me } from '../live/protocol'
import { type Copy, Shelf } from './shelf'
import { lastSeen, whoAmI } from './who'

interface Opening extends Copy {
  me: Me
  /** Whether it is a copy, and so may be old. */
  kept: boolean
}

// So long (ms) a server may be silent before what is here is shown instead.
const PATIENCE = 6_000

/** Throws Refusal (not signed in, not theirs) or NoConnection. */
export async function openRetreat(retreat: string): Promise<Opening> {
  const asked = fetchRetreat(retreat)
  return (await soon(asked)) ?? (await keptOf(retreat)) ?? (await asked)
}

/** What was asked, or null where no answer comes in time. */
async function soon(asked: Promise<Opening>): Promise<Opening | null> {
  try {
    return await inTime(asked, PATIENCE)
  } catch (error) {
    if (error instanceof NoConnection || error instanceof Silent) return null
    throw error
  }
}

async function fetchRetreat(retreat: string): Promise<Opening> {
  const [me, first] = await Promise.all([whoAmI(), frame(retreat)]).catch(async (error) => {
    if (error instanceof Refusal && [403, 404].includes(error.status)) await forget(retreat)
    throw error
  })
  return { me, frame: first, blocks: [], kept: false }
}

/** The frame anew, for whoever the retreat was opened for; null if that is somebody else by now.
 * Throws Refusal or NoConnection. */
export async function fetchAgain(retreat: string, member: string): Promise<Frame | null> {
  const me = await whoAmI()
  return me.member.id === member ? frame(retreat) : null
}

async function keptOf(retreat: string): Promise<Opening | null> {
  const me = lastSeen()
  const shelf = me && (await Shelf.open(me.member.id))
  const copy = await shelf?.read(retreat).catch(() => null)
  shelf?.close()
  return me && copy ? { me, ...copy, kept: true } : null
}

async function forget(retreat: string): Promise<void> {
  const me = lastSeen()
  const shelf = me && (await Shelf.open(me.member.id))
  await shelf?.forget(retreat).catch(() => {})
  shelf?.close()
}
