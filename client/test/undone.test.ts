/** Undo that waits for a connection: what it can only mean is shown at once, as if it were done. */
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { newId } from '#lib/live/ids.ts'
import type { SegmentText } from '#lib/live/protocol.ts'
import { LiveRetreat } from '#lib/state/live.svelte.ts'
import { FakeLocks } from './fake-locks'
import { FakeServer } from './fake-server'
import { FakeSocket } from './fake-socket'
import { annotate, code, envelope, RETREAT, SOURCE, segment } from './things'

let live: LiveRetreat
let words: SegmentText
beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('navigator', { locks: new FakeLocks() })
  vi.stubGlobal('location', { protocol: 'http:', host: 'here' })
  FakeSocket.all = []
  words = segment(0, 'Words that were said')
  const server = new FakeServer()
  server.segments = [words]
  vi.stubGlobal('fetch', server.fetch)
  live = await LiveRetreat.open(RETREAT, FakeSocket.open)
  await live.texts.open(SOURCE)
})
afterEach(() => {
  live.close()
  vi.unstubAllGlobals()
})

const marks = () => live.view.annotations(SOURCE).map((it) => it.comment)
const said = () => live.view.segments(SOURCE).map((it) => it.text)
const mark = (comment: string) => live.send(annotate(words, { comment, code: null }))
const undo = (source: string | null = SOURCE) => live.send({ type: 'undo', retreat: RETREAT, source })
const redo = (source: string | null = SOURCE) => live.send({ type: 'redo', retreat: RETREAT, source })
const correct = (base: string, text: string) =>
  live.send({
    type: 'correct',
    source: SOURCE,
    corrections: [{ segment: words.id, base, text }],
    settles: null,
  })

test('step by step back, and forward again', () => {
  for (const it of ['one', 'two', 'three']) mark(it)
  undo()
  undo()
  expect(marks()).toEqual(['one'])
  redo()
  expect(marks()).toEqual(['one', 'two'])
  expect(live.waiting).toBe(6)
})

test('of a step that is here and one that is not, the one that was undone last is done again first', () => {
  undo()
  mark('one')
  undo()
  expect(marks()).toEqual([])
  redo()
  expect(marks()).toEqual(['one'])
})

test('after something else was done there is nothing to do again', () => {
  mark('one')
  undo()
  mark('two')
  redo()
  expect(marks()).toEqual(['two'])
})

test('words, answers and removals come back', () => {
  const first = correct(words.revision, 'Words that were written')
  correct(first, 'Words that were written down')
  undo()
  expect(said()).toEqual(['Words that were written'])
  undo()
  expect(said()).toEqual(['Words that were said'])
  const annotation = newId()
  live.send(annotate(words, { annotation, comment: 'one', code: null }))
  live.send({ type: 'reply', reply: newId(), annotation, text: 'Why?' })
  live.send({ type: 'remove_annotation', annotation })
  expect(marks()).toEqual([])
  undo()
  expect([marks(), live.view.replies(annotation).length]).toEqual([['one'], 1])
  undo()
  expect([marks(), live.view.replies(annotation).length]).toEqual([['one'], 0])
})

test('what lies further back the server knows, and what is done again is that', () => {
  mark('one')
  undo()
  undo()
  redo()
  expect(marks()).toEqual([])
  redo()
  expect(marks()).toEqual(['one'])
})

test('the codebook has its own steps, and a code that was made stays for its marks', () => {
  const known = code('Trust')
  live.state.apply(envelope(live.state.seq + 1, { type: 'code_created', code: known }))
  const made = newId()
  live.send({ type: 'create_code', code: made, name: 'Faith', colour: 2, definition: null })
  mark('one')
  live.send({ type: 'change_code', code: known.id, name: 'Relying' })
  undo(null)
  expect([live.view.codeOf(known.id)?.name, marks()]).toEqual(['Trust', ['one']])
  undo(null)
  expect(live.view.codeOf(made)?.name).toBe('Faith')
  undo()
  expect(marks()).toEqual([])
})
