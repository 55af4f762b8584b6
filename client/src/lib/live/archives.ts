/** Taking away (docs/archive.md): what would leave, the address of the zip, and zips that the server packs. */
import { bodyOf, post, read } from './api'
import type { ArchiveSeen, PackingShown } from './protocol'

/** A session or a recording of a retreat; none for the whole of it. */
export type Part = { session: string } | { recording: string } | null

/** What is chosen: sound as far as it may leave, marks as comments in the Word documents. */
export interface Chosen {
  sound: boolean
  marks: boolean
}

/** Something that can be taken away. */
export interface Archive {
  look: () => Promise<ArchiveSeen>
  /** Sent while it is made: one that breaks off begins anew. */
  url: (chosen: Chosen) => string
  /** Packed by the server, to be fetched in pieces. */
  pack: (chosen: Chosen) => Promise<PackingShown>
}

const archive = (path: string, part: Part = null): Archive => {
  const query = ({ sound, marks }: Chosen) =>
    new URLSearchParams({ ...part, sound: String(sound), marks: String(marks) })
  return {
    look: () => read<ArchiveSeen>(`${path}/preview?${new URLSearchParams(part ?? {})}`),
    url: (chosen) => `/api${path}?${query(chosen)}`,
    pack: async (chosen) => bodyOf(await post(`${path}s?${query(chosen)}`)),
  }
}

/** What whoever is signed in here had packed, the latest first. */
export const packed = () => read<PackingShown[]>('/archives')
export const packedUrl = (it: PackingShown) => `/api/archives/${it.id}`
export async function letGo(it: PackingShown): Promise<void> {
  await post(`/archives/${it.id}/remove`)
}

export const ofRetreat = (retreat: string, part: Part) => archive(`/retreats/${retreat}/archive`, part)
export const ofProgramme = () => archive('/programme/archive')
