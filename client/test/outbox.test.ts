/** The outbox: once each, in order, whatever is cut; shared by tabs, never by people. */
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { openDB } from 'idb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { newId } from '#lib/live/ids.ts'
import { Outbox } from '#lib/live/outbox.ts'
import type { Command, Why } from '#lib/live/protocol.ts'
import { Chance, seeds } from './chance'
import { FakeLocks } from './fake-locks'
import { annotate, ME, segment } from './things'

const WHY: Why = { kind: 'not_allowed', message: 'No.' }
let open: Outbox[] = []

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('navigator', { locks: new FakeLocks() })
  open = []
})

afterEach(async () => {
  for (const it of open) it.close()
  vi.unstubAllGlobals()
})

/** A tab with its line to a server that keeps each command once, and answers when told. */
class Tab {
  static server: string[] = []
  outbox!: Outbox
  line: Command[] = []
  online = false
  refusals: string[] = []
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

beforeEach(() => {
  Tab.server = []
})

const answer = (text = 'Yes.'): Command => ({
  type: 'reply',
  id: newId(),
  reply: newId(),
  annotation: newId(),
  text,
})
const settle = () => new Promise((done) => setTimeout(done, 4))

async function drain(...tabs: Tab[]): Promise<void> {
  for (let idle = 0; idle < 5; ) {
    await settle()
    idle = tabs.map((it) => it.take()).some(Boolean) ? 0 : idle + 1
  }
}

test('a command is on the device before it is sent, and until it is answered', async () => {
  const tab = await Tab.open()
  tab.connect()
  const command = answer()
  const adding = tab.outbox.add(command)
  expect(tab.outbox.queue).toEqual([command])
  expect(tab.line).toEqual([])
  await adding
  await settle()
  expect(tab.line).toEqual([command])
  tab.close()
  const again = await Tab.open()
  expect(again.outbox.queue).toEqual([command])
  again.connect()
  await drain(again)
  expect(again.outbox.queue).toEqual([])
  expect(await again.outbox.device.commands()).toEqual([])
  expect(Tab.server).toEqual([command.id])
})

test('two people on one device never share', async () => {
  const [mine, theirs] = [await Tab.open(ME), await Tab.open(newId())]
  await mine.outbox.add(answer())
  theirs.connect()
  await drain(theirs)
  expect(theirs.outbox.queue).toEqual([])
  expect(Tab.server).toEqual([])
})

test('C09: two tabs offline, one closed, the other loaded anew while it sends: once each, in order', async () => {
  const [first, second] = [await Tab.open(), await Tab.open()]
  const commands: Command[] = []
  for (let n = 0; n < 40; n++) {
    const command = answer(`${n}`)
    commands.push(command)
    await (n % 2 ? first : second).outbox.add(command)
  }
  first.close()
  second.connect()
  await settle()
  for (let n = 0; n < 7; n++) second.take(n < 5)
  second.close()
  const third = await Tab.open()
  third.connect()
  await drain(third)
  expect(Tab.server).toEqual(commands.map((it) => it.id))
  expect(third.outbox.queue).toEqual([])
})

test('only one tab sends, and the others hear the answers', async () => {
  const [first, second] = [await Tab.open(), await Tab.open()]
  first.connect()
  second.connect()
  await settle()
  const commands = [answer(), answer(), answer()]
  for (const it of commands) await second.outbox.add(it)
  await settle()
  expect(first.line).toHaveLength(3)
  expect(second.line).toEqual([])
  await drain(first)
  expect(second.accepted).toEqual(commands.map((it) => it.id))
  expect(second.outbox.queue).toEqual([])
})

test('where the browser has no locks, a lease does', async () => {
  vi.stubGlobal('navigator', {})
  const [first, second] = [await Tab.open(), await Tab.open()]
  first.connect()
  await settle()
  second.connect()
  await second.outbox.add(answer())
  await settle()
  expect([first.line.length, second.line.length]).toEqual([1, 0])
  first.close()
  second.cut()
  second.connect()
  await drain(second)
  expect(Tab.server).toHaveLength(1)
})

describe('refused', () => {
  test('its words are kept, with those of what stood on it, until they are dismissed', async () => {
    const tab = await Tab.open()
    const made: Command = {
      type: 'create_code',
      id: newId(),
      code: newId(),
      name: 'Trust',
      colour: 1,
      definition: null,
    }
    const mark = annotate(segment(0, 'Words'), { code: made.code, comment: null })
    const onMark: Command = {
      type: 'reply',
      id: newId(),
      reply: newId(),
      annotation: mark.annotation,
      text: 'Why?',
    }
    const other = answer()
    for (const it of [made, mark, onMark, other]) await tab.outbox.add(it)
    tab.outbox.refuse(made.id, WHY)
    await settle()
    expect(tab.refusals).toEqual([made.id, mark.id, onMark.id])
    expect(tab.outbox.queue).toEqual([other])
    tab.close()
    const again = await Tab.open()
    expect(again.outbox.refused.map((it) => it.command.id).sort()).toEqual(
      [made.id, mark.id, onMark.id].sort(),
    )
    expect(again.outbox.refused[0]?.why).toEqual(WHY)
    await again.outbox.dismiss(mark.id)
    expect(await again.outbox.device.refused()).toHaveLength(2)
  })

  test('what the server cannot do for now is asked again', async () => {
    const tab = await Tab.open()
    tab.connect()
    const command = answer()
    await tab.outbox.add(command)
    await settle()
    vi.useFakeTimers()
    tab.line = []
    tab.outbox.refuse(command.id, { kind: 'disk_full', message: '' })
    expect(tab.outbox.queue).toEqual([command])
    vi.advanceTimersByTime(2_000)
    expect(tab.line).toEqual([command])
    vi.useRealTimers()
  })
})

test('without a store it works from memory, and says so', async () => {
  vi.stubGlobal('indexedDB', undefined)
  const tab = await Tab.open()
  expect(tab.outbox.lasting).toBe(false)
  tab.connect()
  await tab.outbox.add(answer())
  await drain(tab)
  expect(Tab.server).toHaveLength(1)
})

test('a newer version of the page opens its store although an old tab is open; the old one goes on from memory', async () => {
  const tab = await Tab.open()
  tab.connect()
  const newer = await openDB(`data-retreat-${ME}`, 2)
  newer.close()
  await tab.outbox.add(answer())
  expect(tab.outbox.lasting).toBe(false)
  await drain(tab)
  expect(Tab.server).toHaveLength(1)
})

describe('whatever happens, each command arrives once and in order', () => {
  test.each(seeds(12))('seed %i', async (seed) => {
    const chance = new Chance(seed)
    let tabs = [await Tab.open(), await Tab.open()]
    const added: string[] = []
    const steps = [
      async (tab: Tab) => {
        const command = answer()
        added.push(command.id)
        await tab.outbox.add(command)
      },
      async (tab: Tab) => tab.connect(),
      async (tab: Tab) => tab.cut(),
      async (tab: Tab) => void tab.take(chance.next() < 0.7),
      async (tab: Tab) => {
        tab.close()
        tabs = [...tabs.filter((it) => it !== tab), await Tab.open()]
      },
    ]
    for (let n = 0; n < 60; n++) {
      await chance.of([...steps, steps[0], steps[3], steps[3]])?.(chance.of(tabs))
      if (chance.next() < 0.3) await settle()
    }
    for (const it of tabs) it.cut()
    for (const it of tabs) it.connect()
    await drain(...tabs)
    expect(Tab.server).toEqual(added)
    for (const it of tabs) expect(it.outbox.queue).toEqual([])
  })
})
