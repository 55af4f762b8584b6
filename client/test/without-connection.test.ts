/** A retreat without a connection: opened as it was last read here, and made current before it is believed. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Keeper } from '#lib/kept/keeper.svelte.ts'
import { Shelf } from '#lib/kept/shelf.ts'
import { lastSeen } from '#lib/kept/who.ts'
import { NoConnection, Refusal } from '#lib/live/api.ts'
import { newId } from '#lib/live/ids.ts'
import type { Source } from '#lib/live/protocol.ts'
import { LiveRetreat } from '#lib/state/live.svelte.ts'
import { FakeServer } from './fake-server'
import { FakeSocket } from './fake-socket'
import { freshDevice } from './on-device'
import { annotate, annotation, EPOCH, envelope, ME, RETREAT, SOURCE, segment } from './things'

let server: FakeServer
let open: { close(): void }[] = []
const source = { id: SOURCE, kind: 'transcript', title: 'Words', recording: null } as Source

beforeEach(() => {
  freshDevice()
  FakeSocket.all = []
  server = new FakeServer()
  server.segments = [segment(0, 'Words that were said')]
  server.frame = { sources: [source] }
  server.retreats = [RETREAT]
  vi.stubGlobal('fetch', server.fetch)
})

afterEach(() => {
  for (const it of open) it.close()
  open = []
  vi.unstubAllGlobals()
})

const copy = async (member = ME) => (await Shelf.open(member))?.read(RETREAT)
const commentsKept = async () => (await copy())?.blocks.flatMap((it) => it.annotations.map((one) => one.id))

async function opened(): Promise<LiveRetreat> {
  const live = await LiveRetreat.open(RETREAT, FakeSocket.open)
  open.push(live)
  return live
}

/** A page that is being read, whose copy is written when the test says so. */
async function reading(): Promise<{ live: LiveRetreat; keeper: Keeper }> {
  const live = await opened()
  const keeper = new Keeper(live)
  open.push({ close: () => keeper.stop() })
  server.accept()
  await keeper.opened(SOURCE)
  await live.texts.open(SOURCE)
  keeper.stands(live.status)
  keeper.now()
  await vi.waitFor(async () => expect((await copy())?.blocks).toHaveLength(1))
  return { live, keeper }
}

test('[D2] without a connection a retreat opens as it was confirmed last, with what waits', async () => {
  const { live, keeper } = await reading()
  const mark = annotate(server.segments[0] as never)
  live.send(mark)
  await vi.waitFor(() => expect(live.waiting).toBe(0))
  keeper.now()
  await vi.waitFor(async () => expect(await commentsKept()).toEqual([mark.annotation]))
  server.reachable = false
  FakeSocket.last.lose()
  const waits = annotate(server.segments[0] as never)
  live.send(waits)
  keeper.stop()
  live.close()
  const again = await opened()
  const shown = () => again.view.annotations(SOURCE).map((it) => [it.id, it.pending])
  expect(again.state.segments(SOURCE).map((it) => it.text)).toEqual(['Words that were said'])
  expect(shown()).toEqual([
    [mark.annotation, false],
    [waits.annotation, true],
  ])
  await vi.waitFor(() => expect(again.status).toBe('offline'))
  const sockets = FakeSocket.all.length
  server.reachable = true
  const back = again.texts.open(SOURCE)
  await vi.waitFor(() => expect(FakeSocket.all.length).toBeGreaterThan(sockets), 5_000)
  server.accept()
  await back
  await vi.waitFor(() => expect(shown().map(([, pending]) => pending)).toEqual([false, false]))
  expect(server.events).toHaveLength(2)
})

test('what was never read here cannot be opened without a connection', async () => {
  server.reachable = false
  await expect(opened()).rejects.toThrow(NoConnection)
})

test('[D4] a mark that was removed leaves the copy, and so does a deleted recording', async () => {
  const { live, keeper } = await reading()
  const mark = annotate(server.segments[0] as never)
  live.send(mark)
  await vi.waitFor(() => expect(live.waiting).toBe(0))
  const recording = newId()
  const happen = (seq: number, body: Parameters<typeof envelope>[1]) => {
    FakeSocket.last.say({ type: 'events', upto: seq, events: [envelope(seq, body)] })
    keeper.now()
  }
  happen(2, { type: 'annotation_removed', annotation: mark.annotation })
  await vi.waitFor(async () => expect(await commentsKept()).toEqual([]))
  happen(3, { type: 'recording_deleted', recording, source: SOURCE, attempt: null })
  await vi.waitFor(async () => expect((await copy())?.blocks).toEqual([]))
})

test('[D4] whoever is let go from a retreat keeps nothing of it', async () => {
  const { keeper, live } = await reading()
  FakeSocket.last.say({ type: 'refused', command: null, why: { kind: 'not_found', message: 'No.' } })
  keeper.stands('closed')
  await vi.waitFor(async () => expect(await copy()).toBe(null))
  keeper.now()
  await new Promise((done) => setTimeout(done, 30))
  expect(await copy()).toBe(null)
  expect(live.state.retreat.id).toBe(RETREAT)
})

test('[D4] nor does who finds the retreat closed to them', async () => {
  await reading()
  server.answers = () => Response.json({ kind: 'not_found', message: 'No.' }, { status: 404 })
  await expect(opened()).rejects.toThrow(Refusal)
  expect(await copy()).toBe(null)
})

test('[D3] a page that was opened from a copy shows and sends nothing as somebody else', async () => {
  const { live, keeper } = await reading()
  server.reachable = false
  keeper.stop()
  live.close()
  const again = await opened()
  again.send(annotate(server.segments[0] as never))
  server.person = { ...server.person, id: newId() }
  server.reachable = true
  await vi.waitFor(() => expect(again.status).toBe('signed_out'), 5_000)
  expect(server.heard).toEqual([])
  expect(lastSeen()?.member.id).toBe(server.person.id)
  expect(await copy()).toBe(null)
  expect(again.waiting).toBe(1)
})

test('[D2] what was opened here before is fetched again, and followed', async () => {
  const { live, keeper } = await reading()
  keeper.stop()
  live.close()
  server.events.push(envelope(1, { type: 'annotated', annotation: annotation(server.segments[0] as never) }))
  const again = await opened()
  const next = new Keeper(again)
  open.push({ close: () => next.stop() })
  server.accept()
  next.stands(again.status)
  await vi.waitFor(async () => expect(await commentsKept()).toHaveLength(1), 5_000)
  expect(again.texts.isWhole(SOURCE)).toBe(true)
  expect((await copy())?.frame).toMatchObject({ epoch: EPOCH, seq: 1 })
})
