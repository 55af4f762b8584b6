/** Dates as spreadsheets write them; the twin of `day_of` in server/archive/excerpt_table.py. */

type Order = 'year_first' | 'day_first' | 'month_first'

const DATE = /^\s*(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})\s*$/

/** The order that fits most of these; day first where both do. None where there is no date. */
export function orderOf(dates: readonly string[]): Order | null {
  const parts = dates.flatMap((it) => {
    const found = DATE.exec(it)
    return found ? [found] : []
  })
  if (parts.length === 0) return null
  if (parts.every((it) => it[1]?.length === 4)) return 'year_first'
  const above = (n: 1 | 2) => parts.filter((it) => Number(it[n]) > 12).length
  return above(2) > above(1) ? 'month_first' : 'day_first'
}

/** The day as ISO 8601, or none where there is no such day. Two digits of a year are of this century. */
export function dayOf(text: string, order: Order | null): string | null {
  const found = DATE.exec(text)
  if (!found) return null
  const [first, second, third] = found.slice(1).map(Number) as [number, number, number]
  const orders = {
    year_first: [first, second, third],
    day_first: [third, second, first],
    month_first: [third, first, second],
  } as const
  const [year, month, day] = orders[order ?? 'year_first']
  const full = year < 100 ? year + 2000 : year
  const two = (n: number) => String(n).padStart(2, '0')
  const iso = `${String(full).padStart(4, '0')}-${two(month)}-${two(day)}`
  const at = new Date(`${iso}T00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : null
}
