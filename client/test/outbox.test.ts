/** The outbox: kept until it is answered, whatever becomes of the store; never shared by people. */
import { openDB } from 'idb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { newId } from '#lib/live/ids.ts'
import type { Command } from '#lib/live/protocol.ts'
import { answer, drain, eachInItsBrowser, settle, Tab, WHY } from './tab'
import { annotate, ME, segment } from './things'

eachInItsBrowser()

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
      parent: null,
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
  const newer = await openDB(`data-retreat-${ME}`, 3)
  newer.close()
  await tab.outbox.add(answer())
  expect(tab.outbox.lasting).toBe(false)
  await drain(tab)
  expect(Tab.server).toHaveLength(1)
})

describe('a store that does not answer', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true })
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  test('when it is asked to keep a command: that is sent from memory after a while', async () => {
    const tab = await Tab.open()
    tab.connect()
    await settle()
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => new IDBRequest())
    const command = answer()
    const adding = tab.outbox.add(command)
    await settle()
    expect(tab.line).toEqual([])
    await vi.advanceTimersByTimeAsync(10_000)
    await adding
    expect(tab.line).toEqual([command])
    expect(tab.outbox.lasting).toBe(false)
    await drain(tab)
    expect(tab.outbox.queue).toEqual([])
    expect(tab.outbox.lasting).toBe(true)
  })

  test('when it is opened: the page goes on from memory', async () => {
    vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => new IDBOpenDBRequest())
    const opening = Tab.open()
    await vi.advanceTimersByTimeAsync(10_000)
    const tab = await opening
    expect(tab.outbox.lasting).toBe(false)
    tab.connect()
    await tab.outbox.add(answer())
    await drain(tab)
    expect(Tab.server).toHaveLength(1)
  })
})
