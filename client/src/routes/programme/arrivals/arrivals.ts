/** An archive on its way back: what the server says of it, and the bringing. */
import { ask, bodyOf } from '#lib/live/api.ts'
import type { Arrival } from '#lib/live/protocol.ts'

// It may hold days of sound, on a slow line (ms).
const PATIENCE = 6 * 3_600_000

async function send(path: string, file: Blob): Promise<Arrival> {
  const headers = { 'content-type': 'application/octet-stream' }
  return bodyOf(await ask(path, { method: 'POST', headers, body: file }, PATIENCE))
}

/** What it holds and what would be new; nothing is kept. */
export const look = (file: Blob) => send('/programme/arrivals/preview', file)

/** All of it, or nothing. */
export const bringBack = (file: Blob) => send('/programme/arrivals', file)
