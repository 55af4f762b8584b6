/** One reconnecting socket: says hello from where the state stands, and notices when the line is dead. */
import type { FromClient, FromServer, Hello, Why } from './protocol'

const PROTOCOL = 1

// The server beats every 10 s: twice that without a word, and the line is dead (ms).
const SILENCE = 20_000
const LONGEST = 15_000

/** How long to wait after so many failures in a row (ms): doubling from half a second, spread so that a room of
 * phones does not come back in one instant. */
export function backoff(failures: number, random: number = Math.random()): number {
  return Math.min(LONGEST, 500 * 2 ** failures) * (0.5 + random / 2)
}

export type SocketState = 'connecting' | 'live' | 'offline'

interface SocketOwner {
  /** Asked at every connection. */
  hello(): Omit<Hello, 'type' | 'protocol'>
  message(it: FromServer): void
  changed(state: SocketState): void
  /** The server will not talk to this page: it closed with the reason, and is not asked again. */
  ended(why: Why): void
}

type Open = (url: string) => WebSocket

export class Socket {
  #ws: WebSocket | null = null
  #failures = 0
  #welcomed = false
  #heard = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #watch: ReturnType<typeof setInterval> | undefined

  constructor(
    private readonly owner: SocketOwner,
    private readonly url: string,
    private readonly open: Open = (url) => new WebSocket(url),
  ) {}

  start(): void {
    globalThis.addEventListener?.('online', this.#nudge)
    globalThis.addEventListener?.('offline', this.#cut)
    globalThis.document?.addEventListener('visibilitychange', this.#nudge)
    this.#watch ??= setInterval(this.#listenForSilence, SILENCE / 4)
    this.#connect()
  }

  stop(): void {
    globalThis.removeEventListener?.('online', this.#nudge)
    globalThis.removeEventListener?.('offline', this.#cut)
    globalThis.document?.removeEventListener('visibilitychange', this.#nudge)
    clearInterval(this.#watch)
    this.#watch = undefined
    clearTimeout(this.#retry)
    this.#drop()
  }

  /** Whether it could be handed to the network. That it arrived, only an answer says. */
  send(message: FromClient): boolean {
    if (!this.#welcomed || this.#ws?.readyState !== 1) return false
    this.#ws.send(JSON.stringify(message))
    return true
  }

  #connect(): void {
    clearTimeout(this.#retry)
    this.#drop()
    this.owner.changed('connecting')
    this.#heard = Date.now()
    const ws = this.open(this.url)
    this.#ws = ws
    ws.onopen = () => ws.send(JSON.stringify({ type: 'hello', protocol: PROTOCOL, ...this.owner.hello() }))
    ws.onmessage = (event) => ws === this.#ws && this.#take(JSON.parse(event.data))
    ws.onclose = () => ws === this.#ws && this.#lost()
  }

  #take(message: FromServer): void {
    this.#heard = Date.now()
    if (
      message.type === 'refused' &&
      message.command === null &&
      (!this.#welcomed || ENDING.has(message.why.kind))
    )
      return this.#end(message.why)
    if (message.type === 'welcome') {
      this.#welcomed = true
      this.#failures = 0
      this.owner.changed('live')
    }
    this.owner.message(message)
  }

  #end(why: Why): void {
    this.stop()
    this.owner.ended(why)
  }

  #lost(): void {
    this.#drop()
    this.owner.changed('offline')
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.#connect(), backoff(this.#failures++))
  }

  /** Forget the connection: what it may still say is not heard. */
  #drop(): void {
    const ws = this.#ws
    this.#ws = null
    this.#welcomed = false
    ws?.close()
  }

  #listenForSilence = (): void => {
    if (this.#ws && Date.now() - this.#heard >= SILENCE) this.#lost()
  }

  #cut = (): void => {
    if (this.#ws) this.#lost()
  }

  /** The network or the page is back: try now rather than when the wait is over. */
  #nudge = (): void => {
    if (globalThis.document?.visibilityState === 'hidden') return
    if (!this.#ws || Date.now() - this.#heard >= SILENCE) this.#connect()
  }
}

// Refusals that are about the page and its sign-in, not about one message.
const ENDING = new Set(['out_of_date', 'not_signed_in'])

/** Where the socket is, seen from this page. */
export function liveUrl(place: { protocol: string; host: string } = location): string {
  return `${place.protocol === 'https:' ? 'wss' : 'ws'}://${place.host}/api/live`
}
