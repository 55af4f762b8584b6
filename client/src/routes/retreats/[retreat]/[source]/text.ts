/** From the page to the words and back: places in the text are a segment and an offset in UTF-16 units. */
import { wordsFrom } from '#lib/state/characters.ts'
import type { Range as Stretch } from '#lib/state/passages.ts'

const PICTURE = /[\p{Extended_Pictographic}\p{Regional_Indicator}]/u

/** The same stretch with its first and last words whole; null where it touches no word and no picture. */
export function completed(stretch: Stretch, text: string): Stretch | null {
  const touched = [...wordsFrom(text)].filter((word) => word.from < stretch.to && word.to > stretch.from)
  const [first, last] = [touched[0], touched.at(-1)]
  if (!first || !last) return PICTURE.test(text.slice(stretch.from, stretch.to)) ? stretch : null
  return {
    segment: stretch.segment,
    from: Math.min(first.from, stretch.from),
    to: Math.max(last.to, stretch.to),
  }
}

export const segmentElements = (root: ParentNode) => [...root.querySelectorAll<HTMLElement>('[data-segment]')]

export const elementOf = (root: ParentNode, segment: string) =>
  root.querySelector<HTMLElement>(`[data-segment="${segment}"]`)

/** What a range of the page covers of the segments that are drawn, in reading order. */
export function stretchesIn(root: ParentNode, range: Range): Stretch[] {
  return segmentElements(root)
    .filter((element) => range.intersectsNode(element))
    .map((element) => ({
      segment: element.dataset.segment as string,
      from: element.contains(range.startContainer)
        ? before(element, range.startContainer, range.startOffset)
        : 0,
      to: element.contains(range.endContainer)
        ? before(element, range.endContainer, range.endOffset)
        : (element.textContent ?? '').length,
    }))
    .filter((stretch) => stretch.from < stretch.to)
}

/** How much text of the element lies before this point of it. */
function before(element: HTMLElement, node: Node, offset: number): number {
  return measured((range) => {
    range.selectNodeContents(element)
    range.setEnd(node, offset)
    return range.toString().length
  })
}

let ruler: Range | undefined

/** Ask something of a range. It is the same for all: a browser keeps every range up to date with each change of the
 * page, for as long as it has not cleared it away, and thousands of them make scrolling slower and slower. */
function measured<T>(ask: (range: Range) => T): T {
  ruler ??= document.createRange()
  const found = ask(ruler)
  ruler.selectNode(document.documentElement)
  return found
}

/** The boxes of a stretch of this element's text, one for each line. */
export function boxesOf(element: HTMLElement, from: number, to: number): DOMRect[] {
  return measured((range) => {
    span(range, element, from, to)
    return [...range.getClientRects()]
  })
}

/** The word that was pointed at, as a place in a segment; null beside the words. */
export function pointed(root: HTMLElement, x: number, y: number): { segment: string; offset: number } | null {
  const caret = caretAt(x, y)
  const element = caret && closestSegment(caret.node)
  if (!caret || !element || !root.contains(element)) return null
  const offset = before(element, caret.node, caret.offset)
  const length = (element.textContent ?? '').length
  // The caret goes to the nearest letter even from the empty end of a line: ask whether a letter is really there.
  const near = [Math.max(0, offset - 1), Math.min(length, offset + 1)] as const
  const inside = boxesOf(element, near[0], near[1]).some(
    (box) => x >= box.left && x <= box.right && y >= box.top - 4 && y <= box.bottom + 4,
  )
  return inside ? { segment: element.dataset.segment as string, offset } : null
}

function caretAt(x: number, y: number): { node: Node; offset: number } | null {
  if ('caretPositionFromPoint' in document) {
    const caret = document.caretPositionFromPoint(x, y)
    return caret && { node: caret.offsetNode, offset: caret.offset }
  }
  const range = (document as Document).caretRangeFromPoint?.(x, y)
  return range ? { node: range.startContainer, offset: range.startOffset } : null
}

const closestSegment = (node: Node) =>
  (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>('[data-segment]') ?? null

/** The page's range for a stretch of this element's text. */
export function rangeOf(element: HTMLElement, from: number, to: number): Range {
  const range = document.createRange()
  span(range, element, from, to)
  return range
}

function span(range: Range, element: HTMLElement, from: number, to: number) {
  const start = nodeAt(element, from)
  const end = nodeAt(element, to)
  range.setStart(start.node, start.offset)
  range.setEnd(end.node, end.offset)
}

/** Where a place in this element's text stands on the page. */
export function nodeAt(element: HTMLElement, offset: number): { node: Node; offset: number } {
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  let seen = 0
  let last: Node = element
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const length = (node as Text).length
    if (offset <= seen + length) return { node, offset: offset - seen }
    seen += length
    last = node
  }
  return { node: last, offset: last === element ? 0 : (last as Text).length }
}
