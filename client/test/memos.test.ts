/** Memos on this device: shown before they are answered, and what was begun kept for the person who began it. */
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { openDB } from 'idb'
import { beforeEach, expect, test, vi } from 'vitest'
import { fallsWith } from '#lib/live/dependents.ts'
import { openDevice } from '#lib/live/device.ts'
import { newId } from '#lib/live/ids.ts'
import type { Command, Memo, WriteMemo } from '#lib/live/protocol.ts'
import { Drafts } from '#lib/state/drafts.svelte.ts'
import { RetreatState } from '#lib/state/retreat.svelte.ts'
import { type OnItsWay, View } from '#lib/state/view.svelte.ts'
import { annotate, envelope, frame, ME, RETREAT, SOURCE, segment } from './things'

const at = '2026-03-01T10:00:00.000Z'

function writeMemo(changes: Partial<WriteMemo> = {}): WriteMemo {
  const about = { about: 'source', about_id: SOURCE } as const
  return {
    type: 'write_memo',
    id: newId(),
    memo: newId(),
    retreat: RETREAT,
    ...about,
    text: 'Hm.',
    shared: false,
    ...changes,
  }
}

function memo(changes: Partial<Memo> = {}): Memo {
  const { memo: id, id: _, type: __, ...said } = writeMemo()
  return { id, ...said, author: ME, at, source: SOURCE, changed_at: null, ...changes }
}

function shown(memos: Memo[], ...commands: Command[]) {
  const onItsWay: OnItsWay[] = commands.map((command) => ({ command, at }))
  const view = new View(new RetreatState(frame({ memos })), ME, () => onItsWay)
  return view.memos.map(({ text, shared, pending }) => ({ text, shared, pending }))
}

test('what is on its way is shown, as it will be, and said to be waiting', () => {
  const it = memo()
  const written = writeMemo({ text: 'New.' })
  const [change, share] = [
    { type: 'change_memo', id: newId(), memo: it.id, text: 'Aha.' },
    { type: 'share_memo', id: newId(), memo: it.id },
  ] as const
  expect(shown([it])).toEqual([{ text: 'Hm.', shared: false, pending: false }])
  expect(shown([it], change)).toEqual([{ text: 'Aha.', shared: false, pending: true }])
  expect(shown([it], change, share)).toEqual([{ text: 'Aha.', shared: true, pending: true }])
  expect(shown([], written)).toEqual([{ text: 'New.', shared: false, pending: true }])
  expect(shown([it], { type: 'remove_memo', id: newId(), memo: it.id })).toEqual([])
})

test('the event takes the place of what was foreseen, and private memos come one by one', () => {
  const state = new RetreatState(frame())
  const it = memo()
  state.apply(envelope(1, { type: 'memo_written', memo: it }))
  state.apply(envelope(2, { type: 'memo_shared', memo: { ...it, shared: true } }))
  expect([...state.memos.values()]).toEqual([{ ...it, shared: true }])
  state.apply(envelope(3, { type: 'memo_removed', memo: it.id }))
  expect(state.memos.size).toBe(0)
})

test('a memo about a mark that is refused is offered back with it, and so is what changes it', () => {
  const mark = annotate(segment(0, 'Words'))
  const written = writeMemo({ about: 'annotation', about_id: mark.annotation })
  const change: Command = { type: 'change_memo', id: newId(), memo: written.memo, text: 'Aha.' }
  const other = writeMemo()
  expect(fallsWith(mark, [mark, written, change, other])).toEqual([mark.id, written.id, change.id])
})

beforeEach(() => void vi.stubGlobal('indexedDB', new IDBFactory()))

test('what was begun outlives the page, for the person who began it alone', async () => {
  const device = await openDevice(ME)
  const drafts = await Drafts.open(device)
  drafts.keep('one', 'Begun.')
  drafts.keep('two', 'Begun too.')
  drafts.keep('two', '')
  await vi.waitFor(async () => expect([...(await device.drafts())]).toEqual([['one', 'Begun.']]))
  device.close()
  const again = await Drafts.open(await openDevice(ME))
  expect([again.of('one'), again.of('two')]).toEqual(['Begun.', ''])
  expect((await Drafts.open(await openDevice(newId()))).of('one')).toBe('')
})

test('what an older version of the page kept is there, and drafts find their place beside it', async () => {
  const older = await openDB(`data-retreat-${ME}`, 1, {
    upgrade(db) {
      db.createObjectStore('commands', { autoIncrement: true }).createIndex('id', 'id', { unique: true })
      db.createObjectStore('refused', { keyPath: 'id' })
      db.createObjectStore('files', { keyPath: 'fingerprint' })
      db.createObjectStore('leases', { keyPath: 'name' })
    },
  })
  const command = writeMemo()
  await older.add('commands', { id: command.id, command })
  older.close()
  const device = await openDevice(ME)
  expect(await device.commands()).toEqual([command])
  await device.keepDraft('one', 'Begun.')
  expect((await device.drafts()).get('one')).toBe('Begun.')
})

test('a device that fails keeps nothing from being written', async () => {
  const device = await openDevice(ME)
  device.close()
  const drafts = await Drafts.open(device)
  drafts.keep('one', 'Begun.')
  expect(drafts.of('one')).toBe('Begun.')
})
