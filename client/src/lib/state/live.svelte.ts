/** A retreat, live: the confirmed state, the outbox and the socket, and what a screen shows of them together. */
import { SvelteMap } from 'svelte/reactivity'
import { fetchAgain, openRetreat } from '../kept/opening'
import { Refusal } from '../live/api'
import type { RefusedCommand } from '../live/device'
import { newId, timeOf, type Unsent } from '../live/ids'
import { Outbox } from '../live/outbox'
import { pause } from '../live/pause'
import type {
  Command,
  Envelope,
  Events,
  FromServer,
  Me,
  Presence,
  Progress,
  Selection,
  Welcome,
  Why,
} from '../live/protocol'
import { backoff, liveUrl, Socket, type SocketState } from '../live/socket'
import { Drafts } from './drafts.svelte'
import { Made } from './made'
import { Outcomes, refusalOf } from './outcomes'
import { Reading } from './reading'
import { RetreatState } from './retreat.svelte'
import { Texts } from './texts.svelte'
import { type OnItsWay, View } from './view.svelte'

/** The last three are ends: `closed` where this person may not, or no longer, be in the retreat. */
export type Status = 'connecting' | 'live' | 'offline' | 'outdated' | 'signed_out' | 'closed'

export class LiveRetreat {
  status = $state<Status>('connecting')
  /** Why the server will not talk to this page, where `status` is an end. */
  ended = $state.raw<Why | null>(null)
  /** A newer version of this page has taken over the store: reload soon. */
  superseded = $state(false)
  /** Whether what waits here outlives the page; not so in private windows. */
  lasting = $state(true)
  /** What this page asked for last. */
  last = $state<string | null>(null)
  readonly progress = new SvelteMap<string, Progress>()
  readonly state: RetreatState
  readonly view: View
  readonly texts: Texts
  /** What was begun here and not sent yet. */
  drafts!: Drafts
  #here = $state.raw<readonly Presence[]>([])
  #queue = $state.raw<readonly Command[]>([])
  #refused = $state.raw<readonly RefusedCommand[]>([])
  // In the ledger, and not yet in the state.
  #accepted = $state.raw<readonly { command: Command; seq: number }[]>([])
  #ways = new Made(withTime)
  // What is accepted is on its way as before: the screen need not be made anew for it.
  #onItsWay = $derived(this.#ways.of([...this.#accepted.map((it) => it.command), ...this.#queue]))
  #outcomes = new Outcomes()
  #reading = new Reading((it) => this.#socket.send(it))
  #socket: Socket
  #outbox!: Outbox
  #listeners = new Set<(it: Envelope) => void>()
  #resyncs = 0
  #closed = false

  private constructor(
    /** Who this person is, and their retreats. */
    readonly me: Me,
    readonly retreat: string,
    state: RetreatState,
    open?: (url: string) => WebSocket,
  ) {
    this.state = state
    this.view = new View(state, me.member.id, () => this.#onItsWay)
    this.texts = new Texts(retreat, state)
    this.#socket = new Socket(
      {
        hello: () => ({ retreat, epoch: state.epoch, since: state.seq }),
        message: (it) => this.#take(it),
        changed: (it) => this.#changed(it),
        ended: (why) => this.#end(why),
      },
      liveUrl(),
      open,
    )
  }

  /** Without a connection, as it was last read here. Throws Refusal (not signed in, not yours) or NoConnection. */
  static async open(retreat: string, open?: (url: string) => WebSocket): Promise<LiveRetreat> {
    const { me: person, frame, blocks, kept } = await openRetreat(retreat)
    const live = new LiveRetreat(person, retreat, new RetreatState(frame), open)
    live.state.loadKept(blocks)
    const owner = {
      send: (command: Command) => live.#socket.send({ type: 'command', command }),
      changed: () => live.#look(),
      accepted: (command: Command, seq: number | null) => live.#settle(command, seq),
      refused: (command: Command, why: Why) => live.#outcomes.refused(command.id, why),
    }
    live.#outbox = await Outbox.open(person.member.id, owner, () => {
      live.superseded = true
    })
    live.drafts = await Drafts.open(live.#outbox.device)
    live.#look()
    // Events alone do not make a copy current: what this person may see may be another now.
    if (kept) live.#resync()
    else live.#socket.start()
    return live
  }

  close(): void {
    this.#closed = true
    this.#reading.stop()
    this.#socket.stop()
    this.#outbox.close()
  }

  /** Who is here, as was last told; without a connection nobody is known to be. */
  get here(): readonly Presence[] {
    return this.status === 'live' ? this.#here : []
  }

  /** How many commands of this person wait on this device, in all tabs. */
  get waiting(): number {
    return this.#queue.length
  }

  /** What the server would not take, or what stood on it: its words are offered back. */
  get refused(): readonly RefusedCommand[] {
    return this.#refused
  }

  async dismissRefused(id: string): Promise<void> {
    await this.#outbox.dismiss(id)
  }

  /** Put a command in the outbox; its id. */
  send(it: Unsent): string {
    const command = $state.snapshot({ ...it, id: newId() }) as Command
    this.last = command.id
    this.#outbox.add(command)
    return command.id
  }

  /** The same for a command that has its id: put in again while it waits, it is there once. */
  sendOnce(command: Command): void {
    if (this.#queue.every((it) => it.id !== command.id)) this.#outbox.add($state.snapshot(command) as Command)
  }

  /** How many of these commands still wait on this device. */
  waitingOf(ids: ReadonlySet<string>): number {
    return this.#queue.filter((it) => ids.has(it.id)).length
  }

  /** Ends once a command of this device is in the ledger; throws the Refusal. */
  async settled(id: string): Promise<void> {
    const refused = this.#refused.find((it) => it.command.id === id)
    if (refused) throw refusalOf(refused.why)
    if (this.#queue.some((it) => it.id === id)) await this.#outcomes.of(id)
  }

  readingAt(source: string | null, segment: string | null, selection: Selection | null = null): void {
    this.#reading.at(source, segment, selection)
  }

  /** Be told every event as it comes, before the state has it, until the returned function is called. */
  listen(heard: (it: Envelope) => void): () => void {
    this.#listeners.add(heard)
    return () => this.#listeners.delete(heard)
  }

  #changed(it: SocketState): void {
    this.status = it
    if (it === 'offline') this.#outbox.disconnected()
  }

  #end({ kind, message }: Why): void {
    this.#outbox.disconnected()
    this.ended = { kind, message }
    this.status = ENDS[kind] ?? 'closed'
  }

  #take(it: FromServer): void {
    if (it.type === 'welcome') this.#welcome(it)
    else if (it.type === 'events') this.#events(it)
    else if (it.type === 'beat') this.#advance(it.upto)
    else if (it.type === 'accepted') this.#outbox.accepted(it.command, it.seq)
    else if (it.type === 'refused') it.command && this.#outbox.refuse(it.command, it.why)
    else if (it.type === 'who_is_here') this.#here = it.here
    else if (it.type === 'in_progress') this.#progressed(it.recordings)
    else if (it.type === 'resync') this.#resync()
  }

  #welcome({ member }: Welcome): void {
    // Somebody else has signed in on this device: what waits here is not sent in their name.
    if (member !== this.me.member.id) {
      this.#socket.stop()
      return this.#end({ kind: 'not_signed_in', message: '' })
    }
    this.#here = []
    this.#outbox.connected()
    this.#reading.connected()
    this.texts.retry()
  }

  #events({ events, upto }: Events): void {
    for (const envelope of events) {
      if (envelope.seq > this.state.seq) for (const heard of this.#listeners) heard(envelope)
      this.state.apply(envelope)
    }
    this.#advance(upto)
  }

  /** Each report replaces the one before (protocol rule L1). */
  #progressed(recordings: Progress[]): void {
    const going = new Set(recordings.map((it) => it.recording))
    for (const id of [...this.progress.keys()]) if (!going.has(id)) this.progress.delete(id)
    for (const it of recordings) this.progress.set(it.recording, it)
  }

  #advance(upto: number): void {
    this.#resyncs = 0
    this.state.reach(upto)
    if (this.#accepted.some((it) => it.seq <= this.state.seq))
      this.#accepted = this.#accepted.filter((it) => it.seq > this.state.seq)
  }

  /** What was missed cannot be told as events: fetch the parts anew, then listen from there. The outbox stays. */
  async #resync(): Promise<void> {
    this.#socket.stop()
    this.#outbox.disconnected()
    this.status = 'connecting'
    while (!this.#closed) {
      try {
        const frame = await fetchAgain(this.retreat, this.me.member.id)
        if (!frame) return this.#end({ kind: 'not_signed_in', message: '' })
        this.state.loadFrame(frame)
        break
      } catch (error) {
        if (error instanceof Refusal && error.status < 500) return this.#end(error)
        this.status = 'offline'
        await pause(backoff(++this.#resyncs))
      }
    }
    this.texts.again()
    if (this.#resyncs++ > 0) await pause(backoff(this.#resyncs))
    if (!this.#closed) this.#socket.start()
  }

  #look(): void {
    if (!this.#outbox) return
    this.#queue = this.#outbox.queue
    this.#refused = this.#outbox.refused
    this.lasting = this.#outbox.lasting
  }

  #settle(command: Command, seq: number | null): void {
    if (seq !== null && seq > this.state.seq) this.#accepted = [...this.#accepted, { command, seq }]
    this.#outcomes.accepted(command.id)
  }
}

const ENDS: Record<string, Status> = {
  out_of_date: 'outdated',
  malformed: 'outdated',
  not_signed_in: 'signed_out',
}

const withTime = (command: Command): OnItsWay => ({ command, at: timeOf(command.id) })
