/** Which marks are shown: a list of filters, each a question asked of one mark. Pure. */
import type { Seen } from '#lib/state/stances.ts'
import type { Mark } from '../marks.ts'

/** What the filters know beside the mark. */
export interface About {
  isMe: (member: string) => boolean
  /** The person who a member is now. */
  person: (member: string) => string
  sector: (member: string) => string | null
  /** The codes that count as this one: itself, those below it, and those merged into any of them. */
  within: (code: string) => ReadonlySet<string>
  /** How people see a mark. */
  stances: (mark: Mark) => readonly Seen[]
  /** Who said what of a mark after it was made, and when (ISO 8601, UTC). */
  answers: (mark: Mark) => readonly Said[]
  /** The last thing that was here when this person left last; null at their first visit. */
  since: string | null
}

export interface Said {
  author: string
  at: string | null
}

type Holds = (mark: Mark, value: string, about: About) => boolean

/** Those that are chosen from a list: the value is what was chosen. */
const PICKS = {
  person: (mark, value, { person }) => person(mark.author) === person(value),
  sector: (mark, value, { sector }) => sector(mark.author) === value,
  code: (mark, value, { within }) => mark.code !== null && within(value).has(mark.code.id),
} satisfies Record<string, Holds>

/** Those that are on or off. */
const SWITCHES = {
  differ,
  review: (mark) => mark.needsReview,
  mine: (mark, _, { isMe }) => isMe(mark.author),
  fresh: (mark, _, about) => isFresh(mark, about),
} satisfies Record<string, Holds>

const FILTERS: Record<Name, Holds> = { ...PICKS, ...SWITCHES }

export type Pick = keyof typeof PICKS
export type Switch = keyof typeof SWITCHES
export type Name = Pick | Switch

const SWITCHED = Object.keys(SWITCHES) as Switch[]
export const ON = 'on'

/** What is asked for; a filter that is left out takes every mark. */
export type Choice = { readonly [N in Name]?: string }

/** Whether not everybody sees it alike: who made a mark agrees with it, unless they say otherwise. */
function differ(mark: Mark, _: string, about: About): boolean {
  const { person } = about
  const stances = about.stances(mark)
  if (stances.length === 0) return false
  const views = new Set<string>(stances.map((it) => it.view))
  if (!stances.some((it) => person(it.member) === person(mark.author))) views.add('agree')
  return views.size > 1
}

/** Whether others have added something since: the mark itself, or what they said of it. */
function isFresh(mark: Mark, { since, isMe, stances, answers }: About): boolean {
  if (since === null) return false
  const isNews = ({ author, at }: Said) => at !== null && at > since && !isMe(author)
  const seen = () => stances(mark).some(({ member, at }) => isNews({ author: member, at }))
  return isNews(mark) || seen() || answers(mark).some(isNews)
}

const namesOf = (choice: Choice) => (Object.keys(choice) as Name[]).filter((it) => choice[it] && FILTERS[it])

/** Whether a mark passes everything that is asked for. */
export function passes(mark: Mark, choice: Choice, about: About): boolean {
  return namesOf(choice).every((it) => FILTERS[it](mark, choice[it] ?? '', about))
}

export const isOpen = (choice: Choice) => namesOf(choice).length === 0

/** How many marks each switch would show, were it alone. */
export function countsOf(marks: readonly Mark[], about: About): Record<Switch, number> {
  const counts = { differ: 0, review: 0, mine: 0, fresh: 0 }
  for (const mark of marks) for (const it of SWITCHED) if (SWITCHES[it](mark, ON, about)) counts[it]++
  return counts
}

/** What was kept of a choice, without what no filter knows any more. */
export function choiceFrom(kept: string | null): Choice {
  try {
    const read: unknown = JSON.parse(kept ?? '{}')
    const entries = Object.entries(read && typeof read === 'object' ? read : {})
    return Object.fromEntries(entries.filter(([name, it]) => name in FILTERS && typeof it === 'string'))
  } catch {
    return {}
  }
}

/** The last thing that is here of others and oneself, by the server's clock; what is on its way has none. */
export function lastSaid(marks: readonly Mark[], { stances, answers }: About): string {
  const times = marks
    .filter((it) => !it.pending)
    .flatMap((it) => [
      it.at,
      ...stances(it)
        .filter((one) => !one.pending)
        .map(({ at }) => at),
      ...answers(it).map(({ at }) => at),
    ])
  return times.reduce<string>((last, at) => (at !== null && at > last ? at : last), '')
}
