/** Taking away (docs/archive.md): what would leave, and the address of the zip. */
import { read } from './api'
import type { ArchiveSeen } from './protocol'

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
  url: (chosen: Chosen) => string
}

const archive = (path: string, part: Part = null): Archive => ({
  look: () => read<ArchiveSeen>(`${path}/preview?${new URLSearchParams(part ?? {})}`),
  url: ({ sound, marks }) =>
    `/api${path}?${new URLSearchParams({ ...part, sound: String(sound), marks: String(marks) })}`,
})

export const ofRetreat = (retreat: string, part: Part) => archive(`/retreats/${retreat}/archive`, part)
export const ofProgramme = () => archive('/programme/archive')
