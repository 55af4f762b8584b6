/** Where the picker opens: below the chosen words, or above where there is no room. */
import type { Range as Stretch } from '#lib/state/passages.ts'
import type { Sheet } from '../sheet.svelte.ts'
import { elementOf } from '../text.ts'

// As in Choosing.svelte; the height with a long codebook.
const WIDTH = 408
const HEIGHT = 380
const GAP = 8

/** Where it is asked who speaks: below the words that it is asked about, above them where there is no room below, and
 * where there is none at all at the foot of the page. None while these words are not drawn. */
export function under(sheet: Sheet, from: string, height: number): { left: number; top: number } | null {
  sheet.version
  const { text, doc } = sheet
  const turn = text && elementOf(text, from)?.closest('section')
  if (!turn || !doc) return null
  const [box, ground, view] = [turn.getBoundingClientRect(), doc.getBoundingClientRect(), sheet.view()]
  const [top, bottom] = [box.top - ground.top, box.bottom - ground.top]
  const words = turn.querySelector('.words')?.getBoundingClientRect() ?? box
  // On a narrow page the name stands above its words, on a wide one at their side.
  const names = turn.querySelector('.who')?.getBoundingClientRect() ?? box
  const left = Math.max(GAP, (names.right < words.left ? box : words).left - ground.left)
  if (bottom + height + GAP <= view.bottom) return { left, top: bottom }
  if (top - height - GAP >= view.top) return { left, top: top - height }
  return { left, top: Math.max(view.top + GAP, view.bottom - height - GAP) }
}

export function beside(
  sheet: Sheet,
  words: readonly Stretch[],
): { left: number; top: number; above: boolean } | null {
  sheet.version
  const lines = sheet.lines(words)
  const [first, last] = [lines[0], lines.at(-1)]
  if (!first || !last) return null
  const view = sheet.view()
  const above = last.bottom + HEIGHT > view.bottom && first.top - view.top > HEIGHT
  const left = Math.max(GAP, Math.min(last.left, view.right - WIDTH - 2 * GAP))
  return { left, top: above ? first.top - GAP : last.bottom + GAP, above }
}
