/** Saying something about words: a code or a comment on those that are chosen, and what one says about a mark. */
import { newId } from '#lib/live/ids.ts'
import type { Passage, Stance } from '#lib/live/protocol.ts'
import { m } from '#lib/paraglide/messages.js'
import { firstWords } from '#lib/ui/words.ts'
import type { Mark } from '../marks.ts'
import type { Reader } from '../reader.svelte.ts'

export class Saying {
  constructor(private readonly reader: Reader) {}

  get #live() {
    return this.reader.room.live
  }

  markWith(code: string) {
    this.#annotate(code, null)
  }

  markWithNew(name: string) {
    const code = newId()
    const colour = this.reader.offered.freshColour
    this.#live.send({ type: 'create_code', code, name, colour, definition: null })
    this.#annotate(code, null)
  }

  comment(text: string) {
    this.#annotate(null, text)
  }

  #annotate(code: string | null, comment: string | null) {
    const { chosen: passage, room } = this.reader
    if (!passage) return
    const annotation = newId()
    this.#live.send({ type: 'annotate', annotation, retreat: room.state.retreat.id, passage, code, comment })
    this.reader.filters.keep(annotation)
    this.reader.unchoose()
  }

  reply(annotation: string, text: string) {
    this.#live.send({ type: 'reply', reply: newId(), annotation, text })
  }

  takeStance(annotation: string, view: Stance['view'], reason: string | null) {
    this.#live.send({ type: 'take_stance', annotation, view, reason })
  }

  dropStance(annotation: string) {
    this.#live.send({ type: 'drop_stance', annotation })
  }

  /** A mark is about these words. */
  place(annotation: string, { source, start, end }: Passage) {
    this.#live.send({ type: 'place_annotation', annotation, passage: { source, start, end } })
    this.reader.placing = null
    this.reader.unchoose()
    this.reader.open = annotation
  }

  /** Take a mark away: undone more easily than it is asked about. */
  remove({ id, passage }: Mark) {
    const words = m.mark_removed({ words: firstWords(this.reader.quote(passage) || '…') })
    const after = this.#live.send({ type: 'remove_annotation', annotation: id })
    this.reader.room.undo = { words, back: this.reader.undoing.undo, after }
    if (this.reader.open === id) this.reader.shut()
  }
}
