/** A table of excerpts (CSV): how the server understood it, and what each row becomes. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { ask, bodyOf } from '#lib/live/api.ts'
import type { AddExcerpt, ExcerptTable, Organisation, PlaceExcerpt, Sector } from '#lib/live/protocol.ts'
import { folded } from '#lib/ui/search.ts'
import { dayOf, orderOf } from './dates.ts'

export const FIELDS = [
  'title',
  'text',
  'sector',
  'organisation',
  'setting',
  'outcome',
  'recorded_on',
] as const
export type Field = (typeof FIELDS)[number]
/** By field, its column; a field without one is left empty. */
export type Columns = Partial<Record<Field, number>>

/** Nothing is kept of it yet. */
export async function look(file: Blob): Promise<ExcerptTable> {
  const headers = { 'content-type': 'text/csv' }
  return bodyOf(await ask('/excerpts/preview', { method: 'POST', headers, body: file }))
}

export const hashOf = async (file: Blob) => bytesToHex(sha256(new Uint8Array(await file.arrayBuffer())))

/** What somebody should look at before a row is brought in; `out`: it stays out. */
export type Doubt =
  | { kind: 'server'; why: string }
  | { kind: 'no_words' | 'no_day' | 'sector' | 'organisation'; cell: string }

export interface Row {
  n: number
  title: string
  text: string
  sector: string | null
  organisation: string | null
  setting: string | null
  outcome: string | null
  recorded_on: string | null
  doubts: Doubt[]
  /** Without words, or with what cannot be kept, it is not brought in. */
  out: boolean
}

const LONGEST_NAME = 200
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()
const short = (text: string) => {
  const line = oneLine(text)
  return [...line].length > LONGEST_NAME ? `${[...line].slice(0, LONGEST_NAME - 1).join('')}…` : line
}

type Known = { sectors: Iterable<Sector>; organisations: Iterable<Organisation> }

/** Every row as it would be brought in with these columns. Sectors and organisations are found by their names. */
export function rowsOf(table: ExcerptTable, columns: Columns, known: Known): Row[] {
  const named = (all: Iterable<{ id: string; name: string }>) =>
    new Map([...all].map((it) => [folded(it.name), it.id]))
  const [sectors, organisations] = [named(known.sectors), named(known.organisations)]
  const cell = (row: string[], field: Field) =>
    columns[field] === undefined ? '' : (row[columns[field]] ?? '')
  const order = orderOf(table.rows.map((row) => cell(row, 'recorded_on')))
  return table.rows.map((row, n) => {
    const [sector, organisation, day] = [
      cell(row, 'sector'),
      cell(row, 'organisation'),
      cell(row, 'recorded_on'),
    ]
    const text = cell(row, 'text')
    const found = {
      sector: sectors.get(folded(sector)) ?? null,
      organisation: organisations.get(folded(organisation)) ?? null,
      recorded_on: dayOf(day, order),
    }
    const doubts: Doubt[] = []
    if (!text.trim()) doubts.push({ kind: 'no_words', cell: '' })
    if (day.trim() && !found.recorded_on) doubts.push({ kind: 'no_day', cell: day.trim() })
    if (sector.trim() && !found.sector) doubts.push({ kind: 'sector', cell: sector.trim() })
    if (organisation.trim() && !found.organisation)
      doubts.push({ kind: 'organisation', cell: organisation.trim() })
    // Of words and days this page knows itself, whatever the columns; of signs that cannot be kept, the server.
    const unfit = table.problems.filter((it) => it.row === n && it.why.startsWith('This cannot be kept'))
    for (const { why } of unfit) doubts.push({ kind: 'server', why })
    return {
      n,
      title: short(cell(row, 'title')) || short(text),
      text,
      ...found,
      setting: oneLine(cell(row, 'setting')) || null,
      outcome: oneLine(cell(row, 'outcome')) || null,
      doubts,
      out: !text.trim() || unfit.length > 0,
    }
  })
}

/** An id that is the same whenever it is made of the same: a UUID of version 8. */
function idOf(...parts: string[]): string {
  const hex = bytesToHex(sha256(utf8ToBytes(parts.join('\n'))))
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The excerpt that a row becomes: the same file and row is the same one. */
export const sourceOf = (hash: string, { n }: Row) => idOf(hash, String(n))

/** The same person bringing the same in twice asks the same thing. */
export function commandsOf(hash: string, row: Row, retreat: string, me: string): [AddExcerpt, PlaceExcerpt] {
  const { n: _, doubts: __, out: ___, ...about } = row
  const source = sourceOf(hash, row)
  const said = JSON.stringify(about)
  return [
    { type: 'add_excerpt', id: idOf(source, 'add', me, said), source, ...about },
    { type: 'place_excerpt', id: idOf(source, 'place', me, retreat, said), source, retreat },
  ]
}
