/** Hearing a stretch again and again: the words that one is at, or what lies between two places on the wave. */
import type { Player, Span } from '#lib/audio/player.svelte.ts'

export class Looping {
  /** What is asked for on the wave: where it begins, or where it ends. */
  asking: 'begin' | 'end' | null = $state(null)
  /** Where it begins (seconds), while its end is asked for. */
  from = $state(0)

  #player: Player

  constructor(player: Player) {
    this.#player = player
  }

  /** What is to be heard so far, for the wave. */
  get begun(): Span | null {
    return this.asking === 'end' ? { start: this.from, end: this.from } : null
  }

  get on(): boolean {
    return this.#player.loop !== null
  }

  /** Begin with these words, or ask for two places where there are none; end what goes on. */
  press(span: Span | null) {
    if (this.on) this.#player.stopLoop()
    else if (this.asking) this.asking = null
    else if (span) this.#player.playLoop(span)
    else this.asking = 'begin'
  }

  /** A place on the wave was meant (seconds). */
  point(second: number) {
    if (this.asking === 'begin') {
      this.from = second
      this.asking = 'end'
    } else if (this.asking === 'end' && second !== this.from) {
      this.asking = null
      this.#player.playLoop({ start: Math.min(this.from, second), end: Math.max(this.from, second) })
    }
  }
}
