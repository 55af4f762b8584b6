/** The drawn page: what of the text stands on the screen, and where. All positions are pixels of the scrolled page. */
import { tick } from 'svelte'
import type { VirtualizerHandle } from 'virtua/svelte'
import type { Range as Stretch } from '#lib/state/passages.ts'
import type { Layers } from './painting/layers.ts'
import { boxesOf, elementOf, nodeAt, segmentElements } from './text.ts'

interface Box {
  top: number
  left: number
  right: number
  bottom: number
}

export class Sheet {
  /** What scrolls, what is scrolled, and the text in it. */
  scroller: HTMLElement | undefined = $state.raw()
  doc: HTMLElement | undefined = $state.raw()
  text: HTMLElement | undefined = $state.raw()
  list: VirtualizerHandle | undefined = $state.raw()
  /** Where a stretch of the words stands on the page: elsewhere in a sentence that is being written in. */
  over: (it: Stretch) => Stretch = (it) => it
  /** Grows whenever something else is drawn, or stands elsewhere. */
  version = $state(0)
  /** Grows while the page is scrolled, a few times a second. */
  scrolled = $state(0)

  #resting: ReturnType<typeof setTimeout> | undefined

  scrolling() {
    this.#resting ??= setTimeout(() => {
      this.#resting = undefined
      this.scrolled++
    }, 250)
  }

  /** Watch until the returned function is called. */
  watch(): () => void {
    const { doc, text } = this
    if (!doc || !text) return () => {}
    let frame = 0
    // Once a frame: scrolling draws paragraphs in several goes, well before they come into view.
    const changed = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0
        this.version++
      })
    }
    const mutations = new MutationObserver(changed)
    mutations.observe(text, {
      childList: true,
      characterData: true,
      subtree: true,
      attributes: true,
      attributeFilter: ['style'],
    })
    const sizes = new ResizeObserver(changed)
    sizes.observe(doc)
    document.fonts.ready.then(changed)
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(this.#resting)
      mutations.disconnect()
      sizes.disconnect()
    }
  }

  /** The first and the last segment that are drawn around what is read, by their place in the text. What is kept on the
   * page further away, as where the keys are, is no part of it: all that lies between would be drawn too. */
  drawn(order: ReadonlyMap<string, number>): [number, number] {
    const elements = this.text ? segmentElements(this.text) : []
    const at = elements.map((it) => order.get(it.dataset.segment ?? '') ?? -1)
    let from = 0
    for (const [n, element] of elements.entries()) {
      const next = at[n + 1]
      if (next === (at[n] as number) + 1) continue
      if (next === undefined || this.#reaches(element)) return [at[from] as number, at[n] as number]
      from = n + 1
    }
    return [0, -1]
  }

  /** Whether it reaches below the top of the screen. */
  #reaches(element: HTMLElement): boolean {
    return element.getBoundingClientRect().bottom > (this.scroller?.getBoundingClientRect().top ?? 0)
  }

  /** The lines that these stretches stand on, as far as they are drawn. */
  lines(stretches: readonly Stretch[]): Box[] {
    const { text, doc } = this
    if (!text || !doc) return []
    const ground = doc.getBoundingClientRect()
    return stretches.flatMap(({ segment, from, to }) => {
      const element = elementOf(text, segment)
      // What the list has not measured yet it keeps hidden, and not in its place.
      const isPlaced = element && getComputedStyle(element).visibility !== 'hidden'
      const rects = isPlaced ? rectsOf(element, this.over({ segment, from, to })) : []
      return rects.map(({ top, left, right, bottom }) => ({
        top: top - ground.top,
        bottom: bottom - ground.top,
        left: left - ground.left,
        right: right - ground.left,
      }))
    })
  }

  /** The part of the page that is on the screen. */
  view(): Box {
    const top = this.scroller?.scrollTop ?? 0
    const { clientHeight = 0, clientWidth = 0 } = this.scroller ?? {}
    return { top, left: 0, right: clientWidth, bottom: top + clientHeight }
  }

  sees(stretches: readonly Stretch[]): boolean {
    const view = this.view()
    return this.lines(stretches).some((it) => it.bottom > view.top && it.top < view.bottom)
  }

  /** The page's ranges for these layers, under the same names. */
  ranges(layers: Layers): Map<string, StaticRange[]> {
    const { text } = this
    if (!text) return new Map()
    return new Map([...layers].map(([name, stretches]) => [name, joined(text, stretches.map(this.over))]))
  }

  /** The first segment that is read now: that at the upper quarter of the screen, or at another share of it. */
  readingAt(share = 1 / 4): string | null {
    const { text, scroller } = this
    if (!text || !scroller) return null
    const box = scroller.getBoundingClientRect()
    const line = box.top + box.height * share
    const found = segmentElements(text).find((it) => it.getBoundingClientRect().bottom > line)
    return found?.dataset.segment ?? null
  }

  /** Bring words into view; they stay where they are if they are in view already. */
  async show(paragraph: number, stretches: readonly Stretch[], tries = 5) {
    if (!this.#comfortable(stretches)) {
      this.list?.scrollToIndex(paragraph, { align: 'start', offset: -this.#quarter() })
      // Paragraphs above are measured only now, and may push this one away again.
      await tick()
      requestAnimationFrame(() => {
        const [line] = this.lines(stretches)
        if (line && !this.#comfortable(stretches))
          this.scroller?.scrollTo({ top: line.top - this.#quarter() })
        // It takes a while to measure what has never been drawn.
        if (!line && tries) setTimeout(() => this.show(paragraph, stretches, tries - 1), 150)
      })
    }
  }

  #quarter() {
    return (this.scroller?.clientHeight ?? 0) / 4
  }

  #comfortable(stretches: readonly Stretch[]): boolean {
    const view = this.view()
    const [first] = this.lines(stretches)
    return first !== undefined && first.top > view.top + 8 && first.bottom < view.bottom - 60
  }
}

/** The boxes of a stretch; where nothing is between its ends, that of the character there, or of the whole. */
function rectsOf(element: HTMLElement, { from, to }: Stretch): DOMRect[] {
  const length = (element.textContent ?? '').length
  if (length === 0) return [...element.getClientRects()]
  const end = from < to ? to : Math.min(from + 1, length)
  return boxesOf(element, Math.min(from, end - 1), end)
}

/** The ranges of these stretches; those that follow one another in a paragraph are one, with the space between. */
function joined(text: HTMLElement, stretches: readonly Stretch[]): StaticRange[] {
  const found: StaticRange[] = []
  let before: Element | null = null
  for (const { segment, from, to } of stretches) {
    const element = elementOf(text, segment)
    if (!element) continue
    const [begin, end] = [nodeAt(element, from), nodeAt(element, to)]
    const last = before && from === 0 && element.previousElementSibling === before ? found.pop() : null
    const start = last ?? { startContainer: begin.node, startOffset: begin.offset }
    found.push(
      // Static: the text is painted anew whenever it is drawn anew, so the browser need not keep it up to date.
      new StaticRange({
        startContainer: start.startContainer,
        startOffset: start.startOffset,
        endContainer: end.node,
        endOffset: end.offset,
      }),
    )
    before = to >= (element.textContent ?? '').length ? element : null
  }
  return found
}
