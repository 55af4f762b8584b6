/** The codes that are offered for chosen words. */
import type { Code } from '#lib/live/protocol.ts'
import type { Room } from '../../room.svelte.ts'
import { freshColour } from '../marks.ts'

export class Offered {
  constructor(
    private readonly room: Room,
    private readonly source: string,
  ) {}

  /** In an order that is the same for everyone and does not move under the keys 1 to 9. */
  codes: Code[] = $derived.by(() => {
    const all = [...this.room.live.view.codes.values()].filter((it) => !it.merged_into && !it.retired)
    // By id: ids hold the time at which they were made, and no screen hears of codes in another order by them.
    return all.sort((a, b) => (a.id < b.id ? -1 : 1))
  })

  /** Those that this person used last come first. */
  recent: Code[] = $derived.by(() => {
    const mine = this.room.live.view.annotations(this.source).filter((it) => this.room.isMe(it.author))
    const last = new Map(mine.map((it, at) => [it.code, at]))
    return [...this.codes].sort((a, b) => (last.get(b.id) ?? -1) - (last.get(a.id) ?? -1))
  })

  /** The colour that a new code would take. */
  freshColour = $derived.by(() => freshColour(this.codes))
}
