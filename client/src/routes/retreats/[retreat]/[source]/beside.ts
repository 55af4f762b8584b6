/** Where the picker opens: below the chosen words, or above where there is no room. */
import type { Range as Stretch } from '#lib/state/passages.ts'
import type { Sheet } from './sheet.svelte.ts'

// As in Choosing.svelte; the height with a long codebook.
const WIDTH = 316
const HEIGHT = 380
const GAP = 8

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
