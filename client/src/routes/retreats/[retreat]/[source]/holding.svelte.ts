/** The line that somebody reads, or writes, stays where it is, whatever others change above it. */
import type { Envelope } from '#lib/live/protocol.ts'
import type { Reader } from './reader.svelte.ts'
import type { Sheet } from './sheet.svelte.ts'
import { elementOf, segmentElements } from './text.ts'

// What can make a paragraph longer or shorter, or part it otherwise.
const MOVES: ReadonlySet<string> = new Set([
  'words_revised',
  'speaker_assigned',
  'speaker_named',
  'annotated',
  'annotation_removed',
  'annotation_restored',
  'annotation_placed',
])

// What the reader's own hands do, which is never held against.
const HANDS = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const
// For so long (ms) the list goes on measuring what it has drawn anew.
const SETTLING = 2000

/** For as long as the component lives that calls this. */
export function holdStill(reader: Reader, sheet: Sheet): void {
  let letGo: (() => void) | null = null
  const release = () => {
    letGo?.()
    letGo = null
  }
  $effect(() => {
    const stop = reader.room.live.listen(({ author, source, body }: Envelope) => {
      if (!MOVES.has(body.type) || (source !== null && source !== reader.source)) return
      // What one does oneself may move what it is about.
      if (reader.room.isMe(author)) return
      release()
      letGo = hold(sheet, reader.correcting.at)
    })
    return () => {
      stop()
      release()
    }
  })
}

/** Hold until the returned function is called, or the list has settled; none at the very beginning of a text, which
 * grows downwards. */
function hold(sheet: Sheet, first: string | null): (() => void) | null {
  const { text, scroller } = sheet
  if (!text || !scroller || scroller.scrollTop <= 0) return null
  const stood = places(sheet, text, first)
  const keep = () => {
    const moved = howFar(text, stood)
    if (moved) scroller.scrollTop += moved
  }
  // Called once what changed is laid out and before it is painted, after the list's own observers, which are older.
  const laidOut = new ResizeObserver(keep)
  laidOut.observe(text)
  scroller.addEventListener('scroll', keep)
  const letGo = () => {
    clearTimeout(settled)
    laidOut.disconnect()
    scroller.removeEventListener('scroll', keep)
    for (const it of HANDS) removeEventListener(it, letGo, true)
  }
  const settled = setTimeout(letGo, SETTLING)
  for (const it of HANDS) addEventListener(it, letGo, { capture: true, passive: true })
  return letGo
}

/** How far down the first of these that is still there has moved (pixels). */
function howFar(text: HTMLElement, stood: readonly [string, number][]): number {
  for (const [segment, top] of stood) {
    const element = elementOf(text, segment)
    if (element) return Math.round(topOf(element) - top)
  }
  return 0
}

/** Where these segments stand on the screen: the one that is written in or read, then those after it, should it go. */
function places(sheet: Sheet, text: HTMLElement, first: string | null): [string, number][] {
  const elements = segmentElements(text)
  const reading = sheet.readingAt()
  const from = elements.findIndex((it) => it.dataset.segment === reading)
  const wanted = [
    ...elements.filter((it) => it.dataset.segment === first),
    ...elements.slice(Math.max(0, from)),
  ]
  return wanted.slice(0, 12).map((it) => [it.dataset.segment ?? '', topOf(it)])
}

// A segment may begin in the middle of a line: the top of that line.
const topOf = (element: HTMLElement) => (element.getClientRects()[0] ?? element.getBoundingClientRect()).top
