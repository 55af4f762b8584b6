/** Painting what lies over the words, each kind on its own, so that a spoken word does not repaint every mark. */

import { untrack } from 'svelte'
import type { Mark } from '../marks.ts'
import { ARRIVING, type News } from '../news.svelte.ts'
import type { Reader } from '../reader.svelte.ts'
import type { Sheet } from '../sheet.svelte.ts'
import { elementOf } from '../text.ts'
import { adopt, canHighlight, paint, unpaint } from './highlights.ts'
import {
  chosenLayer,
  foundLayer,
  type Layers,
  ledLayer,
  markLayers,
  othersLayer,
  placeOf,
  playingLayer,
  unsureLayer,
} from './layers.ts'
import { type Layer, type Piece, piecesOf } from './pieces.ts'

/** Keep the highlights as they should be, for as long as the component lives that calls this. */
export function keepPainted(reader: Reader, sheet: Sheet, news: News) {
  if (!canHighlight) return
  adopt()
  const keep = (family: RegExp, layers: (from: number, to: number) => Layers) => {
    $effect(() => {
      sheet.version
      paint(sheet.ranges(layers(...sheet.drawn(reader.order))), family)
    })
  }
  keep(/^(c|waiting|open|new)\d/, (from, to) => markLayers(reader, from, to, news.arriving))
  keep(/^unsure$/, (from, to) => unsureLayer(reader, from, to))
  keep(/^others$/, () => othersLayer(reader))
  keep(/^led$/, () => ledLayer(reader))
  keep(/^found(now)?$/, (from, to) => foundLayer(reader, from, to))
  keep(/^chosen$/, (from, to) => chosenLayer(reader, from, to))
  keep(/^playing$/, () => playingLayer(reader))
  keepSettling(reader, sheet, news)
  $effect(() => unpaint)
}

/** A mark that arrives settles from strong to its resting tint; nothing moves. In its own paragraphs, and in twelve
 * steps: each is work for all the words that it is for, and sixty a second are not told from ten. */
function keepSettling(reader: Reader, sheet: Sheet, news: News) {
  $effect(() => {
    const { text } = sheet
    const ids = [...news.arriving]
    if (!text || ids.length === 0 || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const stretches = untrack(() => ids.flatMap((it) => placesOf(reader, reader.mark(it))))
    const words = new Set(stretches.map(({ segment }) => elementOf(text, segment)?.closest('.words')))
    for (const it of words)
      it?.animate({ '--arriving': ['55%', '0%'] }, { duration: ARRIVING, easing: 'steps(12)' })
  })
}

const placesOf = (reader: Reader, mark: Mark | undefined) => (mark ? placeOf(reader, mark) : [])

/** For browsers that cannot paint over words: a segment's words in spans. */
export function spans(reader: Reader, news: News): ((segment: string, text: string) => Piece[]) | null {
  if (canHighlight) return null
  return (segment, text) => {
    const at = reader.order.get(segment) ?? -1
    const layers = [
      unsureLayer(reader, at, at),
      markLayers(reader, at, at, news.arriving),
      othersLayer(reader),
      ledLayer(reader),
      foundLayer(reader, at, at),
      chosenLayer(reader, at, at),
      playingLayer(reader),
    ]
    return piecesOf(
      text,
      layers.flatMap((it) => looks(it, segment)),
    )
  }
}

function looks(layers: Layers, segment: string): Layer[] {
  return [...layers].flatMap(([name, stretches]) =>
    stretches.filter((it) => it.segment === segment).map((it) => ({ ...it, look: look(name) })),
  )
}

/** The classes of pieces.css for a highlight's name: `c7-2` is code colour 7 in the second lane. */
function look(name: string): string {
  const [, kind, colour, lane] = /^(c|waiting|open|new)(\d+)(?:-(\d))?$/.exec(name) ?? []
  if (!kind) return name
  const extra = { c: '', waiting: 'waiting', open: 'opened', new: 'opened' }[kind]
  return ['mark', `k${colour}`, lane && `lane-${lane}`, extra].filter(Boolean).join(' ')
}
