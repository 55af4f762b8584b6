/** Lists that are kept in order, with each thing in them once. */
type Thing = { id: string }
type Timed = Thing & { at: string }

/** The oldest first (`at`: ISO 8601, UTC). */
export const byTime = (a: Timed, b: Timed) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1)

/** The list with these items in it, in the place of what had their ids. */
export function merged<T extends Thing>(
  list: readonly T[],
  items: readonly T[],
  order: (a: T, b: T) => number,
): T[] {
  const ids = new Set(items.map((it) => it.id))
  return [...list.filter((it) => !ids.has(it.id)), ...items].sort(order)
}
