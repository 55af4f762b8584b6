/** The hand on the words: what pointing, selecting and clicking in the text do. */
import { toCodePoints } from '#lib/state/characters.ts'
import type { Reader } from './reader.svelte.ts'
import type { Sheet } from './sheet.svelte.ts'
import { completed, pointed, stretchesIn } from './text.ts'

// Handles are dragged for a while: wait (ms) until they rest.
const RESTING = 250

export class Hand {
  #held = false
  #settling: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly reader: Reader,
    private readonly sheet: Sheet,
  ) {}

  down = (event: PointerEvent) => {
    if (isWriting(event)) return
    this.#held = event.pointerType === 'mouse' && event.button === 0
    if (this.#held && this.reader.chosen) this.reader.unchoose()
    this.reader.ring.leave()
  }

  up = () => {
    if (!this.#held) return
    this.#held = false
    // The selection that a double click makes stands only after this event.
    setTimeout(() => this.#takeByMouse())
  }

  /** Fingers select: they keep their handles. */
  select = () => {
    if (this.#held || this.reader.correcting.at || !matchMedia('(pointer: coarse)').matches) return
    clearTimeout(this.#settling)
    this.#settling = setTimeout(() => {
      const inside = this.sheet.text?.contains(getSelection()?.anchorNode ?? null)
      if (!this.#take() && this.reader.chosen && this.reader.asking === null && inside) this.reader.unchoose()
    }, RESTING)
  }

  click = (event: MouseEvent) => {
    const { text } = this.sheet
    if (!text || isWriting(event) || (event.target as Element).closest('button')) return
    if (!getSelection()?.isCollapsed || event.detail > 1) return
    const at = emptied(event) ?? pointed(text, event.clientX, event.clientY)
    if (this.reader.correcting.at) this.#goOnWriting(at)
    else if (at) this.#point(at)
  }

  /** While one corrects, a click leads on to other words, or out. */
  #goOnWriting(at: ReturnType<typeof pointed>) {
    const { correcting } = this.reader
    if (!at || !correcting.open(at.segment, { from: at.offset, to: at.offset })) correcting.finish()
  }

  #point({ segment, offset }: { segment: string; offset: number }) {
    const { reader } = this
    if (reader.chosen) reader.unchoose()
    // What has no words cannot be chosen: a click is the way to write in it again.
    const { text = '' } = reader.segment(segment) ?? {}
    if (!text && reader.correcting.open(segment)) return
    const opened = reader.openAt(segment, toCodePoints(text, offset))
    if (!opened && reader.canHear) reader.playFrom(segment, offset)
  }

  #takeByMouse() {
    if (!this.#take()) return
    getSelection()?.removeAllRanges()
    this.reader.asking = 'code'
  }

  /** The browser's own selection becomes the chosen words; false where it holds none. */
  #take(): boolean {
    const { reader, sheet } = this
    const selection = getSelection()
    const range = selection?.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null
    if (!range || !sheet.text?.contains(range.commonAncestorContainer)) return false
    const covered = stretchesIn(sheet.text, range)
    const whole = covered.flatMap((it) => completed(it, reader.segment(it.segment)?.text ?? '') ?? [])
    const [first, last] = [whole[0], whole.at(-1)]
    if (!first || !last) return false
    const ends = [
      { segment: first.segment, offset: first.from },
      { segment: last.segment, offset: last.to },
    ] as const
    if (!reader.choose(...ends)) return false
    reader.correcting.finish()
    return true
  }
}

/** The sentence without words that was clicked: there is no letter in it to point at. */
function emptied({ target }: MouseEvent) {
  const segment = (target as Element).closest<HTMLElement>('[data-none]')?.dataset.segment
  return segment ? { segment, offset: 0 } : null
}

/** What is written in has its own hands. */
const isWriting = (event: Event) => (event.target as Element).closest('[contenteditable]') !== null
