/** The screens of a programme, and whom each is for. */
import type { Me } from '#lib/live/protocol.ts'
import { m } from '#lib/paraglide/messages.js'
import { resolve } from '$app/paths'

export interface Screen {
  href: string
  name: () => string
  about: () => string
}

const STEWARDS: Screen[] = [
  { href: resolve('/programme/people'), name: m.people, about: m.programme_people_about },
  {
    href: resolve('/programme/organisations'),
    name: m.programme_organisations,
    about: m.programme_organisations_about,
  },
  { href: resolve('/programme/consent'), name: m.programme_consent, about: m.programme_consent_about },
]
const LAST: Screen[] = [{ href: resolve('/programme/arrivals'), name: m.arrivals, about: m.arrivals_about }]
const CURATORS: Screen[] = [
  { href: resolve('/programme/excerpts'), name: m.excerpts, about: m.programme_excerpts_about },
  { href: resolve('/programme/archive'), name: m.take_away_short, about: m.take_away_programme_about },
]

export function screensOf({ member, retreats }: Me): Screen[] {
  if (member.steward) return [...STEWARDS, ...CURATORS, ...LAST]
  return retreats.some((it) => it.role === 'facilitator' || it.role === 'researcher') ? CURATORS : []
}
