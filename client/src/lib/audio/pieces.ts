/** A file in chunks with their hashes, and what it is known by: its content, not its looks. */
export const CHUNK_BYTES = 4 * 1024 * 1024

/** The file on the device was changed, moved or taken away while it was read. */
export class FileChanged extends Error {
  override name = 'FileChanged'
}

export const chunkCount = (file: File): number => Math.ceil(file.size / CHUNK_BYTES)

export function chunkOf(file: File, n: number): Blob {
  return file.slice(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES)
}

/** SHA-256 in lower-case hex; in script where the page has no secure context. Throws FileChanged. */
export async function hashOf(blob: Blob): Promise<string> {
  const bytes = await blob.arrayBuffer().catch((cause) => {
    throw new FileChanged('', { cause })
  })
  const hash = globalThis.crypto?.subtle
    ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    : await inScript(new Uint8Array(bytes))
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function inScript(bytes: Uint8Array): Promise<Uint8Array> {
  const { sha256 } = await import('@noble/hashes/sha2.js')
  return sha256(bytes)
}

/** The same for the same file in the same session, another once it was changed. */
export async function fingerprintOf(file: File, session: string): Promise<string> {
  const ends = await Promise.all([hashOf(chunkOf(file, 0)), hashOf(chunkOf(file, chunkCount(file) - 1))])
  return [session, file.name, file.size, file.lastModified, ...ends].join('/')
}
