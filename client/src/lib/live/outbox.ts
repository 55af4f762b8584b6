/** The outbox: a command is on this device before it is sent, and stays there until the server has answered. */
import { type Baton, batonOf } from './baton'
import { fallsWith } from './dependents'
import { type Device, openDevice, type RefusedCommand } from './device'
import type { Command, Why } from './protocol'
import { backoff } from './socket'

interface OutboxOwner {
  /** Hand a command to the network; false where there is none. */
  send(command: Command): boolean
  /** `queue` or `refused` is another. */
  changed(): void
  /** It is in the ledger; where only another tab heard the answer, nobody here knows at which place. */
  accepted(command: Command, seq: number | null): void
  refused(command: Command, why: Why): void
}

// What one tab tells the others.
type News =
  | { news: 'changed' }
  | { news: 'accepted'; id: string; seq: number }
  | { news: 'refused'; ids: string[]; why: Why }

// The server takes 64 from one socket at a time.
const WINDOW = 32
// The server could not, for now: it is asked again; a server that fails at one command every time is believed.
const FOR_NOW = new Set(['disk_full', 'not_kept', 'out_of_reach'])
const TRIES = 5
// Longer than the others take to notice that the baton is free (ms).
const ASK_AGAIN = 3_000

export class Outbox {
  /** Commands without an answer, in order, of all tabs. Replaced, never changed. */
  queue: readonly Command[] = []
  refused: readonly RefusedCommand[] = []
  #sent = new Set<string>()
  // On their way into the store; only in memory, as the store would not take them; on their way out of it.
  #storing = new Set<string>()
  #unkept = new Set<string>()
  #leaving = new Set<string>()
  // Whatever an older look at the store says, these do not wait any more.
  #answered = new Set<string>()
  #tries = 0
  #wait: ReturnType<typeof setTimeout> | undefined
  #connected = false
  #baton: Baton
  #others: BroadcastChannel | null

  private constructor(
    member: string,
    readonly device: Device,
    private readonly owner: OutboxOwner,
  ) {
    this.#baton = batonOf(member, device)
    this.#others = device.lasting ? new BroadcastChannel(`data-retreat-outbox-${member}`) : null
    if (this.#others) this.#others.onmessage = (event) => this.#hear(event.data)
    globalThis.document?.addEventListener('visibilitychange', this.#look)
  }

  /** `superseded` is called when a newer version of the page takes the store over. */
  static async open(member: string, owner: OutboxOwner, superseded?: () => void): Promise<Outbox> {
    const outbox = new Outbox(member, await openDevice(member, superseded), owner)
    await outbox.#reload()
    return outbox
  }

  /** Whether what is in it outlives this page. */
  get lasting(): boolean {
    return this.device.lasting && this.#unkept.size === 0
  }

  async add(command: Command): Promise<void> {
    this.#storing.add(command.id)
    this.#set([...this.queue, command])
    // A store that fails (full, taken away) does not stop the command: it is sent from memory.
    await this.device.add(command).catch(() => this.#unkept.add(command.id))
    this.#storing.delete(command.id)
    this.#tell({ news: 'changed' })
    this.#flush()
  }

  /** The socket was welcomed: this tab sends if no other does. */
  connected(): void {
    this.#connected = true
    this.#sent.clear()
    this.#ask()
    this.#flush()
  }

  /** Another tab, if it is connected, sends on; what had no answer is sent again. */
  disconnected(): void {
    this.#connected = false
    this.#baton.leave()
  }

  /** The server has it, at this place of the ledger. */
  accepted(id: string, seq: number): void {
    this.#tries = 0
    const news: News = { news: 'accepted', id, seq }
    this.#hear(news)
    this.#forget([id], news)
  }

  /** The server said no; what stands on it falls too. */
  refuse(id: string, why: Why): void {
    const command = this.queue.find((it) => it.id === id)
    if (!command) return void this.#sent.delete(id)
    if (FOR_NOW.has(why.kind) && this.#tries++ < TRIES) return this.#later(id)
    this.#tries = 0
    const ids = fallsWith(command, this.queue)
    const news: News = { news: 'refused', ids, why }
    this.#hear(news)
    this.#forget(ids, news, why)
  }

  /** A person has taken back, or given up, what was refused. */
  async dismiss(id: string): Promise<void> {
    this.refused = this.refused.filter((it) => it.command.id !== id)
    this.owner.changed()
    await this.device.dismiss(id).catch(() => {})
    this.#tell({ news: 'changed' })
  }

  close(): void {
    globalThis.document?.removeEventListener('visibilitychange', this.#look)
    clearTimeout(this.#wait)
    this.disconnected()
    this.#others?.close()
    this.#others = null
    this.device.close()
  }

  #ask(): void {
    this.#baton.ask(() => {
      this.#sent.clear()
      this.#reload().then(() => this.#flush())
    })
  }

  #flush(): void {
    if (!this.#connected || !this.#baton.mine || this.#wait !== undefined) return
    for (const command of this.queue) {
      if (this.#storing.has(command.id) || this.#sent.size >= WINDOW) return
      if (this.#sent.has(command.id)) continue
      if (!this.owner.send(command)) return
      this.#sent.add(command.id)
    }
  }

  #later(id: string): void {
    clearTimeout(this.#wait)
    this.#wait = setTimeout(() => {
      this.#wait = undefined
      this.#sent.delete(id)
      this.#flush()
    }, backoff(this.#tries))
  }

  async #forget(ids: string[], news: News, why?: Why): Promise<void> {
    for (const id of ids) this.#leaving.add(id)
    const gone = await this.device.remove(ids, why).then(
      () => true,
      () => false,
    )
    if (gone) for (const id of ids) this.#leaving.delete(id)
    this.#tell(news)
    this.#flush()
  }

  #tell(news: News): void {
    // The channel takes copies only: what Svelte made reactive would be refused.
    this.#others?.postMessage(news)
  }

  /** An answer, had here or by the tab that sends. */
  #hear(news: News): void {
    if (news.news === 'changed') return void this.#reload().then(() => this.#flush())
    const ids = news.news === 'accepted' ? [news.id] : news.ids
    const answered = this.queue.filter((it) => ids.includes(it.id))
    for (const id of ids) {
      this.#answered.add(id)
      this.#sent.delete(id)
      this.#unkept.delete(id)
    }
    if (news.news === 'refused')
      this.refused = joined(
        this.refused,
        answered.map((command) => ({ command, why: news.why })),
      )
    this.#set(this.queue.filter((it) => !ids.includes(it.id)))
    for (const command of answered) {
      if (news.news === 'accepted') this.owner.accepted(command, news.seq)
      else this.owner.refused(command, news.why)
    }
  }

  async #reload(): Promise<void> {
    const before = new Set(this.queue.map((it) => it.id).filter((id) => this.#isStored(id)))
    const read = await Promise.all([this.device.commands(), this.device.refused()]).catch(() => null)
    if (!read) return
    const [kept, refused] = read
    const stored = new Set(kept.map((it) => it.id))
    // In the store before and not now, they were answered; the rest was written while we read, or never.
    const gone = this.queue.filter((it) => !stored.has(it.id) && before.has(it.id))
    const mine = this.queue.filter((it) => !stored.has(it.id) && !before.has(it.id))
    this.refused = joined(
      refused,
      this.refused.filter((it) => this.#leaving.has(it.command.id)),
    )
    this.#set([...kept, ...mine].filter((it) => !this.#answered.has(it.id)))
    this.#settle(gone)
  }

  #isStored(id: string): boolean {
    return !this.#storing.has(id) && !this.#unkept.has(id)
  }

  /** Answered through another tab, whose word may never reach us: what it did not keep as refused was accepted. */
  #settle(gone: readonly Command[]): void {
    for (const command of gone) {
      const why = this.refused.find((it) => it.command.id === command.id)?.why
      if (why) this.owner.refused(command, why)
      else this.owner.accepted(command, null)
    }
  }

  #set(queue: readonly Command[]): void {
    this.queue = queue
    this.owner.changed()
  }

  /** A page that nobody sees may be stopped at any moment: it lets the others go first. */
  #look = (): void => {
    if (!this.#connected) return
    if (document.visibilityState !== 'hidden') {
      this.#reload().then(() => this.#flush())
      return this.#ask()
    }
    this.#baton.leave()
    setTimeout(() => this.#connected && this.#ask(), ASK_AGAIN)
  }
}

function joined(all: readonly RefusedCommand[], more: readonly RefusedCommand[]): RefusedCommand[] {
  const known = new Set(all.map((it) => it.command.id))
  return [...all, ...more.filter((it) => !known.has(it.command.id))]
}
