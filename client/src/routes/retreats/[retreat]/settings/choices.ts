/** What there is to choose from in the settings: time zones, languages, engines. */
import { read } from '#lib/live/api.ts'
import type { Installation } from '#lib/live/protocol.ts'
import { LANGUAGE } from '#lib/ui/language.ts'

/** All that this browser knows, and the one that is set, which a newer server may know alone. */
export function zones(set: string): string[] {
  const known = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : []
  return [...new Set([...known, 'UTC', set])].sort()
}

// Languages that the engines write down and that people in Scotland's services and beyond speak most.
const SPOKEN =
  'en cy gd ga sco ar bn bg zh hr cs da nl et fi fr de el gu he hi hu is it ja ko lv lt mt ne no fa pl pt pa ro ru sk sl so es sw sv ta tr uk ur vi yo'

/** Code and name, by name, with the one that is set among them. */
export function languages(set: string): [string, string][] {
  const names = new Intl.DisplayNames(LANGUAGE, { type: 'language' })
  const name = (code: string) => {
    try {
      return names.of(code) ?? code
    } catch {
      return code
    }
  }
  const codes = [...new Set([...SPOKEN.split(' '), set])]
  return codes
    .map((code): [string, string] => [code, name(code)])
    .sort(([, a], [, b]) => a.localeCompare(b, LANGUAGE))
}

export const installation = () => read<Installation>('/installation')
