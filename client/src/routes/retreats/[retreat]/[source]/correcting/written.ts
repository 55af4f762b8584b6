/** A sentence while it is written in: what was begun of it, and where what lies over its words stands meanwhile. Pure. */

import { toCodePoints, toUtf16 } from '#lib/state/characters.ts'
import { edits } from '#lib/state/edits.ts'
import { moved } from '#lib/state/moving.ts'
import type { Range as Stretch } from '#lib/state/passages.ts'

/** On which revision it was begun, whose words these were, and what they are to be. */
export interface Begun {
  base: string
  was: string
  text: string
}

/** What a device kept of it; null where that is nothing that can be gone on with. */
export function begunFrom(kept: string): Begun | null {
  try {
    const it = JSON.parse(kept) as Partial<Begun>
    const whole = [it.text, it.base, it.was].every((part) => typeof part === 'string')
    return whole ? (it as Begun) : null
  } catch {
    return null
  }
}

/** How to find a stretch of the words `before` in the words `after` of a segment. */
export function overWritten(segment: string, before: string, after: string): (it: Stretch) => Stretch {
  if (before === after) return (it) => it
  const about = { segment, id: 'written', n: 1, by: '', at: '', undoes: null, cut: null, joined: null }
  const step = { ...about, edits: edits(before, after) }
  return (it) => {
    if (it.segment !== segment) return it
    const place = (offset: number) => ({ segment, revision: '', offset: toCodePoints(before, offset) })
    const { start, end } = moved({ source: '', start: place(it.from), end: place(it.to) }, () => [
      step,
    ]).passage
    const from = toUtf16(after, start.offset)
    return { segment, from, to: Math.max(from, toUtf16(after, end.offset)) }
  }
}
