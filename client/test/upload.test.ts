/** Sending a file: every byte arrives as it is, whatever is cut; another file is another recording. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CHUNK_BYTES, fingerprintOf, hashOf } from '#lib/audio/pieces.ts'
import { underWay } from '#lib/audio/under-way.svelte.ts'
import { type About, Upload, uploads } from '#lib/audio/upload.svelte.ts'
import { Memory } from '#lib/live/device.ts'
import { newId } from '#lib/live/ids.ts'
import { Chance, seeds } from './chance'
import { me, no, Recordings, sha256 } from './fake-recordings'
import { ME, RETREAT } from './things'

const ABOUT: About = {
  retreat: RETREAT,
  session: newId(),
  group: null,
  name: 'Morning',
  agreement: 'Everyone said yes.',
}

let server: Recordings
let device: Memory

beforeEach(() => {
  server = new Recordings()
  device = new Memory()
  vi.stubGlobal('fetch', server.fetch)
  vi.spyOn(Math, 'random').mockReturnValue(0)
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

function file(
  chunks: number,
  fill: (bytes: Uint8Array) => void = () => {},
): { file: File; bytes: Uint8Array } {
  const bytes = new Uint8Array((chunks - 1) * CHUNK_BYTES + 1000)
  for (let n = 0; n < bytes.length; n += 4096) bytes[n] = n / 4096
  fill(bytes)
  return { file: new File([bytes as never], 'Recording.m4a', { lastModified: 1 }), bytes }
}

/** Run an upload while its waiting is skipped. */
async function sent(of: File, about = ABOUT): Promise<Upload> {
  const upload = new Upload(me(ME), Promise.resolve(device), of, about)
  vi.useFakeTimers()
  let over = false
  const running = upload.run().finally(() => {
    over = true
  })
  while (!over) {
    await new Promise<void>((done) => queueMicrotask(done))
    await new Promise<void>((done) => setImmediateReal(done))
    vi.advanceTimersByTime(20_000)
  }
  await running
  vi.useRealTimers()
  return upload
}
const setImmediateReal = setImmediate

test('a file arrives byte for byte, and is closed', async () => {
  const { file: it, bytes } = file(3)
  const upload = await sent(it)
  expect([upload.state, upload.sent, upload.total]).toEqual(['done', bytes.length, bytes.length])
  expect(sha256(server.whole(upload.recording as string))).toBe(sha256(bytes))
  expect(server.puts.sort()).toEqual([0, 1, 2])
  expect(server.closed).toEqual([upload.recording])
})

test('on a bad line it arrives too, each command under one id', async () => {
  for (const seed of seeds(10)) {
    server = new Recordings()
    device = new Memory()
    vi.stubGlobal('fetch', server.fetch)
    const chance = new Chance(seed)
    server.bad = () => chance.next() < 0.4
    const { file: it, bytes } = file(3)
    const upload = await sent(it)
    expect(upload.state).toBe('done')
    expect(server.closed).toEqual([upload.recording])
    expect(new Set(server.heard.map((it) => it.id)).size).toBe(2)
    expect(sha256(server.whole(upload.recording as string))).toBe(sha256(bytes))
  }
})

test('chosen again after a cut, it goes on where it was', async () => {
  const { file: it, bytes } = file(3)
  server.refuse = (n) => (n === 1 ? no('too_large', 413, 'No.') : null)
  const first = await sent(it)
  expect([first.state, first.why]).toEqual(['refused', { kind: 'too_large', message: 'No.' }])
  server.refuse = () => null
  const before = [...(server.kept.get(first.recording as string)?.keys() ?? [])]
  expect(before.length).toBeGreaterThan(0)
  server.puts = []
  const second = await sent(file(3).file)
  expect(second.recording).toBe(first.recording)
  expect(server.puts.sort()).toEqual([0, 1, 2].filter((n) => !before.includes(n)))
  expect(sha256(server.whole(second.recording as string))).toBe(sha256(bytes))
})

test.each([
  ['at its start', 0],
  ['in its middle', CHUNK_BYTES + 5],
])('C17: of the same name and size but changed %s, it starts anew', async (_where, at) => {
  server.refuse = (n) => (n === 2 ? no('too_large', 413) : null)
  const first = await sent(file(3).file)
  server.refuse = () => null
  const changed = file(3, (bytes) => {
    bytes[at] = 255
  })
  const second = await sent(changed.file)
  expect(second.recording).not.toBe(first.recording)
  expect(sha256(server.whole(second.recording as string))).toBe(sha256(changed.bytes))
})

test('announced under the same id where the page was closed before the answer came', async () => {
  const { file: it } = file(1)
  const recording = newId()
  await device.rememberFile({ fingerprint: await fingerprintOf(it, ABOUT.session), recording })
  const upload = await sent(it)
  expect([upload.state, upload.recording]).toEqual(['done', recording])
  // Once it is done, the same file sent again is a recording of its own.
  expect((await sent(it)).recording).not.toBe(recording)
})

test('a file that is closed already is done', async () => {
  const { file: it } = file(1)
  vi.spyOn(device, 'forgetFile').mockResolvedValue()
  const first = await sent(it)
  const second = await sent(it)
  expect([second.state, second.recording]).toEqual(['done', first.recording])
})

test('announced already, it goes on', async () => {
  const { file: it } = file(1)
  server.refuseCommand = (it) => {
    if (it.type === 'add_recording') server.kept.set(it.recording, new Map())
    return null
  }
  const upload = await sent(it)
  expect([upload.state, upload.why]).toEqual(['done', null])
})

test('closed by another tab while it is being sent, it is done', async () => {
  const { file: it, bytes } = file(3)
  server.refuse = (n) => {
    if (n !== 2 || server.closed.length) return null
    const [recording, kept] = [...server.kept][0] as [string, Map<number, Uint8Array>]
    for (let n = 0; n < 3; n++) kept.set(n, bytes.slice(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES))
    server.closed.push(recording)
    return no('not_ready', 409)
  }
  const upload = await sent(it)
  expect([upload.state, upload.why]).toEqual(['done', null])
})

test('what the server turns out to lack when it is closed is sent again', async () => {
  const { file: it, bytes } = file(3)
  let once = true
  server.refuseCommand = (it) => {
    if (it.type === 'close_recording' && once) server.kept.get(it.recording)?.delete(1)
    if (it.type === 'close_recording') once = false
    return null
  }
  const upload = await sent(it)
  expect([upload.state, upload.sent]).toEqual(['done', bytes.length])
  expect(server.puts.filter((n) => n === 1)).toHaveLength(2)
  expect(sha256(server.whole(upload.recording as string))).toBe(sha256(bytes))
})

test('what stays missing although it is closed is said', async () => {
  server.refuse = () => no('not_ready', 409, 'Closed.')
  const upload = await sent(file(1).file)
  expect([upload.state, upload.why]).toEqual(['refused', { kind: 'not_ready', message: 'Closed.' }])
})

test('a server that keeps a command at no try is believed', async () => {
  server.refuseCommand = () => no('not_kept', 500, 'Not kept.')
  const upload = await sent(file(1).file)
  expect([upload.state, upload.why?.kind]).toEqual(['refused', 'not_kept'])
  expect(new Set(server.heard.map((it) => it.id)).size).toBe(1)
})

test('nothing is announced or closed in the name of somebody else who signed in on this device', async () => {
  server.refuse = () => {
    server.member = newId()
    return null
  }
  const upload = await sent(file(1).file)
  expect([upload.state, upload.why?.kind]).toEqual(['refused', 'someone_else'])
  expect(server.heard.map((it) => it.type)).toEqual(['add_recording'])
})

test('an empty file is refused before anything is sent', async () => {
  const upload = uploads.start(me(ME), new File([], 'Empty.wav'), ABOUT)
  expect([upload.state, upload.why]).toEqual(['refused', { kind: 'empty_file', message: '' }])
  expect(server.kept.size).toBe(0)
  underWay.dismiss(upload)
  expect(underWay.all).toEqual([])
})

test('a file that changes while it is read is refused, not glued', async () => {
  const { file: it } = file(2)
  const slice = it.slice.bind(it)
  vi.spyOn(it, 'slice').mockImplementation((from = 0, to) => {
    const piece = slice(from, to)
    if (server.kept.size)
      vi.spyOn(piece, 'arrayBuffer').mockRejectedValue(new DOMException('', 'NotReadableError'))
    return piece
  })
  const upload = await sent(it)
  expect([upload.state, upload.why?.kind]).toEqual(['refused', 'file_changed'])
})

test('the hash is the same without a secure context', async () => {
  const blob = new Blob(['abc'])
  const secure = await hashOf(blob)
  vi.stubGlobal('crypto', {})
  expect(await hashOf(blob)).toBe(secure)
})

test('the sound of words goes to their recording; the same file goes on, from any device, and another begins anew', async () => {
  const about = { ...ABOUT, of: newId() }
  server.kept.set(about.of, new Map())
  const [first, other] = [file(3), file(3, (bytes) => bytes.fill(7))]
  server.refuse = (n) => (n === 2 ? no('not_allowed', 403) : null)
  expect((await sent(first.file, about)).state).toBe('refused')
  server.refuse = () => null
  const [parts, announced] = [
    server.puts.length,
    () => server.heard.filter((it) => it.type === 'add_sound').length,
  ]
  device = new Memory()
  expect((await sent(first.file, about)).state).toBe('done')
  expect([server.puts.slice(parts), announced()]).toEqual([[2], 1])
  expect(sha256(server.whole(about.of))).toBe(sha256(first.bytes))

  server.closed = []
  expect((await sent(other.file, about)).recording).toBe(about.of)
  expect([sha256(server.whole(about.of)), announced()]).toEqual([sha256(other.bytes), 2])
  expect(server.heard.some((it) => it.type === 'add_recording')).toBe(false)
})
