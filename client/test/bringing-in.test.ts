/** Transcripts that are brought in: which files hold words, and what becomes of them. */
import { expect, test } from 'vitest'
import type { BroughtSegment, TranscriptFile } from '../src/lib/live/protocol'
import {
  commandOf,
  isTranscript,
  sorted,
  speakersOf,
  turnsOf,
} from '../src/routes/retreats/[retreat]/transcripts/transcript'

const file = (name: string, ...parts: BlobPart[]) => new File(parts, name)

test.each([
  [file('a.vtt', 'WEBVTT\n'), true],
  [file('no ending', '\uFEFFWEBVTT - Table 2\n'), true],
  [file('a.SRT', '1\n00:00:01,000 --> 00:00:02,000\n'), true],
  [file('a.docx', 'PK\u0003\u0004\0\0'), true],
  [file('a.txt', new Uint8Array([0xff, 0xfe, 0x41, 0])), true],
  [file('a.txt', 'RIFF\0\0WAVE'), false],
  [file('a.m4a', '\0\0\0 ftyp'), false],
  [file('a.zip', 'PK\u0003\u0004'), false],
])('what holds words is told by its beginning, then by its name: %#', async (it, words) => {
  expect(await isTranscript(it)).toBe(words)
})

test('files are sorted, in their order', async () => {
  const [one, two, three] = [file('1.vtt', 'WEBVTT'), file('2.wav', 'RIFF\0'), file('3.txt', 'Una: Yes.')]
  expect(await sorted([one, two, three])).toEqual({ transcripts: [one, three], recordings: [two] })
})

const segment = (speaker: string | null, text: string, start: number | null = null): BroughtSegment => ({
  start,
  end: start === null ? null : start + 1,
  speaker,
  text,
  mended: false,
})
const seen = (...segments: BroughtSegment[]): TranscriptFile => ({
  format: 'text',
  encoding: 'UTF-8',
  segments,
  problems: [],
  left_off: 0,
})

test('turns without times are those of neighbours with one name; each piece where there is none', () => {
  const all = turnsOf(
    seen(segment(null, 'A.'), segment(null, 'B.'), segment('Una', 'C.'), segment('Una', 'D.')),
  )
  expect(all.map((it) => it.segments.map(({ text }) => text))).toEqual([['A.'], ['B.'], ['C.', 'D.']])
  expect(speakersOf(all)).toEqual([
    [null, 2],
    ['Una', 1],
  ])
})

test('what is brought in is what was seen, under ids that stay', () => {
  const ids = { id: 'command', recording: 'recording' }
  const about = { retreat: 'retreat', name: 'Interview', session: 'session', group: null }
  const understood = seen(segment('Una', 'Yes.', 1))
  expect(commandOf(ids, file('x.txt', 'Una: Yes.'), understood, about)).toEqual({
    type: 'bring_in_transcript',
    ...ids,
    ...about,
    filename: 'x.txt',
    bytes: 9,
    format: 'text',
    segments: understood.segments,
  })
})
