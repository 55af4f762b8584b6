/** Which colour and shape a sector has: the six that were drawn by name, others in the order they came. */

import type { Sector } from '#lib/live/protocol.ts'

export interface Look {
  /** 1 to 6: the colour and the shape. */
  n: number
  /** True from the seventh sector on: a shape that is used already, drawn hollow. */
  hollow: boolean
}

const DRAWN = [
  'adult health and social care',
  'children and families',
  'carers',
  'mental health',
  'academic',
  'commissioning and regulation',
]

const key = (name: string) => name.trim().toLowerCase()

// Those that a programme began with come first, then others as they were added: ids of version 7 are in time order.
const order = ({ id }: Sector) => (id[14] === '7' ? id : ` ${id}`)

/** The look of every sector, by its id: the same on every screen, however the list came about. */
export function sectorLooks(sectors: Iterable<Sector>): Map<string, Look> {
  const all = [...sectors].sort((a, b) => (order(a) < order(b) ? -1 : 1))
  const looks = new Map<string, Look>()
  const taken = new Set<number>()
  for (const { id, name } of all) {
    const n = DRAWN.indexOf(key(name)) + 1
    if (n === 0 || taken.has(n)) continue
    looks.set(id, { n, hollow: false })
    taken.add(n)
  }
  const free = DRAWN.map((_, i) => i + 1).filter((n) => !taken.has(n))
  let again = 0
  for (const { id } of all) {
    if (looks.has(id)) continue
    const n = free.shift()
    looks.set(id, n ? { n, hollow: false } : { n: (again++ % DRAWN.length) + 1, hollow: true })
  }
  return looks
}
