/** What the keys do, put together from the reading and the page. */
import type { Passage } from '#lib/live/protocol.ts'
import type { Deeds } from './keys.svelte.ts'
import type { Mark } from './marks.ts'
import type { Reader } from './reader.svelte.ts'
import type { Sheet } from './sheet.svelte.ts'

interface Page {
  help: () => void
  showMark: (mark: Mark) => void
  leave: () => boolean
  find: () => void
}

export function deedsOf(reader: Reader, sheet: Sheet, page: Page): Deeds {
  /** The chosen words, or else those of the ring. */
  const chosen = () => {
    if (reader.chosen) return reader.chosen
    const ends = reader.ring.ends()
    return ends && reader.choose(...ends)
  }
  return {
    move(step, extend) {
      const { ring } = reader
      reader.listening.lookAway()
      if (ring.at) ring.move(step, extend)
      else ring.enter(reader.paragraphs[reader.paragraphOf.get(sheet.readingAt() ?? '') ?? 0])
      const ends = extend ? ring.ends() : null
      if (ends) reader.choose(...ends)
      else reader.unchoose()
      reader.asking = null
    },
    choose(ask) {
      if (reader.placing && chosen()) return reader.saying.place(reader.placing, reader.chosen as Passage)
      if (reader.room.may('annotate') && chosen()) reader.asking = ask
    },
    code(n) {
      const code = reader.offered.codes[n]
      if (code && reader.room.may('annotate') && chosen()) reader.saying.markWith(code.id)
    },
    speaker() {
      const { naming, ring } = reader
      if (!naming.may) return
      if (reader.chosen) return naming.askChosen()
      if (!ring.at) ring.enter(reader.paragraphs[reader.paragraphOf.get(sheet.readingAt() ?? '') ?? 0])
      if (ring.at) naming.askTurn(ring.at.segment, true)
    },
    correct() {
      if (!reader.ring.at && !reader.chosen)
        reader.ring.enter(reader.paragraphs[reader.paragraphOf.get(sheet.readingAt() ?? '') ?? 0])
      reader.correctChosen()
    },
    toggle: () => reader.canHear && reader.player.toggle(),
    back: () => reader.canHear && reader.player.back(),
    forward: () => reader.canHear && reader.player.forward(),
    find(always) {
      // The browser's own search misses what is not drawn; pressed again in our field, it has its turn.
      const drawn = sheet.drawn(reader.order)
      const all = drawn[0] === 0 && drawn[1] === reader.segments.length - 1
      if (!always && (all || reader.finding.open)) return false
      page.find()
      return true
    },
    loop: () => reader.canHear && reader.loop(),
    async unsure() {
      const { ring, order } = reader
      const at = ring.at?.segment ?? sheet.readingAt() ?? ''
      const found = await reader.unsure.next(order.get(at) ?? 0, ring.at?.from ?? -1)
      if (!found) return
      reader.listening.lookAway()
      ring.stand(found)
      sheet.text?.focus({ preventScroll: true })
      sheet.show(reader.paragraphOf.get(found.segment) ?? 0, [found])
    },
    mark(by) {
      reader.listening.lookAway()
      const mark = reader.step(by, reader.order.get(sheet.readingAt() ?? '') ?? 0)
      if (mark) page.showMark(mark)
    },
    leave: page.leave,
    help: page.help,
  }
}
