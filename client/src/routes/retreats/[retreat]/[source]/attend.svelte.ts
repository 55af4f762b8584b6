/** Keeping up while one reads: what others add, what comes into view, where one is, which word times are needed. */
import { untrack } from 'svelte'
import { stretchesOf } from './layers.ts'
import type { Mark } from './marks.ts'
import type { News } from './news.svelte.ts'
import type { Reader } from './reader.svelte.ts'
import type { Sheet } from './sheet.svelte.ts'

/** For as long as the component lives that calls this. */
export function attend(reader: Reader, sheet: Sheet, news: News) {
  const { room } = reader
  const { live } = room
  const sees = (mark: Mark) => sheet.sees(stretchesOf(reader, mark))

  let settled = false
  $effect(() => {
    const { marks } = reader
    const loading = live.loadingSource !== null
    untrack(() => {
      news.look(marks, (author) => room.isMe(author), settled, sees)
      settled = !loading
    })
  })

  $effect(() => {
    sheet.scrolled
    sheet.version
    untrack(() => {
      const unseen = news.unseen.flatMap((it) => reader.mark(it) ?? [])
      news.saw(new Set(unseen.filter(sees).map((it) => it.id)))
    })
  })

  $effect(() => {
    sheet.scrolled
    if (reader.segments.length === 0) return
    untrack(() => {
      const segment = sheet.readingAt()
      live.readingAt(reader.source, segment)
      reader.listening.need(reader.segments[reader.order.get(segment ?? '') ?? -1]?.start ?? null)
    })
  })
}
