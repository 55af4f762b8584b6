/** Keeping up while one reads: what others add, what comes into view, where one is, which word times are needed. */
import { untrack } from 'svelte'
import type { Envelope } from '#lib/live/protocol.ts'
import { m } from '#lib/paraglide/messages.js'
import { isolated } from '#lib/ui/words.ts'
import type { Mark } from './marks.ts'
import type { Item, News } from './news.svelte.ts'
import { placeOf } from './painting/layers.ts'
import type { Reader } from './reader.svelte.ts'
import type { Sheet } from './sheet.svelte.ts'

/** For as long as the component lives that calls this. */
export function attend(reader: Reader, sheet: Sheet, news: News) {
  const { room } = reader
  const { live } = room
  const sees = (mark: Mark) => sheet.sees(placeOf(reader, mark))

  const whole = (segment: string) => {
    const { length } = reader.segment(segment)?.text ?? ''
    return { segment, from: 0, to: length }
  }

  $effect(() => live.listen((it) => hear(it)))
  /** What others do to the words; the state has it only after this. */
  function hear({ author, source, body }: Envelope) {
    if (!room.name(author) || room.isMe(author)) return
    const who = isolated(room.name(author))
    if (body.type === 'speaker_named' || (body.type === 'speaker_assigned' && source === reader.source))
      news.say({ kind: 'speaker', words: m.news_speaker({ who }) })
    if (body.type !== 'words_revised' || source !== reader.source) return
    const unseen = body.segments.filter((it) => !it.joined_into && !sheet.sees([whole(it.id)]))
    const ids = unseen.map((it) => it.id)
    news.corrected(m.news_words({ who }), ids)
  }

  let settled = false
  $effect(() => {
    const { marks } = reader
    const loading = live.texts.loading !== null
    untrack(() => {
      news.look(marks, (author) => room.isMe(author), settled, sees)
      settled = !loading
    })
  })

  $effect(() => {
    sheet.scrolled
    sheet.version
    untrack(() => {
      const isSeen = ({ id, kind, segment }: Item) => {
        const mark = kind === 'mark' ? reader.mark(id) : undefined
        return mark ? sees(mark) : sheet.sees([whole(segment)])
      }
      news.saw(new Set(news.unseen.filter(isSeen).map((it) => it.id)))
    })
  })

  $effect(() => {
    sheet.scrolled
    const { chosen } = reader
    if (reader.segments.length === 0) return
    untrack(() => {
      const segment = sheet.readingAt()
      live.readingAt(reader.source, segment, chosen && { start: chosen.start, end: chosen.end })
      reader.listening.need(reader.segment(segment)?.start ?? null)
    })
  })
}
