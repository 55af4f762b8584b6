/** A table of excerpts: what its rows become, and that bringing it in twice asks for the same. */
import { expect, test } from 'vitest'
import type { ExcerptTable } from '#lib/live/protocol.ts'
import { dayOf, orderOf } from '../src/routes/retreats/[retreat]/excerpts/dates.ts'
import { commandsOf, rowsOf, sourceOf } from '../src/routes/retreats/[retreat]/excerpts/table.ts'
import { ME, RETREAT } from './things'

const CARERS = { id: 'carers', name: 'Carers’ services' }
const HARBOUR = { id: 'harbour', name: 'Harbour Trust', sector: 'carers' }
const known = { sectors: [CARERS], organisations: [HARBOUR] }

const table = (rows: string[][], problems: ExcerptTable['problems'] = []): ExcerptTable => ({
  encoding: 'UTF-8',
  separator: ',',
  headings: ['Ref', 'Narrative', 'Sector', 'Service', 'Date'],
  rows,
  guesses: { title: 0, text: 1, sector: 2, organisation: 3, recorded_on: 4 },
  order: null,
  days: rows.map(() => null),
  problems,
})
const rows = (of: ExcerptTable, columns = of.guesses) => rowsOf(of, columns, known)

test('sectors and organisations are found by name, whatever the case and the apostrophe', () => {
  const [row] = rows(table([['P1', 'Words', "CARERS' Services", 'harbour  trust', '03/04/2026']]))
  expect(row).toMatchObject({
    sector: 'carers',
    organisation: 'harbour',
    recorded_on: '2026-04-03',
    doubts: [],
  })
})

test('what is not known is flagged and left empty; what has no words stays out', () => {
  const [stranger, empty] = rows(
    table([
      ['P1', 'Words', 'Space', 'Nobody', '31/04/2026'],
      ['P2', ' ', '', '', ''],
    ]),
  )
  expect(stranger?.doubts.map((it) => it.kind)).toEqual(['no_day', 'sector', 'organisation'])
  expect(stranger).toMatchObject({ sector: null, organisation: null, recorded_on: null, out: false })
  expect([empty?.doubts.map((it) => it.kind), empty?.out]).toEqual([['no_words'], true])
})

test('a row with what cannot be kept stays out, with the reason of the server', () => {
  const why = 'This cannot be kept: there is a character in it that cannot be kept (U+0007).'
  const [row] = rows(table([['P1', 'Words', '', '', '']], [{ row: 0, why }]))
  expect([row?.doubts, row?.out]).toEqual([[{ kind: 'server', why }], true])
})

test('without a title it is called by its first words, on one line and no longer than a name may be', () => {
  const [row] = rows(table([['', `One\nline ${'𝒶'.repeat(300)}`, '', '', '']]))
  expect(row?.title.startsWith('One line 𝒶')).toBe(true)
  expect([...(row?.title ?? '')]).toHaveLength(200)
  expect(row?.text).toContain('\n')
})

test('other columns give other rows, and none is never read', () => {
  const [row] = rows(table([['P1', 'Words', 'x', 'y', 'z']]), { text: 4 })
  expect(row).toMatchObject({ title: 'z', text: 'z', sector: null, organisation: null, doubts: [] })
})

test('the same file, row, person and columns are the same commands; the same row is the same excerpt', () => {
  const one = table([
    ['P1', 'Words', '', '', ''],
    ['P1', 'Words', '', '', ''],
  ])
  const [first, second] = rows(one)
  if (!first || !second) throw new Error('no rows')
  const again = commandsOf('hash', first, RETREAT, ME)
  expect(commandsOf('hash', first, RETREAT, ME)).toEqual(again)
  expect(sourceOf('hash', first)).not.toBe(sourceOf('hash', second))
  expect(sourceOf('other', first)).not.toBe(sourceOf('hash', first))
  const [changed] = commandsOf('hash', { ...first, title: 'P2' }, RETREAT, ME)
  expect(changed.source).toBe(again[0].source)
  expect(changed.id).not.toBe(again[0].id)
  for (const it of again)
    expect(it.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
})

test.each([
  [['3/4/2026', '13/4/2026'], 'day_first', '2026-04-03'],
  [['3/4/2026', '4/13/2026'], 'month_first', '2026-03-04'],
  [['2026-04-03'], 'year_first', '2026-04-03'],
  [['3.4.26'], 'day_first', '2026-04-03'],
  [['30/2/2026'], 'day_first', null],
  [['soon'], null, null],
] as const)('dates %j', (dates, order, day) => {
  expect(orderOf(dates)).toBe(order)
  expect(dayOf(dates[0], order)).toBe(day)
})
