/** Where marks lie on the wave: one tick for each place and colour, however many marks share it. Pure. */

export interface Pin {
  /** Seconds. */
  at: number
  /** 1 to 12 for a code, 0 for a comment. */
  colour: number
}

/** For each colour the ticks as one path, `step` pixels apart; marks without a time have none. */
export function ticksOf(
  pins: readonly Pin[],
  duration: number,
  width: number,
  step: number,
): [number, string][] {
  const taken = new Map<number, Set<number>>()
  for (const { at, colour } of pins) {
    const places = taken.get(colour) ?? new Set<number>()
    if (duration > 0)
      places.add(Math.min(Math.floor(((at / duration) * width) / step), Math.floor(width / step)))
    taken.set(colour, places)
  }
  return [...taken].map(([colour, places]) => [
    colour,
    [...places].map((it) => `M${it * step + 1} 1v5`).join(''),
  ])
}
