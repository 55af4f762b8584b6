/** Signing out on a device that others use too: what goes, what stays, and when. */
import { beforeEach, expect, test, vi } from 'vitest'
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { NoConnection } from '#lib/live/api.ts'
import { leave } from '#lib/live/leaving.ts'
import { newReceipt, openDrawer, receiptOf } from '#lib/live/receipt.ts'

const mine = { member: 'm', name: 'Nasreen', retreat: 'Spring', receipt: newReceipt() }
const others = { member: 'o', name: 'Tam', retreat: 'Spring', receipt: newReceipt() }
const nasreen = { name: 'Nasreen', is: (member: string) => member === 'm' }
const writing = { step: 'consent', name: 'Nasreen', member: null, receipt: newReceipt() }

let answer: () => Response

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  answer = () => new Response(null, { status: 204 })
  vi.stubGlobal('fetch', async () => answer())
  const drawer = await openDrawer()
  await drawer.keep(mine)
  await drawer.keep(others)
})

const kept = async () => (await openDrawer()).receipts()
const draft = async () => (await openDrawer()).draft()
const setDraft = async (it: unknown) => (await openDrawer()).setDraft(it)

test('whoever signs out takes their receipt with them, and nobody else’s', async () => {
  expect(await receiptOf(nasreen)).toBe(mine.receipt)
  expect(await leave(nasreen)).toBe(true)
  expect(await kept()).toEqual([others])
  expect(await receiptOf(nasreen)).toBe(null)
})

test('also one from before they were joined with another person', async () => {
  expect(await leave({ name: 'N', is: (member) => ['m', 'new'].includes(member) })).toBe(true)
  expect(await kept()).toEqual([others])
})

test.each([
  ['they did not press the last button', { ...writing, step: 'in', member: 'm' }],
  ['the receipt is the one that is kept', { ...writing, step: 'in', receipt: mine.receipt }],
  ['the answer was lost, and the name is theirs', { ...writing, step: 'sent', name: ' Nasreen ' }],
])('what the join screen left goes too: %s', async (_why, left) => {
  await setDraft(left)
  await leave(nasreen)
  expect(await draft()).toBe(null)
})

test.each([
  ['somebody is writing it', writing],
  ['it is another’s', { ...writing, step: 'in', member: 'o' }],
  ['another’s answer was lost', { ...writing, step: 'sent', name: 'Tam' }],
])('what the join screen has stays: %s', async (_why, left) => {
  await setDraft(left)
  await leave(nasreen)
  expect(await draft()).toEqual(left)
})

test('a receipt that only the join screen has is shown before it goes', async () => {
  const left = { ...writing, step: 'in', member: 'new' }
  await setDraft(left)
  expect(await receiptOf({ name: 'Nasreen', is: (it) => it === 'new' })).toBe(left.receipt)
})

test.each([
  ['there is no connection', () => Promise.reject(new TypeError('lost'))],
  ['the server fails', () => Response.json({ kind: 'failed', message: 'No.' }, { status: 500 })],
])('nothing is deleted while they are signed in: %s', async (_why, said) => {
  answer = said as () => Response
  await expect(leave(nasreen)).rejects.toThrow()
  expect(await kept()).toHaveLength(2)
})

test('a lost connection is told as one', async () => {
  answer = () => {
    throw new TypeError('lost')
  }
  await expect(leave(nasreen)).rejects.toThrow(NoConnection)
})

test('who was signed out elsewhere in the meantime leaves all the same', async () => {
  answer = () => Response.json({ kind: 'not_signed_in', message: '' }, { status: 401 })
  expect(await leave(nasreen)).toBe(true)
  expect(await kept()).toEqual([others])
})

test('what could not be deleted is said', async () => {
  const get = vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(() => {
    throw new DOMException('broken', 'UnknownError')
  })
  expect(await leave(nasreen)).toBe(false)
  get.mockRestore()
  expect(await leave(nasreen)).toBe(true)
})
