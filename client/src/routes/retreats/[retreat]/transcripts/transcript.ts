/** A transcript that was made elsewhere: how the server understood its file, and what is brought in of it. */
import { ask, bodyOf } from '#lib/live/api.ts'
import type { BringInTranscript, SegmentText, TranscriptFile, Unpacked } from '#lib/live/protocol.ts'
import { type Turn, turns } from '#lib/state/turns.ts'

const ENDING = /\.(vtt|srt|docx|txt)$/i
/** What the button that chooses files offers beside sound. */
export const ENDINGS = '.vtt,.srt,.docx,.txt,.zip,text/vtt,text/plain'

/** What the buttons that choose sound offer. */
export const SOUNDS = 'audio/*,video/*,.m4a,.opus,.flac,.mka,.mkv'

/** Whether this file holds words and not sound: by how it begins, then by its name. */
export async function isTranscript(file: File): Promise<boolean> {
  const start = new Uint8Array(await file.slice(0, 512).arrayBuffer())
  const text = new TextDecoder().decode(start)
  if (/^\uFEFF?WEBVTT/.test(text)) return true
  if (!ENDING.test(file.name)) return false
  // What calls itself text and is sound has zeros in it; UTF-16 has them in every other place.
  const marked = start[0] === 0xff || start[0] === 0xfe
  return text.startsWith('PK') || marked || !text.includes('\0')
}

/** The files in two piles. */
export async function sorted(files: readonly File[]): Promise<{ transcripts: File[]; recordings: File[] }> {
  const words = await Promise.all(files.map(isTranscript))
  return {
    transcripts: files.filter((_, n) => words[n]),
    recordings: files.filter((_, n) => !words[n]),
  }
}

const isZip = (file: File) => /\.zip$/i.test(file.name)

/** The files, with what is in zips instead of those, and the names of what nobody can read of that. */
export async function unzipped(
  retreat: string,
  files: readonly File[],
): Promise<{ files: File[]; others: string[] }> {
  const zips = await Promise.all(files.filter(isZip).map((it) => unpack(retreat, it)))
  const inside = zips.flatMap((it) => it.transcripts)
  const unpacked = inside.map(({ name, content }) => new File([bytesOf(content)], name))
  return {
    files: [...files.filter((it) => !isZip(it)), ...unpacked],
    others: zips.flatMap((it) => it.others),
  }
}

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (it) => it.charCodeAt(0))

async function unpack(retreat: string, zip: Blob): Promise<Unpacked> {
  const headers = { 'content-type': 'application/octet-stream' }
  return bodyOf(await ask(`/retreats/${retreat}/transcripts/unpack`, { method: 'POST', headers, body: zip }))
}

/** Nothing is kept of it yet. */
export async function look(retreat: string, file: Blob): Promise<TranscriptFile> {
  const headers = { 'content-type': 'application/octet-stream' }
  return bodyOf(
    await ask(`/retreats/${retreat}/transcripts/preview`, { method: 'POST', headers, body: file }),
  )
}

/** Its turns as a reader will see them; speakers are names. */
export function turnsOf({ segments }: TranscriptFile): Turn[] {
  return turns(
    segments.map((it, n): SegmentText => {
      const nothing = {
        source: '',
        revision: '',
        run: null,
        checked_by: null,
        joined_into: null,
        withdrawn: false,
      }
      return { ...nothing, ...it, id: String(n), position: n }
    }),
  )
}

/** How many turns everybody has, those who speak first, first. */
export function speakersOf(all: readonly Turn[]): [string | null, number][] {
  const counts = new Map<string | null, number>()
  for (const { speaker } of all) counts.set(speaker, (counts.get(speaker) ?? 0) + 1)
  return [...counts]
}

type Place = { session: string; group: string | null }
export type Ids = { id: string; recording: string }

/** Under the same ids, whoever presses twice brings in one transcript. */
export function commandOf(
  ids: Ids,
  file: File,
  { format, segments }: TranscriptFile,
  about: { retreat: string; name: string } & Place,
): BringInTranscript {
  const filename = file.name.slice(-200)
  return { type: 'bring_in_transcript', ...ids, ...about, filename, bytes: file.size, format, segments }
}
