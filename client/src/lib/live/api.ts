/** The HTTP interface (docs/http.md): one function per route, and the two ways in which a request fails. */
import { forgetEarly, takeEarly } from './early'
import type {
  Accepted,
  Block,
  Chunk,
  Command,
  Frame,
  Given,
  History,
  Me,
  Outline,
  Revisions,
  WordBlock,
} from './protocol'

/** The server said no: `kind` for programs, `message` for people. */
export class Refusal extends Error {
  override name = 'Refusal'
  constructor(
    readonly kind: string,
    message: string,
    readonly status: number,
  ) {
    super(message)
  }
}

/** No answer came: nobody knows whether the request arrived. */
export class NoConnection extends Error {
  override name = 'NoConnection'
}

type Peaks = { duration: number; peaks: number[] }

// Longer than any answer takes on a bad line, short enough that a hanging one is noticed (ms).
const PATIENCE = 30_000
const LONG_PATIENCE = 90_000
const CHUNK_PATIENCE = 180_000

export async function ask(path: string, init: RequestInit = {}, patience = PATIENCE): Promise<Response> {
  const url = `/api${path}`
  if (init.method) forgetEarly()
  const asked = takeEarly(url) ?? fetch(url, { signal: AbortSignal.timeout(patience), ...init })
  const answer = await asked.catch((cause) => {
    throw new NoConnection(url, { cause })
  })
  if (answer.ok) return answer
  forgetEarly()
  throw await refusal(answer)
}

/** A proxy in between answers without our shape: what it means is then read from the status. */
async function refusal(answer: Response): Promise<Error> {
  const said: unknown = await answer.json().catch(() => null)
  if (said && typeof said === 'object' && 'kind' in said && 'message' in said)
    return new Refusal(String(said.kind), String(said.message), answer.status)
  if ([502, 503, 504].includes(answer.status)) return new NoConnection(`${answer.url}: ${answer.status}`)
  return new Refusal('unknown', '', answer.status)
}

export async function read<T>(path: string): Promise<T> {
  return bodyOf(await ask(path, { headers: { accept: 'application/json' } }))
}

/** An answer that is cut in its middle is none. */
export function bodyOf<T>(answer: Response): Promise<T> {
  return answer.json().catch((cause) => {
    throw new NoConnection(answer.url, { cause })
  })
}

export async function post(path: string, body?: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return ask(path, { method: 'POST', headers, body: body === undefined ? null : JSON.stringify(body) })
}

export async function signOut(): Promise<void> {
  await post('/sign-out')
}

export const me = () => read<Me>('/me')

export const frame = (retreat: string) => read<Frame>(`/retreats/${retreat}/frame`)

export const outline = (retreat: string, source: string) =>
  read<Outline>(`/retreats/${retreat}/sources/${source}/outline`)

export async function block(retreat: string, source: string, n: number): Promise<Block> {
  const answer = await ask(`/retreats/${retreat}/sources/${source}/blocks/${n}`)
  return holding(answer, await bodyOf<Block>(answer))
}

/** Those from `first` to `last`, both included: at most twelve. */
export async function blocks(retreat: string, source: string, first: number, last: number): Promise<Block[]> {
  const path = `/retreats/${retreat}/sources/${source}/blocks?first=${first}&last=${last}`
  const answer = await ask(path, {}, LONG_PATIENCE)
  return (await bodyOf<Block[]>(answer)).map((it) => holding(answer, it))
}

/** A part was packed when it names, and holds everything up to what the answer says: nothing happened to it since. */
function holding(answer: Response, part: Block): Block {
  const upto = Number(answer.headers.get('x-seq') ?? 0)
  return upto > part.seq ? { ...part, seq: upto } : part
}

export const words = (retreat: string, source: string, n: number) =>
  read<WordBlock>(`/retreats/${retreat}/sources/${source}/words/${n}`)

/** Everything that a segment's words have been. */
export const revisions = (retreat: string, source: string, segment: string) =>
  read<Revisions>(`/retreats/${retreat}/sources/${source}/segments/${segment}/revisions`)

/** What became of the codebook: the latest events, or the latest before that seq. */
export const codebookHistory = (retreat: string, before?: number) =>
  read<History>(`/retreats/${retreat}/codebook/history${since(before)}`)

/** The same of a mark. */
export const markHistory = (retreat: string, mark: string, before?: number) =>
  read<History>(`/retreats/${retreat}/annotations/${mark}/history${since(before)}`)

/** What one gave in a retreat, and can take back. */
export const given = (retreat: string) => read<Given>(`/retreats/${retreat}/given`)

const since = (before?: number) => (before === undefined ? '' : `?before=${before}`)

export const chunks = (recording: string) => read<Chunk[]>(`/recordings/${recording}/chunks`)

export const peaks = (recording: string) => read<Peaks>(`/recordings/${recording}/peaks`)

/** A command outside the socket: for screens without a retreat, and for what outlives a retreat's screens. */
export async function command(programme: string, it: Command): Promise<Accepted> {
  return bodyOf(await post(`/programmes/${programme}/commands`, it))
}

/** Part `n` (from 0) of a recording's file; `sha256` in lower-case hex. Repeating it is safe. */
export async function putChunk(recording: string, n: number, bytes: Blob, sha256: string): Promise<Chunk> {
  const headers = { 'content-type': 'application/octet-stream', 'x-chunk-sha256': sha256 }
  const path = `/recordings/${recording}/chunks/${n}`
  return bodyOf(await ask(path, { method: 'PUT', headers, body: bytes }, CHUNK_PATIENCE))
}

export const soundUrl = (recording: string) => `/api/recordings/${recording}/sound`
export const originalUrl = (recording: string) => `/api/recordings/${recording}/original`
