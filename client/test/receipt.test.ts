import { beforeEach, expect, test } from 'vitest'
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { inFours, meant, newReceipt, openDrawer } from '#lib/live/receipt.ts'
import { digestOf } from '#lib/live/receipt-digest.ts'

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

test('a receipt is sixteen characters that nobody reads as others, and never the same', () => {
  const receipts = Array.from({ length: 200 }, newReceipt)
  for (const it of receipts) expect(it).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/)
  expect(new Set(receipts).size).toBe(200)
  expect(new Set(receipts.join('')).size).toBe(32)
})

test('what was written down is read as it was meant', () => {
  expect(meant('  abcd-efgh oIlL – 1234\n')).toBe('ABCDEFGH01111234')
  expect(inFours('ABCDEFGH01111234')).toBe('ABCD EFGH 0111 1234')
})

test('the digest is that of the characters that were meant, as the server makes it', () => {
  expect(digestOf('abcd efgh o111 1234')).toBe(digestOf('ABCD-EFGH-0111-1234'))
  expect(digestOf('ABCD')).toBe('e12e115acf4552b2568b55e93cbd39394c4ef81c82447fafc997882a02d23677')
})

test('a device keeps receipts, and what is being written, until they are thrown away', async () => {
  const drawer = await openDrawer()
  const mine = { member: 'm', name: 'Nasreen', retreat: 'Spring', receipt: newReceipt() }
  await drawer.keep(mine)
  await drawer.setDraft({ name: 'Nas' })
  const again = await openDrawer()
  expect(await again.receipts()).toEqual([mine])
  expect(await again.draft()).toEqual({ name: 'Nas' })
  await again.setDraft(null)
  expect(await drawer.draft()).toBe(null)
})

test('where the browser keeps nothing, it is kept until the page is closed', async () => {
  globalThis.indexedDB = {
    open: () => {
      throw new Error('private')
    },
  } as unknown as IDBFactory
  const drawer = await openDrawer()
  await drawer.setDraft(1)
  expect([drawer.lasting, await drawer.draft()]).toEqual([false, 1])
})
