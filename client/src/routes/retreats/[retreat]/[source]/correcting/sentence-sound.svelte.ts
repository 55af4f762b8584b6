/** Hearing the sentence that is written in: once, or again and again. */
import type { Player } from '#lib/audio/player.svelte.ts'
import type { SegmentText } from '#lib/live/protocol.ts'

export class SentenceSound {
  again = $state(false)

  constructor(
    private readonly player: Player,
    private readonly segment: () => SegmentText | undefined,
  ) {}

  /** Hear it, or pause. */
  toggle() {
    const span = this.#span
    if (!span) return
    if (this.player.playing) this.player.pause()
    else if (this.again) this.player.playLoop(span)
    else this.player.playSpan(span)
  }

  loop() {
    this.again = !this.again
    const span = this.#span
    if (this.again && span) this.player.playLoop(span)
    else this.player.stopLoop()
  }

  /** Another sentence is written in, or none. */
  stop() {
    if (this.again) this.player.stopLoop()
    this.again = false
  }

  get #span() {
    const { start = null, end = null } = this.segment() ?? {}
    return start === null || end === null ? null : { start, end }
  }
}
