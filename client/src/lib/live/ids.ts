/** Ids made on this device: UUIDv7, in time order, without `crypto.randomUUID` (which plain HTTP lacks). */

import type { Command } from './protocol'

// What may be none may be left out: the server takes it for none.
type Optional<T> = { [K in keyof T as null extends T[K] ? K : never]?: T[K] }
type Required<T> = { [K in keyof T as null extends T[K] ? never : K]: T[K] }

/** A command before it has an id. */
export type Unsent = Command extends infer One
  ? One extends Command
    ? Required<Omit<One, 'id'>> & Optional<Omit<One, 'id'>>
    : never
  : never

/** A new UUIDv7 in lower case. */
export function newId(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const time = now.toString(16).padStart(12, '0')
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const variant = (8 | ((bytes[8] ?? 0) & 3)).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** When an id was made, by the clock of the device that made it (ISO 8601, UTC). */
export function timeOf(id: string): string {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString()
}
