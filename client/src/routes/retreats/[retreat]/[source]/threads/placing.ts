/** Where the cards of the margin stand: level with their words, the open one keeping its line. */

export interface Wish {
  id: string
  /** The top that the card would like: that of its words, in pixels of the scrolled page. */
  want: number
  height: number
}

const GAP = 4
// The first card keeps clear of the bar.
const TOP = 4

/**
 * The top of every card, by id. Wishes come in the order of their words. The open card stands where it wants; those
 * after it move down, those before it move up, as far as they must; at the head of the page, where there is no room
 * above, it moves down too, for a card that nobody sees is worse.
 */
export function place(wishes: Wish[], open: string | null): Map<string, number> {
  const tops: number[] = []
  const at = wishes.findIndex((wish) => wish.id === open)
  const before = at < 0 ? wishes.length : at
  let floor = 0
  for (let i = 0; i < before; i++) {
    const wish = wishes[i] as Wish
    tops[i] = Math.max(wish.want, floor)
    floor = tops[i] as number
    floor += wish.height + GAP
  }
  if (at >= 0) {
    tops[at] = (wishes[at] as Wish).want
    for (let i = at - 1; i >= 0; i--) {
      const ceiling = (tops[i + 1] as number) - (wishes[i] as Wish).height - GAP
      tops[i] = Math.min(tops[i] as number, ceiling)
    }
    if (at > 0 && (tops[0] as number) < TOP) floor = stack(wishes, tops, at, TOP)
    else floor = (tops[at] as number) + (wishes[at] as Wish).height + GAP
    for (let i = at + 1; i < wishes.length; i++) {
      const wish = wishes[i] as Wish
      tops[i] = Math.max(wish.want, floor)
      floor = (tops[i] as number) + wish.height + GAP
    }
  }
  return new Map(wishes.map((wish, i) => [wish.id, tops[i] as number]))
}

/** Cards 0 to `at` one below the other from `from` on, no higher than they stood; the floor for the next. */
function stack(wishes: Wish[], tops: number[], at: number, from: number): number {
  let floor = from
  for (let i = 0; i <= at; i++) {
    tops[i] = Math.max(tops[i] as number, floor)
    floor = (tops[i] as number) + (wishes[i] as Wish).height + GAP
  }
  return floor
}
