/** A WebSocket whose other end is the test. */
import type { FromClient, FromServer, Welcome } from '#lib/live/protocol.ts'
import { EPOCH, ME } from './things'

export class FakeSocket {
  static all: FakeSocket[] = []
  static open = (): WebSocket => {
    const socket = new FakeSocket()
    FakeSocket.all.push(socket)
    return socket as unknown as WebSocket
  }
  static get last(): FakeSocket {
    return FakeSocket.all.at(-1) as FakeSocket
  }

  readyState = 0
  closed = false
  sent: FromClient[] = []
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: (() => void) | null = null
  /** What answers, where a test has a server of its own. */
  server: ((it: FromClient) => void) | null = null

  send(data: string): void {
    const message = JSON.parse(data)
    this.sent.push(message)
    this.server?.(message)
  }

  close(): void {
    this.closed = true
    this.readyState = 3
  }

  accept(): void {
    this.readyState = 1
    this.onopen?.()
  }

  say(message: FromServer): void {
    this.onmessage?.({ data: JSON.stringify(message) })
  }

  lose(): void {
    this.readyState = 3
    this.onclose?.()
  }
}

export function welcome(changes: Partial<Welcome> = {}): Welcome {
  const now = new Date().toISOString()
  return { type: 'welcome', protocol: 1, epoch: EPOCH, seq: 0, member: ME, now, ...changes }
}
