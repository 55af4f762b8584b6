/** One outbox in several tabs: each command once, in order, and every tab learns what became of it. */
import { describe, expect, test, vi } from 'vitest'
import type { Command } from '#lib/live/protocol.ts'
import { Chance, seeds } from './chance'
import { answer, drain, eachInItsBrowser, settle, Tab, WHY } from './tab'

eachInItsBrowser()

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

describe('what another tab was answered', () => {
  const here = () => new Promise((done) => setTimeout(done, 20))

  test.each([undefined, WHY])('is learnt from the store where no news came (%o)', async (why) => {
    const [first, second] = [await Tab.open(), await Tab.open()]
    const command = answer()
    await second.outbox.add(command)
    await here()
    // The tab that sends is closed before it tells: the store is all that is left.
    await first.outbox.device.remove([command.id], why)
    await first.outbox.add(answer())
    await here()
    expect([second.accepted, second.refusals]).toEqual(why ? [[], [command.id]] : [[command.id], []])
    expect(second.outbox.queue).toHaveLength(1)
  })

  test('is told once, and a look at the store that began before does not bring it back', async () => {
    const [first, second] = [await Tab.open(), await Tab.open()]
    first.connect()
    const command = answer()
    await second.outbox.add(command)
    await here()
    const read = second.outbox.device.commands.bind(second.outbox.device)
    const late = vi.spyOn(second.outbox.device, 'commands').mockImplementation(async () => {
      const kept = await read()
      await here()
      return kept
    })
    await first.outbox.add(answer())
    await new Promise((done) => setTimeout(done, 8))
    expect(late).toHaveBeenCalled()
    await drain(first)
    await here()
    expect(second.accepted.filter((id) => id === command.id)).toHaveLength(1)
    expect(second.outbox.queue).toEqual([])
  })
})

test('a command that is added while the store is being looked at stays, and is sent', async () => {
  const tab = await Tab.open()
  tab.connect()
  const other = await Tab.open()
  const { device } = tab.outbox
  const read = device.commands.bind(device)
  const slow = vi.spyOn(device, 'commands').mockImplementation(async () => {
    const kept = await read()
    await new Promise((done) => setTimeout(done, 20))
    return kept
  })
  await other.outbox.add(answer())
  await vi.waitFor(() => expect(slow).toHaveBeenCalled())
  const command = answer()
  await tab.outbox.add(command)
  await new Promise((done) => setTimeout(done, 40))
  expect(tab.accepted).toEqual([])
  expect(tab.outbox.queue).toContainEqual(command)
  expect(tab.line).toContainEqual(command)
  await drain(tab)
  expect(tab.outbox.queue).toEqual([])
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
        tab.added.push(command.id)
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
    for (const it of tabs) {
      expect(it.outbox.queue).toEqual([])
      // Whoever waits for one learns of it, and once.
      expect(it.accepted.filter((id) => it.added.includes(id)).sort()).toEqual(it.added.sort())
    }
  })
})
