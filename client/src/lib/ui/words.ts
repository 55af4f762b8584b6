/** How numbers are written for people: clocks, sizes, days, names in a sentence. */
import { m } from '#lib/paraglide/messages.js'
import { LANGUAGE } from './language.ts'

/** 62.4 seconds as 1:02, an hour and more as 1:02:15. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const pad = (n: number) => String(n).padStart(2, '0')
  const [h, min, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return h ? `${h}:${pad(min)}:${pad(s)}` : `${min}:${pad(s)}`
}

/** How long somebody speaks: 40 s, 12 min, 1 h 5 min. */
export function spell(seconds: number): string {
  if (seconds < 59.5) return m.for_seconds({ seconds: Math.max(1, Math.round(seconds)) })
  const minutes = Math.round(seconds / 60)
  const hours = Math.floor(minutes / 60)
  return hours ? m.for_hours({ hours, minutes: minutes % 60 }) : m.for_minutes({ minutes })
}

/** About how long somebody still waits, in words. */
export function timeLeft(seconds: number): string {
  if (seconds < 45) return m.time_left_moment()
  const minutes = Math.max(1, Math.round(seconds / 60))
  if (minutes < 60) return m.time_left_minutes({ minutes })
  return m.time_left_hours({ hours: Math.floor(minutes / 60), minutes: minutes % 60 })
}

export function bytes(size: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const power = Math.min(3, Math.floor(Math.log10(Math.max(1, size)) / 3))
  return new Intl.NumberFormat(LANGUAGE, {
    style: 'unit',
    unit: units[power],
    unitDisplay: power ? 'short' : 'long',
    maximumFractionDigits: power > 2 ? 1 : 0,
  }).format(size / 1000 ** power)
}

export const percent = (part: number) => `${Math.floor(Math.min(1, Math.max(0, part)) * 100)}%`

/** A day of a retreat; days have no time zone, so none may shift them. */
export function days(from: string, to: string): string {
  const format = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'long', timeZone: 'UTC' })
  return from === to ? format.format(new Date(from)) : format.formatRange(new Date(from), new Date(to))
}

/** When a mark was made: the time today, else the day too; in the retreat's time zone. */
export function moment(at: string, timeZone: string): string {
  const day = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeZone })
  const time = new Intl.DateTimeFormat(LANGUAGE, { timeStyle: 'short', timeZone })
  const then = new Date(at)
  const today = day.format(then) === day.format(new Date())
  return today ? time.format(then) : `${day.format(then)}, ${time.format(then)}`
}

export const list = (names: string[]) => new Intl.ListFormat(LANGUAGE, { type: 'conjunction' }).format(names)

/** What somebody is called among colleagues. */
export const firstName = (name: string) => name.trim().split(/\s+/)[0] ?? name

/** Languages that recordings are written down in, the likely ones first. */
export const SPOKEN = [
  'en',
  'cy',
  'ar',
  'bn',
  'de',
  'es',
  'fr',
  'it',
  'nl',
  'pl',
  'pt',
  'ro',
  'uk',
  'ur',
  'zh',
]

export const languageName = (code: string) =>
  new Intl.DisplayNames(LANGUAGE, { type: 'language' }).of(code) ?? code

/** Until when something is good, by the clock of this device. */
export function until(at: string): string {
  return new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'full', timeStyle: 'short' }).format(new Date(at))
}

const [ISOLATE, END] = [String.fromCodePoint(0x2068), String.fromCodePoint(0x2069)]

/** A name in a sentence: one that is written from right to left leaves what stands around it in its place. */
export const isolated = (name: string) => `${ISOLATE}${name}${END}`

/** The day of an instant, by the clock of this device. */
export const day = (at: string) =>
  new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'long' }).format(new Date(at))

/** The first words of a text, as many as a line of a notice holds. */
export function firstWords(text: string, most = 48): string {
  if (text.length <= most) return text
  const cut = text.slice(0, most + 1)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), most / 2)).trimEnd()}…`
}
