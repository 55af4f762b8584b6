/** The keys of the reader: what each does while nothing is typed, and whether single letters count. */
import type { Step } from './ring.svelte.ts'

export interface Deeds {
  move(step: Step, extend: boolean): void
  /** Choose the ring's words, to code them or to comment. */
  choose(ask: 'code' | 'comment'): void
  /** Mark the chosen words, or the ring's, with the nth code. */
  code(n: number): void
  toggle(): void
  back(): void
  forward(): void
  mark(by: 1 | -1): void
  /** One layer back; false if there was none. */
  leave(): boolean
  help(): void
}

const STEPS: Record<string, Step> = {
  ArrowRight: 'next',
  ArrowLeft: 'back',
  ArrowDown: 'down',
  ArrowUp: 'up',
}
const KEPT = 'single-letter-keys'

export class Keys {
  /** Single letters can be switched off, for those whose voice or hand would press them unmeant (WCAG 2.1.4). */
  letters = $state(localStorage.getItem(KEPT) !== 'off')

  #deeds: Deeds

  constructor(deeds: Deeds) {
    this.#deeds = deeds
  }

  switchLetters(on: boolean) {
    this.letters = on
    localStorage.setItem(KEPT, on ? 'on' : 'off')
  }

  /** What is pressed anywhere on the page. */
  page = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    // A dialog answers its own keys, Escape among them.
    if (document.querySelector('dialog[open]')) return
    if (event.key === 'Escape') {
      if (this.#deeds.leave()) event.preventDefault()
      return
    }
    if (this.letters && !typing(event.target) && this.#letter(event)) event.preventDefault()
  }

  /** What is pressed on the text. */
  text = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const step = STEPS[event.key]
    if (step) this.#deeds.move(step, event.shiftKey)
    else if (event.key === 'Enter') this.#deeds.choose('code')
    else return
    event.preventDefault()
  }

  #letter(event: KeyboardEvent): boolean {
    const deeds = this.#deeds
    const { key } = event
    if (/^[1-9]$/.test(key)) deeds.code(Number(key) - 1)
    else if (key === 'c' || key === 'C') deeds.choose('comment')
    else if (key === ' ') {
      // On a button the space bar presses that button.
      if ((event.target as Element).closest('button, a, input, [role="button"]')) return false
      deeds.toggle()
    } else if (key === ',') deeds.back()
    else if (key === '.') deeds.forward()
    else if (key === 'n' || key === 'N') deeds.mark(1)
    else if (key === 'p' || key === 'P') deeds.mark(-1)
    else if (key === '?') deeds.help()
    else return false
    return true
  }
}

function typing(target: EventTarget | null): boolean {
  const element = target instanceof Element ? target : null
  return !!element?.closest('input:not([type="range"]), textarea, select, dialog, [contenteditable]')
}
