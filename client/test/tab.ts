/** A tab of the browser with its outbox, and its line to a server that keeps each command once. */
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, vi } from 'vitest'
import { newId } from '#lib/live/ids.ts'
import { Outbox } from '#lib/live/outbox.ts'
import type { Command, Why } from '#lib/live/protocol.ts'
import { FakeLocks } from './fake-locks'
import { ME } from './things'

export const WHY: Why = { kind: 'not_allowed', message: 'No.' }
let open: Outbox[] = []

/** A browser of its own for each test of the file that calls this. */
export function eachInItsBrowser() {
  beforeEach(() => {
    vi.stubGlobal('indexedDB', new IDBFactory())
    vi.stubGlobal('navigator', { locks: new FakeLocks() })
    open = []
    Tab.server = []
  })

  afterEach(async () => {
    for (const it of open) it.close()
    vi.unstubAllGlobals()
  })
}

/** The server answers when it is told to. */
export class Tab {
  static server: string[] = []
  outbox!: Outbox
  line: Command[] = []
  online = false
  refusals: string[] = []
  added: string[] = []
  accepted: string[] = []

  static async open(member = ME): Promise<Tab> {
    const tab = new Tab()
    tab.outbox = await Outbox.open(member, {
      send: (command) => tab.online && tab.line.push(command) > 0,
      changed: () => {},
      accepted: (command) => tab.accepted.push(command.id),
      refused: (command) => tab.refusals.push(command.id),
    })
    open.push(tab.outbox)
    return tab
  }

  connect() {
    this.online = true
    this.outbox.connected()
  }

  cut() {
    this.online = false
    this.line = []
    this.outbox.disconnected()
  }

  /** The server takes the next command of this line; its answer may be lost. */
  take(answered = true): boolean {
    const command = this.line.shift()
    if (!command) return false
    if (!Tab.server.includes(command.id)) Tab.server.push(command.id)
    if (answered) this.outbox.accepted(command.id, Tab.server.indexOf(command.id) + 1)
    return true
  }

  close() {
    this.cut()
    this.outbox.close()
  }
}

export const answer = (text = 'Yes.'): Command => ({
  type: 'reply',
  id: newId(),
  reply: newId(),
  annotation: newId(),
  text,
})
export const settle = () => new Promise((done) => setTimeout(done, 4))

export async function drain(...tabs: Tab[]): Promise<void> {
  for (let idle = 0; idle < 5; ) {
    await settle()
    idle = tabs.map((it) => it.take()).some(Boolean) ? 0 : idle + 1
  }
}
