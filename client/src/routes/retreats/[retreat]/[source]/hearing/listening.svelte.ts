/** Words and sound together: which word is spoken now, when a passage was spoken, which words to fetch times for. */
import type { Player, Span } from '#lib/audio/player.svelte.ts'
import type { Passage, SegmentText, WordTimes } from '#lib/live/protocol.ts'
import { blockOf } from '#lib/state/blocks.ts'
import { toCodePoints, toUtf16 } from '#lib/state/characters.ts'
import type { LiveRetreat } from '#lib/state/live.svelte.ts'
import type { Range as Stretch } from '#lib/state/passages.ts'

/** Below this probability the words are shown as unsure. */
const UNSURE = 0.5

export class Listening {
  readonly player: Player
  /** Whether the text goes along with what plays. */
  follow = $state(true)

  #live: LiveRetreat
  #source: string
  #segments: () => readonly SegmentText[]

  constructor(player: Player, live: LiveRetreat, source: string, segments: () => readonly SegmentText[]) {
    this.player = player
    this.#live = live
    this.#source = source
    this.#segments = segments
  }

  /** The segment in which the player stands: the last that has begun; none before the first. */
  now = $derived.by(() => {
    const segments = this.#segments()
    const time = this.player.time
    let [low, high] = [0, segments.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((segments[middle]?.start ?? 0) <= time) low = middle + 1
      else high = middle
    }
    return segments[low - 1] ?? null
  })

  /** The word that is being spoken; as text, so that what depends on it wakes per word, not per frame. */
  #spoken = $derived.by(() => {
    const segment = this.now
    if (!segment || this.player.time > (segment.end ?? 0) + 0.3) return ''
    const rows = this.#rows(segment)
    const row = rows.findLast(([, , start]) => start <= this.player.time)
    return row
      ? `${segment.id} ${toUtf16(segment.text, row[0])} ${toUtf16(segment.text, row[0] + row[1])}`
      : ''
  })

  word: Stretch | null = $derived.by(() => {
    const [segment, from, to] = this.#spoken.split(' ')
    return segment && from && to ? { segment, from: Number(from), to: Number(to) } : null
  })

  /** Where the engine was not sure, in UTF-16 offsets; neighbours are joined. */
  unsure(segment: SegmentText): Stretch[] {
    const found: Stretch[] = []
    for (const [offset, length, , , probability] of this.#rows(segment)) {
      if (probability === null || probability >= UNSURE) continue
      const [from, to] = [toUtf16(segment.text, offset), toUtf16(segment.text, offset + length)]
      const last = found.at(-1)
      if (last && from - last.to <= 1) last.to = to
      else found.push({ segment: segment.id, from, to })
    }
    return found
  }

  #rows(segment: SegmentText): WordTimes['words'] {
    return this.#live.state.wordTimes(segment)?.words ?? []
  }

  /** Fetch the times of the words in the block of this second, if they are not here; ends once they are, or cannot be. */
  need(second: number | null): Promise<void> {
    return second === null ? Promise.resolve() : this.#live.texts.ensureWords(this.#source, blockOf(second))
  }

  /** One reads elsewhere than it plays: the text stays there, until one asks it to follow again. */
  lookAway() {
    if (this.player.playing) this.follow = false
  }

  /** When the word at this place is spoken (UTF-16 offset): by the word's time, else by its share of the segment. */
  timeAt(segment: SegmentText, offset: number, edge: 'start' | 'end' = 'start'): number | null {
    if (segment.start === null || segment.end === null) return null
    const point = toCodePoints(segment.text, offset)
    const rows = this.#rows(segment)
    const row =
      edge === 'start'
        ? rows.find(([at, length]) => point < at + length)
        : rows.findLast(([at]) => at < point)
    if (row) return edge === 'start' ? row[2] : row[3]
    return segment.start + (segment.end - segment.start) * (offset / Math.max(1, segment.text.length))
  }

  /** When a passage is spoken; null where nothing tells. The times of its words are fetched first. */
  async span({ start, end }: Passage): Promise<Span | null> {
    const segments = this.#segments()
    const first = segments.find((it) => it.id === start.segment)
    const last = segments.find((it) => it.id === end.segment) ?? first
    if (!first || !last) return null
    await Promise.all([this.need(first.start), this.need(last.start)])
    const from = this.timeAt(first, toUtf16(first.text, start.offset))
    const to = this.timeAt(last, toUtf16(last.text, end.offset), 'end')
    return from === null || to === null ? null : { start: from, end: to }
  }

  /** Play a passage and stop. */
  async hear(passage: Passage) {
    const span = await this.span(passage)
    if (span) this.player.playSpan(span)
  }
}
