/** A live retreat: previews and what confirms them, cuts, resync, and words that are offered back. */
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { NoConnection, Refusal } from '#lib/live/api.ts'
import { newId } from '#lib/live/ids.ts'
import type { Annotate, WhoIsHere } from '#lib/live/protocol.ts'
import { LiveRetreat } from '#lib/state/live.svelte.ts'
import { FakeLocks } from './fake-locks'
import { FakeServer } from './fake-server'
import { FakeSocket, welcome } from './fake-socket'
import { annotate, annotation, code, envelope, RETREAT, SOURCE, segment, stance } from './things'

let server: FakeServer
let live: LiveRetreat

beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('navigator', { locks: new FakeLocks() })
  vi.stubGlobal('location', { protocol: 'http:', host: 'here' })
  FakeSocket.all = []
  server = new FakeServer()
  server.segments = [segment(0, 'Words that were said')]
  vi.stubGlobal('fetch', server.fetch)
  live = await LiveRetreat.open(RETREAT, FakeSocket.open)
})

afterEach(() => {
  live.close()
  vi.unstubAllGlobals()
})

const settle = () => new Promise((done) => setTimeout(done, 10))
const mark = (changes: Partial<Annotate> = {}) => annotate(server.segments[0] as never, changes)
const shown = () => live.view.annotations(SOURCE).map((it) => [it.id, it.pending])

async function reconnected(): Promise<void> {
  const before = FakeSocket.all.length
  await vi.waitFor(() => expect(FakeSocket.all.length).toBeGreaterThan(before), 3_000)
  server.accept()
}

test('a mark is shown at once, pending until the state has reached it', async () => {
  server.telling = false
  const it = mark()
  live.send(it)
  expect(shown()).toEqual([[it.annotation, true]])
  expect(live.waiting).toBe(1)
  const socket = server.accept()
  expect(live.status).toBe('live')
  await vi.waitFor(() => expect(live.waiting).toBe(0))
  expect(shown()).toEqual([[it.annotation, true]])
  expect(live.state.annotations(SOURCE)).toEqual([])
  server.tell(socket, 0)
  expect(shown()).toEqual([[it.annotation, false]])
  expect(live.state.seq).toBe(1)
})

test('after a cut it says from where it stands, and sends again what had no answer', async () => {
  const socket = server.accept()
  server.patient = true
  const first = live.send(mark())
  const second = live.send(mark())
  await vi.waitFor(() => expect(server.heard).toHaveLength(2))
  server.happen(server.heard[0] as never)
  server.patient = false
  socket.lose()
  expect(live.status).toBe('offline')
  await reconnected()
  await vi.waitFor(() => expect(live.waiting).toBe(0))
  expect(FakeSocket.last.sent[0]).toMatchObject({ type: 'hello', since: 0 })
  expect(server.events.map((it) => it.command)).toEqual([first, second])
  expect(shown().map(([, pending]) => pending)).toEqual([false, false])
})

test('a removal hides the mark before it is confirmed; a refused one shows it again', async () => {
  const socket = server.accept()
  const it = mark()
  live.send(it)
  await vi.waitFor(() => expect(shown()).toEqual([[it.annotation, false]]))
  server.refuse = () => ({ kind: 'not_allowed', message: 'No.' })
  server.patient = true
  const removal = live.send({ type: 'remove_annotation', annotation: it.annotation })
  expect(shown()).toEqual([])
  await vi.waitFor(() => expect(server.heard.at(-1)?.id).toBe(removal))
  server.decide(socket, server.heard.at(-1) as never)
  expect(shown()).toEqual([[it.annotation, false]])
  expect(live.refused).toMatchObject([{ command: { id: removal }, why: { kind: 'not_allowed' } }])
  await live.dismissRefused(removal)
  expect(live.refused).toEqual([])
})

test('pending codes and replies are shown; with a refused code, the mark and its words come back', async () => {
  const code = newId()
  const made = live.send({ type: 'create_code', code, name: 'Trust', colour: 3, definition: null })
  const it = mark({ code, comment: null })
  const marked = live.send(it)
  live.send({ type: 'reply', reply: newId(), annotation: it.annotation, text: 'Why?' })
  expect(live.view.codeOf(code)).toMatchObject({ name: 'Trust', pending: true })
  expect(live.view.replies(it.annotation)).toMatchObject([{ text: 'Why?', pending: true }])
  server.refuse = () => ({ kind: 'not_allowed', message: 'No.' })
  const outcome = expect(live.settled(marked)).rejects.toThrow(Refusal)
  server.accept()
  await outcome
  expect(live.refused.map((one) => one.command.id).slice(0, 2)).toEqual([made, marked])
  expect(shown()).toEqual([])
  expect(live.view.codes.size).toBe(0)
})

test('how one sees a mark is shown at once, changed and taken back; refused, it is as before', async () => {
  const annotation = newId()
  const said = () => live.view.stances(annotation).map((it) => [it.view, it.reason, it.pending])
  const theirs = stance(annotation, { member: newId(), view: 'agree' })
  const told = envelope(1, { type: 'stance_taken', stance: theirs })
  server.events.push(told)
  live.state.apply(told)
  const before = [['agree', null, false]]
  live.send({ type: 'take_stance', annotation, view: 'unsure' })
  const taken = live.send({ type: 'take_stance', annotation, view: 'differ', reason: 'He had no choice.' })
  expect(said()).toEqual([...before, ['differ', 'He had no choice.', true]])
  live.send({ type: 'drop_stance', annotation })
  expect(said()).toEqual(before)
  server.refuse = () => ({ kind: 'not_allowed', message: 'No.' })
  const outcome = expect(live.settled(taken)).rejects.toThrow(Refusal)
  server.accept()
  await outcome
  expect(said()).toEqual(before)
})

test('what is done with a code is shown at once', () => {
  const [a, b] = [code('Trust'), code('Faith')]
  for (const made of [a, b])
    live.state.apply(envelope(live.state.seq + 1, { type: 'code_created', code: made }))
  expect(live.view.codeOf(b.id)).toEqual({ ...b, pending: false })
  live.send({ type: 'merge_code', code: b.id, into: a.id })
  live.send({ type: 'change_code', code: a.id, name: 'Relying on', definition: 'When it holds.' })
  expect(live.view.codeOf(b.id)).toMatchObject({ id: a.id, name: 'Relying on', colour: 1, pending: true })
  live.send({ type: 'unmerge_code', code: b.id })
  live.send({ type: 'change_code', code: a.id, definition: '', parent: b.id })
  live.send({ type: 'retire_code', code: b.id })
  expect(live.view.codes.get(a.id)).toMatchObject({ definition: null, parent: b.id })
  expect(live.view.codeOf(b.id)).toMatchObject({ id: b.id, merged_into: null, retired: true })
  live.send({ type: 'bring_back_code', code: b.id })
  expect(live.view.codeOf(b.id)?.retired).toBe(false)
})

test('whoever asks what became of a command is told, also after the answer', async () => {
  server.accept()
  const taken = live.send(mark())
  await live.settled(taken)
  await live.settled(taken)
  server.refuse = () => ({ kind: 'not_allowed', message: 'No.' })
  const refused = live.send(mark())
  await expect(live.settled(refused)).rejects.toThrow('No.')
  await expect(live.settled(refused)).rejects.toThrow('No.')
})

test('who is removed from the retreat is told so in place; a server that fails is asked again', async () => {
  const socket = server.accept()
  server.answers = () => Response.json({ kind: 'failed', message: '' }, { status: 500 })
  socket.say({ type: 'resync' })
  await settle()
  expect(live.status).toBe('offline')
  server.answers = () => Response.json({ kind: 'not_found', message: 'Not yours.' }, { status: 404 })
  await vi.waitFor(() => expect(live.status).toBe('closed'), 3_000)
  expect(live.ended).toEqual({ kind: 'not_found', message: 'Not yours.' })
})

test('resync fetches the parts anew, keeps the outbox, and goes on from there', async () => {
  await live.texts.open(SOURCE)
  server.accept()
  await settle()
  FakeSocket.last.lose()
  server.epoch = newId()
  server.events = [envelope(1, { type: 'annotated', annotation: annotation(server.segments[0] as never) })]
  const it = mark()
  live.send(it)
  await reconnected()
  await reconnected()
  expect(FakeSocket.last.sent[0]).toMatchObject({ epoch: server.epoch, since: 1 })
  await vi.waitFor(() => expect(live.waiting).toBe(0))
  await vi.waitFor(() => expect(live.view.annotations(SOURCE)).toHaveLength(2))
  expect(live.state.epoch).toBe(server.epoch)
})

const BLOCKS = /\/blocks(\/\d+|\?.*)$/
const blocksAsked = () => server.asked.flatMap((it) => BLOCKS.exec(it)?.[1] ?? [])

test('the block in view is fetched first, then what follows, then what lies before', async () => {
  await live.texts.open(SOURCE, 1)
  expect(blocksAsked()).toEqual(['/1', '?first=2&last=2', '?first=0&last=0'])
  expect(live.state.segments(SOURCE)).toHaveLength(1)
  expect([live.texts.loading, live.texts.error]).toEqual([null, null])
  server.asked = []
  await live.texts.open(SOURCE)
  expect(blocksAsked()).toEqual([])
})

test('what is not in view is fetched two hours at a time', async () => {
  server.blocks = 27
  await live.texts.open(SOURCE, 14)
  const others = ['?first=15&last=23', '?first=24&last=26', '?first=12&last=13', '?first=0&last=11']
  expect(blocksAsked()).toEqual(['/14', ...others])
  expect(live.texts.has(SOURCE, 26)).toBe(true)
})

test('a block that was packed before the state began is taken where nothing happened to it since', async () => {
  live.close()
  server.happen({ ...mark(), id: newId() } as Annotate)
  live = await LiveRetreat.open(RETREAT, FakeSocket.open)
  server.packedAt = 0
  await live.texts.open(SOURCE)
  expect(live.texts.error).toBeNull()
  expect(live.state.segments(SOURCE)).toHaveLength(1)
})

test('a source that could not be fetched is fetched once there is a connection', async () => {
  server.reachable = false
  await live.texts.open(SOURCE)
  expect(live.texts.error).toBeInstanceOf(NoConnection)
  server.reachable = true
  server.accept()
  await vi.waitFor(() => expect(live.state.segments(SOURCE)).toHaveLength(1))
  expect(live.texts.error).toBeNull()
})

test('nothing is sent in the name of somebody else who signed in on this device', async () => {
  live.send(mark())
  const socket = FakeSocket.last
  socket.accept()
  socket.say(welcome({ member: newId() }))
  await settle()
  expect(live.status).toBe('signed_out')
  expect(socket.sent.map((it) => it.type)).toEqual(['hello'])
})

test.each([
  ['out_of_date', 'outdated'],
  ['not_signed_in', 'signed_out'],
  ['not_found', 'closed'],
  ['wrong_origin', 'closed'],
])('refused with %s it is %s, and keeps what waits', async (kind, status) => {
  live.send(mark())
  FakeSocket.last.accept()
  FakeSocket.last.say({ type: 'refused', command: null, why: { kind, message: 'Why.' } })
  expect([live.status, live.ended, live.waiting]).toEqual([status, { kind, message: 'Why.' }, 1])
})

test('without a connection nobody is known to be here, and after it who is told anew', async () => {
  const report: WhoIsHere = {
    type: 'who_is_here',
    here: [{ member: 'm', source: SOURCE, segment: null, selection: null }],
  }
  server.accept().say(report)
  expect(live.here).toHaveLength(1)
  FakeSocket.last.lose()
  expect(live.here).toEqual([])
  await reconnected()
  expect([live.status, live.here]).toEqual(['live', []])
  FakeSocket.last.say(report)
  expect(live.here).toHaveLength(1)
})

test('presence and progress are those of the last report', () => {
  const socket = server.accept()
  live.readingAt(SOURCE, 'a')
  live.readingAt(SOURCE, 'b')
  expect(socket.sent.filter((it) => it.type === 'here')).toEqual([
    { type: 'here', source: SOURCE, segment: 'a', selection: null },
  ])
  socket.say({ type: 'who_is_here', here: [{ member: 'm', source: SOURCE, segment: null, selection: null }] })
  expect(live.here).toHaveLength(1)
  socket.say({
    type: 'in_progress',
    recordings: [{ recording: 'r', done: 1, total: 9, left: null, before: null }],
  })
  socket.say({
    type: 'in_progress',
    recordings: [{ recording: 's', done: 1, total: 9, left: 3, before: null }],
  })
  expect([...live.progress.keys()]).toEqual(['s'])
})
