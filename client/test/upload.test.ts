/** Sending a file: every byte arrives as it is, whatever is cut; another file is another recording. */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CHUNK_BYTES, fingerprintOf, hashOf } from '#lib/audio/pieces.ts'
import { type About, type Sender, Upload, uploads } from '#lib/audio/upload.svelte.ts'
import { Refusal } from '#lib/live/api.ts'
import { Memory } from '#lib/live/device.ts'
import { newId } from '#lib/live/ids.ts'
import type { Chunk, Command } from '#lib/live/protocol.ts'
import type { Unsent } from '#lib/state/live.svelte.ts'
import { Chance, seeds } from './chance'
import { RETREAT } from './things'

const ABOUT: About = { retreat: RETREAT, session: newId(), name: 'Morning', agreement: 'Everyone said yes.' }
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Recordings on a server, over a line that may be bad. */
class Recordings {
  kept = new Map<string, Map<number, Uint8Array>>()
  puts: number[] = []
  closed: string[] = []
  bad: () => boolean = () => false
  refuse: (n: number) => Response | null = () => null

  fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    if (this.bad()) throw new TypeError('cut')
    const [, , , recording, , n] = url.split('/') as string[]
    const kept = this.kept.get(recording as string)
    if (!kept) return Response.json({ kind: 'not_found', message: '' }, { status: 404 })
    if (init.method === 'PUT') return this.#put(recording as string, kept, Number(n), init)
    const all = [...kept].map(([n, bytes]) => chunk(recording as string, n, bytes))
    return Response.json(all)
  }

  async #put(
    recording: string,
    kept: Map<number, Uint8Array>,
    n: number,
    init: RequestInit,
  ): Promise<Response> {
    const refused = this.refuse(n)
    if (refused) return refused
    const bytes = new Uint8Array(await (init.body as Blob).arrayBuffer())
    const said = new Headers(init.headers).get('x-chunk-sha256')
    if (said !== sha256(bytes)) return Response.json({ kind: 'wrong_hash', message: '' }, { status: 422 })
    kept.set(n, bytes)
    this.puts.push(n)
    // On the disk, but the answer is lost.
    if (this.bad()) throw new TypeError('cut')
    return Response.json(chunk(recording, n, bytes))
  }

  whole(recording: string): Buffer {
    const kept = this.kept.get(recording) as Map<number, Uint8Array>
    return Buffer.concat([...kept].sort(([a], [b]) => a - b).map(([, bytes]) => bytes))
  }
}

function chunk(recording: string, n: number, bytes: Uint8Array): Chunk {
  return { recording, n, bytes: bytes.length, sha256: sha256(bytes) }
}

let server: Recordings
let device: Memory

/** The outbox, as an upload sees it. */
function sender(): Sender {
  const commands = new Map<string, Command>()
  return {
    device,
    status: 'live',
    send(it: Unsent) {
      const command = { ...it, id: newId() } as Command
      commands.set(command.id, command)
      return command.id
    },
    async settled(id: string) {
      const command = commands.get(id) as Command
      if (command.type === 'add_recording') {
        if (server.kept.has(command.recording)) throw new Refusal('already_there', '', 409)
        server.kept.set(command.recording, new Map())
      }
      if (command.type === 'close_recording') {
        if (server.closed.includes(command.recording)) throw new Refusal('not_ready', '', 409)
        expect(server.kept.get(command.recording)?.size).toBe(command.chunks)
        server.closed.push(command.recording)
      }
      return 1
    },
  }
}

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
async function sent(of: File): Promise<Upload> {
  const upload = new Upload(sender(), of, ABOUT)
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

test('on a bad line it arrives too', async () => {
  for (const seed of seeds(5)) {
    server = new Recordings()
    device = new Memory()
    vi.stubGlobal('fetch', server.fetch)
    const chance = new Chance(seed)
    server.bad = () => chance.next() < 0.4
    const { file: it, bytes } = file(3)
    const upload = await sent(it)
    expect(upload.state).toBe('done')
    expect(sha256(server.whole(upload.recording as string))).toBe(sha256(bytes))
  }
})

test('chosen again after a cut, it goes on where it was', async () => {
  const { file: it, bytes } = file(3)
  server.refuse = (n) =>
    n === 1 ? Response.json({ kind: 'too_large', message: 'No.' }, { status: 413 }) : null
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
  server.refuse = (n) => (n === 2 ? Response.json({ kind: 'too_large', message: '' }, { status: 413 }) : null)
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

test('an empty file is refused before anything is sent', async () => {
  const upload = uploads.start(sender(), new File([], 'Empty.wav'), ABOUT)
  expect([upload.state, upload.why]).toEqual(['refused', { kind: 'empty_file', message: '' }])
  expect(server.kept.size).toBe(0)
  uploads.dismiss(upload)
  expect(uploads.all).toEqual([])
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
