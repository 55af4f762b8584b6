/** The socket: hello from where the state stands, retries, and lines that are dead. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FromServer, Why } from '#lib/live/protocol.ts'
import { backoff, liveUrl, Socket, type SocketState } from '#lib/live/socket.ts'
import { FakeSocket, welcome } from './fake-socket'
import { EPOCH, RETREAT } from './things'

let since = 7
let heard: FromServer[] = []
let states: SocketState[] = []
let ended: Why[] = []
let socket: Socket

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.all = []
  since = 7
  heard = []
  states = []
  ended = []
  socket = new Socket(
    {
      hello: () => ({ retreat: RETREAT, epoch: EPOCH, since }),
      message: (it) => heard.push(it),
      changed: (it) => states.push(it),
      ended: (why) => ended.push(why),
    },
    'ws://here/api/live',
    FakeSocket.open,
  )
  socket.start()
})

afterEach(() => {
  socket.stop()
  vi.useRealTimers()
})

test('says hello, and again from where the state then stands', () => {
  FakeSocket.last.accept()
  expect(FakeSocket.last.sent).toEqual([
    { type: 'hello', protocol: 1, retreat: RETREAT, epoch: EPOCH, since: 7 },
  ])
  FakeSocket.last.say(welcome())
  expect(states).toEqual(['connecting', 'live'])
  since = 12
  FakeSocket.last.lose()
  expect(states.at(-1)).toBe('offline')
  vi.advanceTimersByTime(1_000)
  FakeSocket.last.accept()
  expect(FakeSocket.all).toHaveLength(2)
  expect(FakeSocket.last.sent).toEqual([expect.objectContaining({ since: 12 })])
})

test('sends nothing but hello before it is welcome', () => {
  const here = { type: 'here', source: null, segment: null, selection: null } as const
  expect(socket.send(here)).toBe(false)
  FakeSocket.last.accept()
  expect(socket.send(here)).toBe(false)
  FakeSocket.last.say(welcome())
  expect(socket.send(here)).toBe(true)
})

test('waits longer after every failure, and not at all once it was welcome', () => {
  for (let n = 0; n < 12; n++) {
    FakeSocket.last.lose()
    const before = FakeSocket.all.length
    vi.advanceTimersByTime(backoff(n, 0) - 1)
    expect(FakeSocket.all).toHaveLength(before)
    vi.advanceTimersByTime(backoff(n, 1) - backoff(n, 0) + 1)
    expect(FakeSocket.all).toHaveLength(before + 1)
  }
  FakeSocket.last.accept()
  FakeSocket.last.say(welcome())
  FakeSocket.last.lose()
  vi.advanceTimersByTime(500)
  expect(FakeSocket.all).toHaveLength(14)
})

test('a line without a word for 20 s is dead, also while it connects', () => {
  FakeSocket.last.accept()
  FakeSocket.last.say(welcome())
  for (let n = 0; n < 6; n++) {
    vi.advanceTimersByTime(10_000)
    FakeSocket.last.say({ type: 'beat', upto: 1 })
  }
  expect(FakeSocket.all).toHaveLength(1)
  vi.advanceTimersByTime(26_000)
  expect(FakeSocket.all).toHaveLength(2)
  expect(FakeSocket.all[0]?.closed).toBe(true)
  vi.advanceTimersByTime(26_000)
  expect(FakeSocket.all).toHaveLength(3)
})

test('what an old connection still says is not heard', () => {
  const old = FakeSocket.last
  old.accept()
  old.say(welcome())
  old.lose()
  vi.advanceTimersByTime(1_000)
  const before = heard.length
  old.say({ type: 'beat', upto: 99 })
  old.lose()
  expect(heard).toHaveLength(before)
  expect(FakeSocket.all).toHaveLength(2)
})

test.each(['out_of_date', 'not_signed_in', 'not_found'])(
  'a page refused with %s does not ask again',
  (kind) => {
    FakeSocket.last.accept()
    FakeSocket.last.say({ type: 'refused', command: null, why: { kind, message: '' } })
    FakeSocket.last.lose()
    vi.advanceTimersByTime(120_000)
    expect(ended).toEqual([{ kind, message: '' }])
    expect(FakeSocket.all).toHaveLength(1)
  },
)

test('comes back at once when the network does', () => {
  const events = new EventTarget()
  vi.stubGlobal('addEventListener', events.addEventListener.bind(events))
  vi.stubGlobal('removeEventListener', events.removeEventListener.bind(events))
  socket.stop()
  socket.start()
  for (let n = 0; n < 9; n++) {
    FakeSocket.last.lose()
    vi.advanceTimersByTime(15_000)
  }
  FakeSocket.last.lose()
  const before = FakeSocket.all.length
  events.dispatchEvent(new Event('online'))
  expect(FakeSocket.all).toHaveLength(before + 1)
  events.dispatchEvent(new Event('offline'))
  expect(states.at(-1)).toBe('offline')
  vi.unstubAllGlobals()
})

test('the address follows the page', () => {
  expect(liveUrl({ protocol: 'https:', host: 'a.org' })).toBe('wss://a.org/api/live')
  expect(liveUrl({ protocol: 'http:', host: '10.0.0.2:8000' })).toBe('ws://10.0.0.2:8000/api/live')
})
