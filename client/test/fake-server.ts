/** A server for one retreat: answers fetches and sockets from a ledger in memory. */
import type { Block, Command, Envelope, Frame, FromClient, Member, SegmentText } from '#lib/live/protocol.ts'
import { FakeSocket, welcome } from './fake-socket'
import { annotation, block, EPOCH, envelope, frame, ME, SOURCE } from './things'

const programme = { id: EPOCH, name: 'Programme' }
const me = {
  member: { id: ME, name: 'Ana', organisation: null, occupation: null, steward: false, merged_into: null },
  programme,
  retreats: [],
  programmes: [],
  left: [],
  account: false,
}

const numbers = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => first + n)

export class FakeServer {
  epoch = EPOCH
  events: Envelope[] = []
  /** Who is signed in, and what the retreat contains. */
  person: Member = me.member
  /** The retreats that they are in. */
  retreats: string[] = []
  frame: Partial<Frame> = {}
  /** Commands as they came, repeats included. */
  heard: Command[] = []
  segments: SegmentText[] = []
  asked: string[] = []
  reachable = true
  /** What every fetch is answered with, where it is not the ledger. */
  answers: (() => Response) | null = null
  /** How many blocks the source has, and the seq that they name, where it is not the last. */
  blocks = 3
  packedAt: number | null = null
  /** Whether commands are decided as they come, or when `decide` is called. */
  patient = false
  refuse: (it: Command) => { kind: string; message: string } | null = () => null
  /** Whether what happened is told: otherwise only that it was accepted. */
  telling = true

  get seq(): number {
    return this.events.length
  }

  fetch = async (url: string): Promise<Response> => {
    if (!this.reachable) throw new TypeError('offline')
    this.asked.push(url)
    return this.answers?.() ?? Response.json(this.#answer(url), { headers: { 'x-seq': `${this.seq}` } })
  }

  #answer(url: string): unknown {
    const [epoch, seq] = [this.epoch, this.seq]
    const retreats = this.retreats.map((id) => ({ retreat: { id }, role: 'partner' }))
    if (url.endsWith('/me')) return { ...me, member: this.person, retreats }
    if (url.endsWith('/frame'))
      return frame({ epoch, seq, marks: { [SOURCE]: this.block().annotations.length }, ...this.frame })
    const blocks = numbers(0, this.blocks - 1).map((n) => ({ n, segments: 1, characters: 5, marks: 0 }))
    if (url.endsWith('/outline')) return { epoch, seq, source: SOURCE, blocks }
    const several = /blocks\?first=(\d+)&last=(\d+)/.exec(url)
    if (several) return numbers(Number(several[1]), Number(several[2])).map((n) => ({ ...this.block(), n }))
    return { ...this.block(), n: Number(url.split('/').at(-1)) }
  }

  block(): Block {
    const annotations = this.events.flatMap(({ body }) =>
      body.type === 'annotated' ? [body.annotation] : [],
    )
    return block({ epoch: this.epoch, seq: this.packedAt ?? this.seq, segments: this.segments, annotations })
  }

  /** The other end of the newest socket: hello, and from then on commands. */
  accept(): FakeSocket {
    const socket = FakeSocket.last
    socket.server = (it) => this.#take(socket, it)
    socket.accept()
    return socket
  }

  #take(socket: FakeSocket, it: FromClient): void {
    if (it.type === 'command') {
      this.heard.push(it.command)
      if (!this.patient) this.decide(socket, it.command)
    }
    if (it.type !== 'hello') return
    socket.say(welcome({ epoch: this.epoch, seq: this.seq }))
    if (it.epoch !== this.epoch || (it.since ?? 0) > this.seq) socket.say({ type: 'resync' })
    else this.tell(socket, it.since ?? 0)
  }

  decide(socket: FakeSocket, command: Command): void {
    const why = this.refuse(command)
    if (why) return socket.say({ type: 'refused', command: command.id, why })
    const before = this.events.find((it) => it.command === command.id)
    const seq = before?.seq ?? this.happen(command)
    socket.say({ type: 'accepted', command: command.id, seq })
    if (this.telling) this.tell(socket, seq - 1)
  }

  happen(command: Command): number {
    if (command.type === 'annotate') {
      const { annotation: id, passage, code, comment } = command
      const made = { ...annotation(this.segments[0] as SegmentText), id, passage, code, comment }
      this.events.push(
        envelope(this.seq + 1, { type: 'annotated', annotation: made }, { command: command.id }),
      )
    } else throw new Error(`${command.type} is not known here`)
    return this.seq
  }

  tell(socket: FakeSocket, since: number): void {
    socket.say({ type: 'events', upto: this.seq, events: this.events.slice(since) })
  }
}
