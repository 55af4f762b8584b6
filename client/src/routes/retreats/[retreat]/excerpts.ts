/** The excerpts of a retreat in the order in which they are read: by title, numbers as numbers. */
import type { Source } from '#lib/live/protocol.ts'

const byTitle = new Intl.Collator('en-GB', { numeric: true })

export const excerptsOf = (sources: Iterable<Source>): Source[] =>
  [...sources].filter((it) => it.kind === 'excerpt').sort((a, b) => byTitle.compare(a.title, b.title))
