/** The excerpts of a retreat in the order in which they are read: by title, numbers as numbers. */
import type { Source } from '#lib/live/protocol.ts'
import { byName } from '#lib/ui/language.ts'

export const excerptsOf = (sources: Iterable<Source>): Source[] =>
  [...sources].filter((it) => it.kind === 'excerpt').sort((a, b) => byName.compare(a.title, b.title))
