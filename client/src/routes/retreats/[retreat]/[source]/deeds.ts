/** What the keys do, put together from the reading and the page. */
import type { Deeds } from './keys.svelte.ts'
import type { Mark } from './marks.ts'
import type { Reader } from './reader.svelte.ts'
import type { Sheet } from './sheet.svelte.ts'

interface Page {
  help: () => void
  showMark: (mark: Mark) => void
  leave: () => boolean
}

export function deedsOf(reader: Reader, sheet: Sheet, page: Page): Deeds {
  /** The chosen words, or else those of the ring. */
  const chosen = () => {
    const ends = reader.ring.ends()
    return reader.chosen ?? (ends && reader.choose(...ends))
  }
  return {
    move(step, extend) {
      const { ring } = reader
      if (ring.at) ring.move(step, extend)
      else ring.enter(reader.paragraphs[reader.paragraphOf.get(sheet.readingAt() ?? '') ?? 0])
      const ends = extend ? ring.ends() : null
      if (ends) reader.choose(...ends)
      else reader.unchoose()
      reader.asking = null
    },
    choose(ask) {
      if (reader.room.may('annotate') && chosen()) reader.asking = ask
    },
    code(n) {
      const code = reader.codes[n]
      if (code && reader.room.may('annotate') && chosen()) reader.markWith(code.id)
    },
    toggle: () => reader.canHear && reader.player.toggle(),
    back: () => reader.canHear && reader.player.back(),
    forward: () => reader.canHear && reader.player.forward(),
    mark(by) {
      const mark = reader.step(by, reader.order.get(sheet.readingAt() ?? '') ?? 0)
      if (mark) page.showMark(mark)
    },
    leave: page.leave,
    help: page.help,
  }
}
