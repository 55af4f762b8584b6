/** Sending a file that exists: announced, sent in chunks that survive any cut, and closed. */
import { chunks, NoConnection, putChunk, Refusal } from '../live/api'
import type { Device } from '../live/device'
import { newId } from '../live/ids'
import type { Chunk, Why } from '../live/protocol'
import { backoff } from '../live/socket'
import type { LiveRetreat, Unsent } from '../state/live.svelte'
import { CHUNK_BYTES, chunkCount, chunkOf, FileChanged, fingerprintOf, hashOf } from './pieces'

export type UploadState = 'sending' | 'waiting_for_connection' | 'closing' | 'done' | 'refused'

export interface About {
  retreat: string
  session: string
  name: string
  /** In whose words those heard agreed to be recorded; none if nobody states it. */
  agreement: string | null
}

/** What an upload needs of a live retreat. */
export type Sender = Pick<LiveRetreat, 'send' | 'settled' | 'status'> & { readonly device: Device }

const AT_ONCE = 2
// A chunk that arrives broken is sent again so often; then the line or the disk is at fault.
const TRIES = 5
// The server could not, for now.
const FOR_NOW = new Set(['disk_full', 'not_kept'])

export class Upload {
  readonly id = newId()
  state = $state<UploadState>('sending')
  /** Bytes that the server has confirmed. */
  sent = $state(0)
  readonly total: number
  /** Why it was refused; `message` is empty where the reason is ours: `empty_file`, `file_changed`. */
  why = $state.raw<Why | null>(null)
  /** Once it is announced. */
  recording = $state<string | null>(null)
  #stopped = false

  constructor(
    private readonly live: Sender,
    readonly file: File,
    readonly about: About,
  ) {
    this.total = file.size
  }

  /** Ends when it is done, refused or stopped; never throws. */
  async run(): Promise<void> {
    if (this.file.size === 0) return this.#refuse({ kind: 'empty_file', message: '' })
    try {
      const fingerprint = await fingerprintOf(this.file, this.about.session)
      this.recording = await this.#announced(fingerprint)
      await this.#send(this.recording)
      await this.#close(this.recording)
      await this.live.device.forgetFile(fingerprint).catch(() => {})
      this.state = 'done'
    } catch (error) {
      if (error instanceof FileChanged) this.#refuse({ kind: 'file_changed', message: '' })
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
  async #announced(fingerprint: string): Promise<string> {
    const before = await this.live.device.fileOnItsWay(fingerprint).catch(() => undefined)
    const there = before && (await this.#patiently(() => chunks(before.recording)).catch(orNone))
    if (before && there && (await this.#holds(there))) return before.recording
    // Announced before the page was closed, perhaps, and still on its way: then under the same id.
    const recording = before && !there ? before.recording : newId()
    // A device that keeps nothing begins anew after a reload; that is all.
    await this.live.device.rememberFile({ fingerprint, recording }).catch(() => {})
    await this.#announce(recording)
    return recording
  }

  /** Whether these chunks are this file's: one that was changed in its middle is another file. */
  async #holds(there: Chunk[]): Promise<boolean> {
    for (const { n, sha256 } of there) if ((await hashOf(chunkOf(this.file, n))) !== sha256) return false
    return true
  }

  #announce(recording: string): Promise<void> {
    const { file, about } = this
    const filename = file.name || about.name
    const announced = { recording, source: newId(), ...about, filename, bytes: file.size }
    return this.#command({ type: 'add_recording', ...announced }, 'already_there')
  }

  /** Send what the server does not have. */
  async #send(recording: string): Promise<void> {
    const there = await this.#patiently(() => chunks(recording))
    const have = new Set(there.map((it) => it.n))
    this.sent = there.reduce((sum, it) => sum + it.bytes, 0)
    const missing = Array.from({ length: chunkCount(this.file) }, (_, n) => n).filter((n) => !have.has(n))
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

  async #close(recording: string): Promise<void> {
    this.state = 'closing'
    // Closed by an attempt whose answer was lost: that is what was wanted.
    await this.#command({ type: 'close_recording', recording, chunks: chunkCount(this.file) }, 'not_ready')
  }

  /** Wait for a command; one refusal says that it was done before. */
  async #command(it: Unsent, before: string): Promise<void> {
    const state = this.state
    if (this.live.status !== 'live') this.state = 'waiting_for_connection'
    await this.live.settled(this.live.send(it)).catch((error) => {
      if (!(error instanceof Refusal && error.kind === before)) throw error
    })
    this.state = state
  }

  /** Ask until there is an answer; a refusal that may pass is one to wait for too. */
  async #patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (let failures = 0; ; failures++) {
      if (this.#stopped) throw new Stopped()
      try {
        const answer = await ask()
        this.state = 'sending'
        return answer
      } catch (error) {
        if (!passes(error, failures)) throw error
        this.state = error instanceof NoConnection ? 'waiting_for_connection' : 'sending'
        await pause(backoff(failures))
      }
    }
  }
}

class Stopped extends Error {}

function passes(error: unknown, failures: number): boolean {
  if (error instanceof NoConnection) return true
  if (!(error instanceof Refusal)) return false
  return FOR_NOW.has(error.kind) || (error.kind === 'wrong_hash' && failures < TRIES)
}

/** A recording that the server does not know is none; other failures stay failures. */
function orNone(error: unknown): null {
  if (error instanceof Refusal && error.status === 404) return null
  throw error
}

/** Wait, but no longer than until the network is back. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      globalThis.removeEventListener?.('online', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    globalThis.addEventListener?.('online', done)
  })
}

class Uploads {
  all = $state.raw<readonly Upload[]>([])

  /** Begin to send a file; the list keeps it until it is dismissed. */
  start(live: Sender, file: File, about: About): Upload {
    const upload = new Upload(live, file, about)
    this.all = [...this.all, upload]
    upload.run()
    return upload
  }

  dismiss(upload: Upload): void {
    upload.stop()
    this.all = this.all.filter((it) => it !== upload)
  }
}

export const uploads = new Uploads()
