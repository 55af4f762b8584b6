/** Where marks lie on the wave: one tick for each place and colour, however many marks share it. Pure. */

export interface Pin {
  /** Seconds; none where the words have no times. */
  at: number | null
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
  const last = Math.floor(width / step)
  // By colour and place; where there is none there are holes.
  const taken: true[][] = []
  for (const { at, colour } of pins) {
    taken[colour] ??= []
    const places = taken[colour]
    if (at !== null && duration > 0)
      places[Math.min(Math.floor(((at / duration) * width) / step), last)] = true
  }
  return taken.flatMap((places, colour) => [
    [colour, places.map((_, place) => `M${place * step + 1} 1v5`).join('')],
  ])
}
