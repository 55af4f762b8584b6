/** A server that takes recordings: announced and closed by POST, sent in chunks. */
import { createHash } from 'node:crypto'
import { newId } from '#lib/live/ids.ts'
import type { Chunk, Command, Me } from '#lib/live/protocol.ts'
import { ME } from './things'

const PROGRAMME = newId()

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Recordings on a server, over a line that may be bad. */
export class Recordings {
  kept = new Map<string, Map<number, Uint8Array>>()
  puts: number[] = []
  closed: string[] = []
  /** Every command as it came, repeats included; those that were accepted, by id. */
  heard: Command[] = []
  accepted = new Set<string>()
  member = ME
  bad: () => boolean = () => false
  refuse: (n: number) => Response | null = () => null
  refuseCommand: (it: Command) => Response | null = () => null

  fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    if (this.bad()) throw new TypeError('cut')
    if (url === '/api/me') return Response.json(me(this.member))
    if (url === `/api/programmes/${PROGRAMME}/commands`) return this.#post(JSON.parse(String(init.body)))
    const [, , , recording, , n] = url.split('/') as string[]
    const kept = this.kept.get(recording as string)
    if (!kept) return no('not_found', 404)
    if (init.method === 'PUT') return this.#put(recording as string, kept, Number(n), init)
    const all = [...kept].map(([n, bytes]) => chunk(recording as string, n, bytes))
    return Response.json(all)
  }

  #post(it: Command): Response {
    this.heard.push(it)
    const refused = this.accepted.has(it.id) ? null : (this.refuseCommand(it) ?? this.#decide(it))
    if (refused) return refused
    this.accepted.add(it.id)
    // Decided, but the answer is lost, or cut in its middle.
    if (this.bad()) throw new TypeError('cut')
    if (this.bad()) return new Response('{"type":"acc')
    return Response.json({ type: 'accepted', command: it.id, seq: 1 })
  }

  #decide(it: Command): Response | null {
    if (it.type === 'add_recording') {
      if (this.kept.has(it.recording)) return no('already_there', 409)
      this.kept.set(it.recording, new Map())
    }
    if (it.type === 'add_sound') this.kept.set(it.recording, new Map())
    if (it.type === 'close_recording') {
      if (this.closed.includes(it.recording)) return no('not_ready', 409)
      if (this.kept.get(it.recording)?.size !== it.chunks) return no('parts_missing', 409)
      this.closed.push(it.recording)
    }
    return null
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
    if (said !== sha256(bytes)) return no('wrong_hash', 422)
    if (this.closed.includes(recording) && !kept.has(n)) return no('not_ready', 409)
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

export const no = (kind: string, status: number, message = '') => Response.json({ kind, message }, { status })

export const me = (id: string): Me => ({
  member: { id, name: 'Ana', organisation: null, occupation: null, steward: false, merged_into: null },
  programme: { id: PROGRAMME, name: 'Programme' },
  retreats: [],
  programmes: [],
  left: [],
  account: false,
})
