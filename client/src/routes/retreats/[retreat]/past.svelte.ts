/** What became of one thing: fetched from the ledger, the latest first, and added to as it happens. */
import type { Envelope, History } from '#lib/live/protocol.ts'
import type { LiveRetreat } from '#lib/state/live.svelte.ts'

export class Past {
  /** In order. */
  events: readonly Envelope[] = $state.raw([])
  /** Whether there are some before these. */
  earlier = $state(false)
  state: 'fetching' | 'here' | 'failed' = $state('fetching')

  constructor(
    private readonly read: (before?: number) => Promise<History>,
    private readonly concerns: (it: Envelope) => boolean,
  ) {}

  /** Fetch the latest and hear what is new, for as long as the component lives that calls this. */
  keep(live: LiveRetreat): void {
    $effect(() => live.listen((it) => this.concerns(it) && this.#add([it])))
    $effect(() => void this.fetch())
  }

  /** Those before the ones that are here; the latest, where there are none. */
  async fetch(before?: number): Promise<void> {
    this.state = 'fetching'
    try {
      const { events, earlier } = await this.read(before)
      this.earlier = earlier
      this.#add(events)
      this.state = 'here'
    } catch {
      this.state = 'failed'
    }
  }

  again = () => this.fetch(this.events.length && this.earlier ? this.events[0]?.seq : undefined)

  #add(more: readonly Envelope[]): void {
    const known = new Set(this.events.map((it) => it.seq))
    const fresh = more.filter((it) => !known.has(it.seq))
    if (fresh.length) this.events = [...this.events, ...fresh].sort((a, b) => a.seq - b.seq)
  }
}
