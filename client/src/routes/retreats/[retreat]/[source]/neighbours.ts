/** The excerpt before one and the one after it, in the order of the retreat; and the way to each. */
import type { Source } from '#lib/live/protocol.ts'
import { resolve } from '$app/paths'
import { excerptsOf } from '../excerpts.ts'
import type { Room } from '../room.svelte.ts'

export interface Neighbour {
  title: string
  href: string
}

export function neighboursOf(here: Room, source: Source): [Neighbour | null, Neighbour | null] {
  const all = excerptsOf(here.now.sources.values())
  const at = all.findIndex((it) => it.id === source.id)
  const way = (it: Source | undefined) =>
    it
      ? {
          title: it.title,
          href: resolve('/retreats/[retreat]/[source]', { retreat: here.state.retreat.id, source: it.id }),
        }
      : null
  return [way(all[at - 1]), way(all[at + 1])]
}
