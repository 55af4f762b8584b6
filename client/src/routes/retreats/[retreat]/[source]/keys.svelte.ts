/** The keys of the reader: what each does while nothing is typed, and whether single letters count. */
import { typing } from '#lib/ui/typing.ts'
import type { Step } from './ring.svelte.ts'

export interface Deeds {
  move(step: Step, extend: boolean): void
  /** Choose the ring's words, to code them or to comment. */
  choose(ask: 'code' | 'comment'): void
  /** Mark the chosen words, or the ring's, with the nth code. */
  code(n: number): void
  /** Say who speaks in the ring's turn, or the chosen words. */
  speaker(): void
  /** Correct the ring's sentence, or that of the chosen words. */
  correct(): void
  toggle(): void
  back(): void
  forward(): void
  mark(by: 1 | -1): void
  /** Look for words; false where the browser's own search sees them all. */
  find(always: boolean): boolean
  /** Hear again and again what one is at. */
  loop(): void
  /** The next word that the engine was not sure of. */
  unsure(): void
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
    if (isFind(event) && !document.querySelector('dialog[open]') && this.#deeds.find(false))
      event.preventDefault()
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
    if (typing(event.target)) return
    if (event.ctrlKey || event.metaKey || event.altKey) return
    // A button in the text has its own Enter.
    if (event.key === 'Enter' && (event.target as Element).closest('button')) return
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
    else if (key === 'e' || key === 'E') deeds.correct()
    else if (key === 's' || key === 'S') deeds.speaker()
    else if (key === ' ') {
      // On a button the space bar presses that button.
      if ((event.target as Element).closest('button, a, input, [role="button"]')) return false
      deeds.toggle()
    } else if (key === ',') deeds.back()
    else if (key === '.') deeds.forward()
    else if (key === 'n' || key === 'N') deeds.mark(1)
    else if (key === 'p' || key === 'P') deeds.mark(-1)
    else if (key === 'l' || key === 'L') deeds.loop()
    else if (key === 'u' || key === 'U') deeds.unsure()
    else if (key === '/') deeds.find(true)
    else if (key === '?') deeds.help()
    else return false
    return true
  }
}

const isFind = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent) =>
  key.toLowerCase() === 'f' && ctrlKey !== metaKey && !altKey && !shiftKey
