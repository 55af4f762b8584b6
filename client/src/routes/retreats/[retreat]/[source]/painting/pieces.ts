/** Where the browser has no Custom Highlight API: a segment's words in spans, one per change of what lies over them. */
import type { Range as Stretch } from '#lib/state/passages.ts'

export interface Piece {
  text: string
  /** The classes of pieces.css. */
  look: string
}

export interface Layer extends Stretch {
  look: string
}

/** The text of a segment cut wherever a layer begins or ends; where layers meet, the later one shows on top. */
export function piecesOf(text: string, layers: readonly Layer[]): Piece[] {
  const cuts = new Set([0, text.length])
  for (const { from, to } of layers) cuts.add(from).add(to)
  const sorted = [...cuts].filter((at) => at <= text.length).sort((a, b) => a - b)
  return sorted.slice(0, -1).map((from, n) => {
    const to = sorted[n + 1] as number
    const over = layers.filter((it) => it.from <= from && it.to >= to)
    return { text: text.slice(from, to), look: over.map((it) => it.look).join(' ') }
  })
}
