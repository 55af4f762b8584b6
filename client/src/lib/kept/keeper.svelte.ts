/** Keeps what a page has confirmed of its retreat on the device, as it changes: one window writes for all. */
import { type Baton, Lock } from '../live/baton'
import type { Block } from '../live/protocol'
import type { LiveRetreat, Status } from '../state/live.svelte'
import { changes, copyBlocks, copyFrame } from './copying'
import { MOST, Shelf } from './shelf'
import { forgetMe, lastSeen, opensWithoutConnection } from './who'

// How long a change may wait for others to be written with it (ms).
const SOON = 250

/** Within an effect, and for as long as it lives; the returned function ends it. */
export function keepCopy(live: LiveRetreat): () => void {
  if (!opensWithoutConnection()) return () => {}
  const keeper = new Keeper(live)
  $effect(() => {
    if (live.texts.loading) keeper.opened(live.texts.loading)
  })
  $effect(() => {
    void [live.state.seq, live.texts.loading]
    keeper.changed()
  })
  $effect(() => keeper.stands(live.status))
  return () => keeper.stop()
}

export class Keeper {
  readonly #member: string
  readonly #retreat: string
  readonly #shelf: Promise<Shelf | null>
  readonly #baton: Baton
  // What the device has of each source, as far as this page wrote it.
  #written = new Map<string, readonly Block[]>()
  #asked = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing: Promise<void> = Promise.resolve()
  // Before the server has said that the state is this person's, nothing is written.
  #confirmed = false
  #stopped = false

  constructor(private readonly live: Pick<LiveRetreat, 'me' | 'retreat' | 'state' | 'texts'>) {
    this.#member = live.me.member.id
    this.#retreat = live.retreat
    this.#shelf = Shelf.open(this.#member)
    this.#baton = new Lock(navigator.locks, `data-retreat-read-${this.#member}-${this.#retreat}`)
    this.#baton.ask(() => this.changed())
    globalThis.document?.addEventListener('visibilitychange', this.#look)
    globalThis.addEventListener?.('pagehide', this.now)
  }

  /** Somebody reads this source: it is kept from now on. */
  async opened(source: string): Promise<void> {
    await (await this.#shelf)?.opened(this.#retreat, source).catch(() => {})
    this.changed()
  }

  /** The confirmed state is another. */
  changed(): void {
    if (this.#baton.mine && this.#confirmed && !this.#stopped) this.#timer ??= setTimeout(this.now, SOON)
  }

  stands(status: Status): void {
    if (status === 'live') {
      this.#confirmed = true
      this.changed()
    } else if (status === 'offline') this.now()
    else if (status === 'signed_out' || status === 'closed') this.#forget(status === 'signed_out')
  }

  /** Write what has changed, before it may be too late. */
  now = (): void => {
    clearTimeout(this.#timer)
    this.#timer = undefined
    // A copy that could not be written is older than it might be, and no more.
    this.#writing = this.#writing.then(() => this.#write()).catch(() => {})
  }

  stop(): void {
    if (this.#timer !== undefined) this.now()
    this.#stopped = true
    globalThis.document?.removeEventListener('visibilitychange', this.#look)
    globalThis.removeEventListener?.('pagehide', this.now)
    this.#writing.finally(async () => {
      this.#baton.leave()
      ;(await this.#shelf)?.close()
    })
  }

  /** This person is not signed in any more, or was let go from this retreat: what they read goes. */
  async #forget(all: boolean): Promise<void> {
    this.#confirmed = false
    await this.#writing
    if (all && lastSeen()?.member.id === this.#member) return forgetMe()
    await (await this.#shelf)?.forget(this.#retreat).catch(() => {})
  }

  async #write(): Promise<void> {
    const { state, texts } = this.live
    const shelf = await this.#shelf
    const opened = (await shelf?.sources(this.#retreat)) ?? []
    const kept = opened.filter((it) => state.sources.has(it)).slice(0, MOST)
    // Asked at the last moment: another window may have signed out.
    const mine = this.#baton.mine && this.#confirmed && lastSeen()?.member.id === this.#member
    if (!shelf || !mine) return
    const whole = new Map(kept.filter((it) => texts.isWhole(it)).map((it) => [it, copyBlocks(state, it)]))
    const changed = [...whole].map(([source, now]) => changes(source, this.#written.get(source), now))
    await shelf.write(this.#retreat, copyFrame(state), kept, changed)
    this.#written = whole
    for (const it of kept) this.#follow(it)
  }

  /** What is kept and not here would grow old: it is fetched, and followed from then on. What somebody opens is on its
   * way. */
  #follow(source: string): void {
    const { texts } = this.live
    if (this.#asked.has(source) || texts.isWhole(source) || texts.loading === source) return
    this.#asked.add(source)
    this.live.texts.fetchQuietly(source).then(() => this.changed())
  }

  #look = (): void => {
    if (document.visibilityState === 'hidden') this.now()
  }
}
