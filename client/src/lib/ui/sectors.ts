/** Which colour and shape a sector has: the six that were drawn by name, others in the order they came. */

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

const key = (sector: string) => sector.trim().toLowerCase()

/** The look of every sector in this order of appearance, by its name in lower case. */
export function sectorLooks(sectors: Iterable<string>): Map<string, Look> {
  const names = [...new Set([...sectors].map(key))]
  const looks = new Map<string, Look>()
  for (const name of names) {
    const n = DRAWN.indexOf(name) + 1
    if (n) looks.set(name, { n, hollow: false })
  }
  const taken = new Set([...looks.values()].map((look) => look.n))
  const free = DRAWN.map((_, i) => i + 1).filter((n) => !taken.has(n))
  let again = 0
  for (const name of names) {
    if (looks.has(name)) continue
    const n = free.shift()
    looks.set(name, n ? { n, hollow: false } : { n: (again++ % DRAWN.length) + 1, hollow: true })
  }
  return looks
}

export const lookOf = (looks: Map<string, Look>, sector: string | null | undefined): Look | null =>
  (sector && looks.get(key(sector))) || null
