/** Sending a file that exists: announced, sent in chunks that survive any cut, and closed. */
import { chunks, command, me, NoConnection, putChunk, Refusal } from '../live/api'
import { type Device, openDevice } from '../live/device'
import { newId, type Unsent } from '../live/ids'
import { pause } from '../live/pause'
import type { Chunk, Command, Me, Why } from '../live/protocol'
import { backoff } from '../live/socket'
import { CHUNK_BYTES, chunkCount, chunkOf, FileChanged, fingerprintOf, hashOf } from './pieces'
import { underWay } from './under-way.svelte'

type UploadState = 'sending' | 'waiting_for_connection' | 'closing' | 'done' | 'refused'

export interface About {
  retreat: string
  session: string
  /** The table whose talk it is, if it is one's. */
  group: string | null
  name: string
  /** In whose words those heard agreed to be recorded; none if nobody states it. */
  agreement: string | null
  /** The recording whose words are here, where this is its sound; otherwise it is a new one. */
  of?: string
}

const AT_ONCE = 2
// What fails for no reason of ours (a chunk arrives broken, a command is not kept) is tried so often, then believed.
const TRIES = 5
const NOT_OURS = new Set(['wrong_hash', 'not_kept'])
// What the server has of the file is not what we thought.
const OTHERWISE = new Set(['not_ready', 'parts_missing'])

export class Upload {
  readonly id = newId()
  state = $state<UploadState>('sending')
  /** Bytes that the server has confirmed. */
  sent = $state(0)
  readonly total: number
  /** Why it was refused; `message` is empty where the reason is ours: `empty_file`, `file_changed`, `someone_else`. */
  why = $state.raw<Why | null>(null)
  /** Under which id the server knows it, or soon will. */
  recording = $state<string | null>(null)
  #stopped = false

  constructor(
    private readonly by: Me,
    private readonly device: Promise<Device>,
    readonly file: File,
    readonly about: About,
  ) {
    this.total = file.size
  }

  /** Ends when it is done, refused or stopped; never throws. */
  async run(): Promise<void> {
    if (this.file.size === 0) return this.#refuse({ kind: 'empty_file', message: '' })
    try {
      const device = await this.device
      const { of, session } = this.about
      const fingerprint = await fingerprintOf(this.file, session)
      this.recording = of ? await this.#announcedTo(of) : await this.#announced(fingerprint, device)
      await this.#deliver(this.recording)
      await device.forgetFile(fingerprint).catch(() => {})
      this.state = 'done'
    } catch (error) {
      if (error instanceof FileChanged) this.#refuse({ kind: 'file_changed', message: '' })
      else if (error instanceof SomeoneElse) this.#refuse({ kind: 'someone_else', message: '' })
      else if (error instanceof Refusal) this.#refuse({ kind: error.kind, message: error.message })
      else if (!(error instanceof Stopped)) throw error
    }
  }

  /** Leave it as it is: chosen again, the same file goes on from there. */
  stop(): void {
    this.#stopped = true
  }

  #refuse(why: Why): void {
    this.why = why
    this.state = 'refused'
    this.#stopped = true
  }

  /** The recording that this very file is on its way to, announced. */
  async #announced(fingerprint: string, device: Device): Promise<string> {
    const before = await device.fileOnItsWay(fingerprint).catch(() => undefined)
    const there = before && (await this.#patiently(() => chunks(before.recording)).catch(unless('not_found')))
    if (before && there && (await this.#holds(there))) return before.recording
    // Announced before the page was closed, perhaps, and still on its way: then under the same id.
    const recording = before && !there ? before.recording : newId()
    this.recording = recording
    // A device that keeps nothing begins anew after a reload; that is all.
    await device.rememberFile({ fingerprint, recording }).catch(() => {})
    await this.#announce(recording)
    return recording
  }

  /** The recording whose sound this is. What is there of this very file, from whatever device, is gone on with. */
  async #announcedTo(recording: string): Promise<string> {
    this.recording = recording
    const there = await this.#patiently(() => chunks(recording))
    if (there.length > 0 && (await this.#holds(there))) return recording
    const { file, about } = this
    const filename = file.name || about.name
    const announced = { recording, filename, bytes: file.size, agreement: about.agreement }
    await this.#command({ type: 'add_sound', ...announced })
    return recording
  }

  /** Whether these chunks are this file's: one that was changed in its middle is another file. */
  async #holds(there: Chunk[]): Promise<boolean> {
    for (const { n, sha256 } of there) if ((await hashOf(chunkOf(this.file, n))) !== sha256) return false
    return true
  }

  async #announce(recording: string): Promise<void> {
    const { file, about } = this
    const filename = file.name || about.name
    const announced = { recording, source: newId(), ...about, filename, bytes: file.size }
    // There already, by an attempt whose answer was lost: that is what was wanted.
    await this.#command({ type: 'add_recording', ...announced }).catch(unless('already_there'))
  }

  /** Send what the server does not have, and close; where it has other parts than we thought, it is asked again. */
  async #deliver(recording: string, tries = TRIES): Promise<void> {
    try {
      await this.#send(recording, await this.#missing(recording))
      this.state = 'closing'
      await this.#command({ type: 'close_recording', recording, chunks: chunkCount(this.file) })
    } catch (error) {
      if (tries === 0 || !(error instanceof Refusal && OTHERWISE.has(error.kind))) throw error
      // Closed by another tab, or by an attempt whose answer was lost: if nothing is missing, it is done.
      if (error.kind === 'not_ready' && (await this.#missing(recording)).length === 0) return
      await this.#deliver(recording, tries - 1)
    }
  }

  /** The chunks that the server does not have. */
  async #missing(recording: string): Promise<number[]> {
    const there = await this.#patiently(() => chunks(recording))
    const have = new Set(there.map((it) => it.n))
    this.sent = there.reduce((sum, it) => sum + it.bytes, 0)
    return Array.from({ length: chunkCount(this.file) }, (_, n) => n).filter((n) => !have.has(n))
  }

  async #send(recording: string, missing: number[]): Promise<void> {
    this.state = 'sending'
    const work = async () => {
      for (let n = missing.shift(); n !== undefined; n = missing.shift()) await this.#sendChunk(recording, n)
    }
    // One that fails leaves nothing for the other, which is waited for: nothing is sent once it is refused.
    const both = Array.from({ length: AT_ONCE }, () => work().finally(() => missing.splice(0)))
    for (const it of await Promise.allSettled(both)) if (it.status === 'rejected') throw it.reason
  }

  async #sendChunk(recording: string, n: number): Promise<void> {
    const bytes = chunkOf(this.file, n)
    const hash = await hashOf(bytes)
    await this.#patiently(() => putChunk(recording, n, bytes, hash))
    this.sent += Math.min(CHUNK_BYTES, this.file.size - n * CHUNK_BYTES)
  }

  /** By POST, as the outbox ends with the retreat's pages; under one id, however often it is asked. */
  async #command(it: Unsent): Promise<void> {
    const once = { ...it, id: newId() } as Command
    await this.#patiently(async () => {
      await this.#stillMe()
      await command(this.by.programme.id, once)
    })
  }

  /** Nothing is said in the name of somebody else who has signed in on this device meanwhile. */
  async #stillMe(): Promise<void> {
    if ((await me()).member.id !== this.by.member.id) throw new SomeoneElse()
  }

  /** Ask until there is an answer; a refusal that may pass is one to wait for too. */
  async #patiently<T>(ask: () => Promise<T>): Promise<T> {
    const doing = this.state === 'closing' ? 'closing' : 'sending'
    for (let failures = 0; ; failures++) {
      if (this.#stopped) throw new Stopped()
      try {
        const answer = await ask()
        this.state = doing
        return answer
      } catch (error) {
        if (!passes(error, failures)) throw error
        this.state = error instanceof NoConnection ? 'waiting_for_connection' : doing
        await pause(backoff(failures))
      }
    }
  }
}

class Stopped extends Error {}
class SomeoneElse extends Error {}

function passes(error: unknown, failures: number): boolean {
  if (error instanceof NoConnection) return true
  if (!(error instanceof Refusal)) return false
  if (error.kind === 'disk_full' || error.kind === 'out_of_reach') return true
  return NOT_OURS.has(error.kind) && failures < TRIES
}

/** This one refusal is no failure, and gives null; all others stay what they are. */
const unless = (kind: string) => (error: unknown) => {
  if (!(error instanceof Refusal && error.kind === kind)) throw error
  return null
}

class Uploads {
  // By member. An upload outlives the retreat's pages, so what it remembers is not theirs to close.
  #devices = new Map<string, Promise<Device>>()

  /** Begin to send a file for this person; it is under way until it is dismissed. */
  start(by: Me, file: File, about: About): Upload {
    const upload = new Upload(by, this.#deviceOf(by.member.id), file, about)
    underWay.add(upload)
    upload.run()
    return upload
  }

  #deviceOf(member: string): Promise<Device> {
    const device = this.#devices.get(member) ?? openDevice(member)
    this.#devices.set(member, device)
    return device
  }
}

export const uploads = new Uploads()
