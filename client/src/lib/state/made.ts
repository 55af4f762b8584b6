/** Lists that are made from others: only what is another than before is made anew, however long they are. */

export interface Change<T> {
  /** Where the list begins to be another. */
  at: number
  /** What stood there, and what stands there now. */
  gone: readonly T[]
  came: readonly T[]
}

/** All that lies between the beginning and the end that both lists share. */
export function changed<T>(before: readonly T[], now: readonly T[]): Change<T> {
  const most = Math.min(before.length, now.length)
  let at = 0
  while (at < most && before[at] === now[at]) at++
  let after = 0
  while (after < most - at && before[before.length - 1 - after] === now[now.length - 1 - after]) after++
  return { at, gone: before.slice(at, before.length - after), came: now.slice(at, now.length - after) }
}

/** A list that is made from another item by item; the same list as long as that holds the same. */
export class Made<A, B> {
  #from: readonly A[] = []
  #made: readonly B[] = []

  constructor(private readonly make: (it: A) => B) {}

  of(list: readonly A[]): readonly B[] {
    const { at, gone, came } = changed(this.#from, list)
    this.#from = list
    if (gone.length === 0 && came.length === 0) return this.#made
    const after = this.#made.slice(at + gone.length)
    this.#made = [...this.#made.slice(0, at), ...came.map((it) => this.make(it)), ...after]
    return this.#made
  }
}
