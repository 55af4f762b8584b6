/** Looking for words in the text that is open: what is asked, what was found so far, and where one is among it. */
import type { SegmentText } from '#lib/live/protocol.ts'
import type { Range as Stretch } from '#lib/state/passages.ts'
import { find, isAsked } from './find.ts'

// So long (ms) a search goes on before the page has its turn, and so soon it comes back.
const TURN = 10

export class Finding {
  open = $state(false)
  /** Grows each time somebody begins to look for something. */
  begun = $state(0)
  query = $state('')
  /** Letters are the same with and without their accents. */
  loose = $state(true)
  /** In the order of the text. */
  hits: readonly Stretch[] = $state.raw([])
  searching = $state(false)

  #now: Stretch | null = $state.raw(null)
  #segments: () => readonly SegmentText[]
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(segments: () => readonly SegmentText[]) {
    this.#segments = segments
  }

  /** Which hit one is at, from 0; -1 at none. */
  at = $derived.by(() => {
    const now = this.#now
    return now ? this.hits.findIndex((it) => it.segment === now.segment && it.from === now.from) : -1
  })

  get now(): Stretch | null {
    return this.hits[this.at] ?? null
  }

  asked = $derived(isAsked(this.query, { loose: this.loose }))

  /** The hits of each segment: what is drawn asks only for its own. */
  #bySegment = $derived.by(() => {
    const found = new Map<string, Stretch[]>()
    for (const it of this.hits) {
      const inside = found.get(it.segment)
      if (inside) inside.push(it)
      else found.set(it.segment, [it])
    }
    return found
  })

  inside(segment: string): readonly Stretch[] {
    return this.open ? (this.#bySegment.get(segment) ?? []) : []
  }

  /** Search for as long as the component lives that calls this: anew with each letter, and when words come. */
  keep() {
    $effect(() => {
      const { query, loose, open } = this
      const segments = this.#segments()
      if (open) this.#search(find(segments, query, { loose }))
      return () => clearTimeout(this.#timer)
    })
  }

  /** The next hit after a place in the text, or the one before it; around the end it goes on at the beginning. */
  step(by: 1 | -1, after: (hit: Stretch) => boolean): Stretch | null {
    const { hits, at } = this
    const next = hits.findIndex(after)
    const to = at >= 0 ? at + by : by > 0 ? next : (next < 0 ? hits.length : next) - 1
    this.#now = hits.at(to % hits.length) ?? null
    return this.#now
  }

  go(hit: Stretch) {
    this.#now = hit
  }

  /** Open it; where it is open already, its field has the focus once more. */
  begin() {
    this.open = true
    this.begun++
  }

  close() {
    this.open = false
    this.#now = null
  }

  #search(steps: Generator<Stretch[]>) {
    this.searching = true
    const found: Stretch[] = []
    const turn = () => {
      const until = performance.now() + TURN
      for (let it = steps.next(); !it.done; it = steps.next()) {
        found.push(...it.value)
        if (performance.now() > until) {
          this.#timer = setTimeout(turn)
          return
        }
      }
      this.hits = found
      this.searching = false
    }
    turn()
  }
}
