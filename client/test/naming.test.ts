/** Saying who speaks: who is offered, what is sent, and how the keys go from turn to turn. */
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { newId } from '#lib/live/ids.ts'
import type { Frame, SegmentText, Speaker } from '#lib/live/protocol.ts'
import { LiveRetreat } from '#lib/state/live.svelte.ts'
import { turns } from '#lib/state/turns.ts'
import { paragraphsOf } from '../src/routes/retreats/[retreat]/[source]/paragraphs.ts'
import type { Reader } from '../src/routes/retreats/[retreat]/[source]/reader.svelte.ts'
import { Naming } from '../src/routes/retreats/[retreat]/[source]/speaking/naming.svelte.ts'
import { alsoOf } from '../src/routes/retreats/[retreat]/[source]/speaking/voices.ts'
import { Room } from '../src/routes/retreats/[retreat]/room.svelte.ts'
import { FakeLocks } from './fake-locks'
import { FakeServer } from './fake-server'
import { FakeSocket } from './fake-socket'
import { frame, ME, RETREAT, SOURCE, segment } from './things'

const [BEA, DOUBLE, RECORDING, TABLE, SITTING] = ['c002', 'c003', 'd001', 'd002', 'd003'].map(
  (it) => `0190a000-0000-7000-8000-00000000${it}`,
) as [string, string, string, string, string]

let server: FakeServer
let live: LiveRetreat | undefined

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('navigator', { locks: new FakeLocks() })
  vi.stubGlobal('location', { protocol: 'http:', host: 'here' })
  FakeSocket.all = []
  server = new FakeServer()
})

afterEach(() => {
  live?.close()
  vi.unstubAllGlobals()
})

const speaker = (id: string, changes: Partial<Speaker> = {}): Speaker => ({
  id,
  retreat: RETREAT,
  name: null,
  member: null,
  merged_into: null,
  n: 0,
  ...changes,
})

const member = (id: string, name: string, merged_into: string | null = null) => ({
  id,
  name,
  organisation: null,
  occupation: null,
  steward: false,
  merged_into,
})

const SOURCES = [
  { ...({} as Frame['sources'][number]), id: SOURCE, kind: 'transcript' as const, recording: RECORDING },
]
const people = {
  members: [member(ME, 'Ana'), member(BEA, 'Bea'), member(DOUBLE, 'B.', BEA)],
  attendances: [ME, BEA].map((it) => ({ retreat: RETREAT, member: it, role: 'partner' as const })),
  sources: SOURCES,
} satisfies Partial<Frame>

async function open(spoken: SegmentText[], changes: Partial<Frame>): Promise<{ room: Room; naming: Naming }> {
  server.frame = { ...people, ...changes }
  server.segments = spoken
  vi.stubGlobal('fetch', server.fetch)
  live = await LiveRetreat.open(RETREAT, FakeSocket.open)
  const room = new Room(live)
  await live.texts.open(SOURCE)
  const reader = {
    room,
    source: SOURCE,
    ring: { enter: vi.fn() },
    get segments() {
      return room.live.view.segments(SOURCE)
    },
    get order() {
      return new Map(this.segments.map((it, at) => [it.id, at]))
    },
    get turns() {
      return turns(this.segments, (it) => room.speaker(it)?.id ?? it)
    },
    get paragraphs() {
      return paragraphsOf(this.turns)
    },
    get paragraphOf() {
      return new Map(this.paragraphs.flatMap((it, at) => it.segments.map(({ id }) => [id, at] as const)))
    },
  }
  return { room, naming: new Naming(reader as unknown as Reader) }
}

const at = (n: number, speaker: string | null = null) =>
  segment(n, `Words ${n}.`, { start: n * 10, end: n * 10 + 4, speaker })

const sent = () => live?.view.segments(SOURCE).map((it) => it.speaker)

test('[V1] a speaker goes by the member’s name, their own, or a number, and a double’s is the person’s', async () => {
  const speakers = [
    speaker('a', { name: 'By the door', member: DOUBLE }),
    speaker('b', { name: 'Iain' }),
    speaker('c', { n: 2 }),
    speaker('d', { merged_into: 'c' }),
  ]
  const { room } = await open([], { speakers })
  expect(['a', 'b', 'c', 'd'].map((it) => room.speakerName(it))).toEqual([
    'Bea',
    'Iain',
    'Speaker 2',
    'Speaker 2',
  ])
  expect(
    alsoOf(room)
      .get('c')
      ?.map((it) => it.id),
  ).toEqual(['d'])
})

test('who speaks here is offered first, then other speakers, then who sits at this table, then all others', async () => {
  const { naming } = await open([at(0, 'b')], {
    speakers: [speaker('a', { name: 'Iain' }), speaker('b', { name: 'Morag' })],
    recordings: [{ ...({} as Frame['recordings'][number]), id: RECORDING, group: TABLE }],
    seats: [{ session: SITTING, member: BEA, group: TABLE }],
  })
  expect(naming.voices.map((it) => it.name)).toEqual(['Morag', 'Iain', 'Bea', 'Ana'])
})

test('by key from turn to turn, in an order that does not move meanwhile', async () => {
  const spoken = [at(0), at(1, 'b'), at(2), at(3)]
  const { naming } = await open(spoken, {
    speakers: [speaker('a', { name: 'Iain' }), speaker('b', { name: 'Morag' })],
  })
  naming.askTurn(spoken[0]?.id ?? '', true)
  const order = naming.voices.map((it) => it.name)
  const [, iain] = naming.voices
  if (iain) naming.choose(iain)
  expect(naming.asked?.from).toBe(spoken[2]?.id)
  expect(naming.voices.map((it) => it.name)).toEqual(order)
  naming.give('b')
  naming.give('a')
  expect([naming.asked, sent()]).toEqual([null, ['a', 'b', 'b', 'a']])
})

test('[V4] that it is not known is an answer: it is not asked about again', async () => {
  const spoken = [at(0), at(1, 'a'), at(2), at(3, 'a'), at(4)]
  const { naming } = await open(spoken, { speakers: [speaker('a', { name: 'Iain' })] })
  naming.askTurn(spoken[2]?.id ?? '', true)
  expect(naming.now).toBeNull()
  naming.give('')
  expect(naming.asked?.from).toBe(spoken[4]?.id)
  naming.askTurn(spoken[0]?.id ?? '', true)
  naming.give('a')
  expect(naming.asked?.from).toBe(spoken[4]?.id)
  naming.askTurn(spoken[2]?.id ?? '')
  expect([naming.now, sent()]).toEqual(['', ['a', 'a', '', 'a', null]])
})

test('somebody of the retreat becomes a speaker once, and somebody nameless has the next number', async () => {
  const spoken = [at(0), at(1), at(2)]
  const { room, naming } = await open(spoken, { speakers: [speaker('a', { n: 4 })] })
  naming.askTurn(spoken[0]?.id ?? '')
  const bea = naming.voices.find((it) => it.member === BEA)
  if (bea) naming.choose(bea)
  expect(naming.asked).toBeNull()
  expect(naming.voices.filter((it) => it.member === BEA)).toMatchObject([
    { name: 'Bea', speaker: sent()?.[0] },
  ])
  naming.askTurn(spoken[1]?.id ?? '')
  naming.upto = spoken[2]?.id ?? ''
  naming.chooseNew(null)
  const [, second, third] = sent() ?? []
  expect([room.speakerName(second ?? ''), third]).toEqual(['Speaker 5', second])
})

test('what was checked, a partner leaves as it is', async () => {
  const spoken = [at(0), { ...at(1), checked_by: ME }]
  const { naming } = await open(spoken, {})
  naming.askTurn(spoken[0]?.id ?? '')
  expect(naming.closed).toBe(false)
  naming.askTurn(spoken[1]?.id ?? '')
  expect(naming.closed).toBe(true)
})

test('more segments than one command takes are sent in several', async () => {
  const spoken = Array.from({ length: 2_500 }, (_, n) => segment(n, 'Yes.', { start: n, end: n + 1 }))
  const { naming } = await open(spoken, { speakers: [speaker(newId(), { name: 'Iain' })] })
  naming.askTurn(spoken[0]?.id ?? '')
  naming.give(frame().retreat.id)
  expect(new Set(sent())).toEqual(new Set([RETREAT]))
})
