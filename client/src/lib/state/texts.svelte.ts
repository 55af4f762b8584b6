/** Fetching the texts of a retreat: a source's outline, its blocks (the one in view first, the others by two hours), and
 * word times. */
import { SvelteMap } from 'svelte/reactivity'
import { block, blocks, outline, words } from '../live/api'
import type { Block } from '../live/protocol'
import { inBlocks } from './blocks'
import type { RetreatState } from './retreat.svelte'

// Blocks of two hours, and how often a part that came too late is fetched again.
const AT_ONCE = 12
const TRIES = 5

export class Texts {
  /** The source that is being fetched. */
  loading = $state<string | null>(null)
  /** Why the last source could not be fetched: a Refusal or NoConnection. */
  error = $state.raw<Error | null>(null)
  readonly #here = new SvelteMap<string, ReadonlySet<number>>()
  #whole = new Set<string>()
  #opening: { source: string } | null = null
  #words = new Map<string, number>()

  constructor(
    private readonly retreat: string,
    private readonly state: RetreatState,
  ) {}

  /** Whether this block's words are here. */
  has(source: string, n: number): boolean {
    return this.#here.get(source)?.has(n) ?? false
  }

  /** Fetch what is missing of a source, beginning with block `first`. Opening another one stops it. */
  async open(source: string, first = 0): Promise<void> {
    const opening = { source }
    this.#opening = opening
    this.error = null
    this.loading = source
    try {
      await this.#fetch(source, first, () => this.#opening === opening)
    } catch (error) {
      if (this.#opening === opening) this.error = error as Error
    } finally {
      if (this.#opening === opening) this.loading = null
    }
  }

  /** Whether all of a source is here, and so kept current by what happens. */
  isWhole(source: string): boolean {
    return this.#whole.has(source)
  }

  /** Fetch a source that nobody looks at; where that fails, it is not here. */
  async fetchQuietly(source: string): Promise<void> {
    await this.#fetch(source, 0, () => true).catch(() => {})
  }

  /** After a resync: what was fetched may be out of date, and the source that is open is fetched anew. */
  async again(): Promise<void> {
    this.#here.clear()
    this.#whole.clear()
    this.#words.clear()
    if (this.#opening) await this.open(this.#opening.source)
  }

  /** What failed for want of a connection, once there is one. */
  async retry(): Promise<void> {
    if (this.error && this.#opening) await this.open(this.#opening.source)
  }

  /** The word times of a block; nothing is fetched if they are here. */
  async ensureWords(source: string, n: number): Promise<void> {
    const inside = inBlocks(this.state.segments(source)).get(n) ?? []
    const lacking = inside.some((it) => it.start !== null && this.state.wordTimes(it) === null)
    // A segment may have no words at all: the same segments are asked about once.
    const key = `${source}/${n}`
    if (!lacking || this.#words.get(key) === inside.length) return
    this.#words.set(key, inside.length)
    await words(this.retreat, source, n).then(
      (it) => this.state.loadWords(it),
      () => this.#words.delete(key),
    )
  }

  async #fetch(source: string, first: number, wanted: () => boolean): Promise<void> {
    const { blocks: known } = await outline(this.retreat, source)
    const missing = known.map((it) => it.n).filter((n) => !this.has(source, n))
    // From the block in view on, then what lies before it.
    const [view, ...rest] = [
      ...missing.filter((n) => n >= first),
      ...missing.filter((n) => n < first).reverse(),
    ]
    if (view !== undefined && wanted())
      await this.#load(source, async () => [await block(this.retreat, source, view)])
    for (const [from, to] of stretches(rest, view ?? 0))
      if (wanted()) await this.#load(source, () => blocks(this.retreat, source, from, to))
    if (wanted()) this.#whole.add(source)
  }

  async #load(source: string, fetch: () => Promise<Block[]>): Promise<void> {
    for (let tries = 0; tries < TRIES; tries++) {
      const loaded = (await fetch()).map((it) => ({ n: it.n, here: this.state.loadBlock(it) }))
      const here = loaded.filter((it) => it.here).map((it) => it.n)
      this.#here.set(source, new Set([...(this.#here.get(source) ?? []), ...here]))
      if (here.length === loaded.length) return
    }
    throw new Error(`The blocks of ${source} are always out of date.`)
  }
}

/** The first and the last of those that lie in the same two hours on the same side of the block in view, in their order. */
function stretches(numbers: readonly number[], view: number): [number, number][] {
  const found = new Map<string, number[]>()
  for (const n of numbers) {
    const key = `${Math.floor(n / AT_ONCE)} ${n > view}`
    found.set(key, [...(found.get(key) ?? []), n])
  }
  return [...found.values()].map((it) => [Math.min(...it), Math.max(...it)])
}
