/** What lies over the words of the paragraphs that are drawn: marks, the open one, what is chosen, unsure, spoken. */
import type { Passage } from '#lib/live/protocol.ts'
import { toUtf16 } from '#lib/state/characters.ts'
import { ranges, type Range as Stretch } from '#lib/state/passages.ts'
import type { Mark } from '../marks.ts'
import type { Reader } from '../reader.svelte.ts'
import { LANES } from './highlights.ts'

export type Layers = Map<string, Stretch[]>

function isWithin(reader: Reader, segment: string, from: number, to: number): boolean {
  const at = reader.order.get(segment) ?? -1
  return at >= from && at <= to
}

function add(layers: Layers, name: string, stretches: readonly Stretch[]) {
  if (stretches.length) layers.set(name, [...(layers.get(name) ?? []), ...stretches])
}

/** The marks that touch segments `from` to `to` of the source, under the names of highlights.ts. */
export function markLayers(reader: Reader, from: number, to: number, arriving: ReadonlySet<string>): Layers {
  const layers: Layers = new Map()
  const near = reader.shown.filter((it) => it.first <= to && it.last >= from)
  for (const mark of near) {
    const stretches = stretchesOf(reader, mark)
    const name = `${mark.pending ? 'waiting' : 'c'}${mark.colour}-${Math.min(mark.lane, LANES)}`
    add(layers, name, stretches)
    if (mark.id === reader.open) add(layers, `open${mark.colour}`, stretches)
    if (arriving.has(mark.id)) add(layers, `new${mark.colour}`, stretches)
  }
  return layers
}

/** Where the engine was not sure: under a mark these words keep their full ink. */
export function unsureLayer(reader: Reader, from: number, to: number): Layers {
  const layers: Layers = new Map()
  const segments = reader.unsure.shown ? reader.segments.slice(from, to + 1) : []
  add(
    layers,
    'unsure',
    segments.flatMap((segment) => reader.listening.unsure(segment)),
  )
  return layers
}

/** The chosen words, and those of which it is asked who says them. */
export function chosenLayer(reader: Reader, from: number, to: number): Layers {
  const layers: Layers = new Map()
  if (reader.chosen) add(layers, 'chosen', stretchesIn(reader, reader.chosen))
  const meant = reader.naming.segments.filter((it) => isWithin(reader, it.id, from, to))
  add(
    layers,
    'chosen',
    meant.map((it) => ({ segment: it.id, from: 0, to: it.text.length })),
  )
  return layers
}

/** What others who read here have chosen, in the words as they are now. */
export function othersLayer(reader: Reader): Layers {
  const layers: Layers = new Map()
  for (const it of reader.others.values()) add(layers, 'others', stretchesIn(reader, it))
  return layers
}

/** The words that a link led to. */
export function ledLayer(reader: Reader): Layers {
  return reader.led ? new Map([['led', stretchesIn(reader, reader.led)]]) : new Map()
}

/** What is looked for, and the one of it that one is at. */
export function foundLayer(reader: Reader, from: number, to: number): Layers {
  const { finding } = reader
  const layers: Layers = new Map()
  const inside = reader.segments.slice(from, to + 1).flatMap((it) => finding.inside(it.id))
  add(layers, 'found', inside)
  if (finding.open && finding.now) add(layers, 'foundnow', [finding.now])
  return layers
}

export function playingLayer(reader: Reader): Layers {
  const { word } = reader.listening
  return word && reader.canHear ? new Map([['playing', [word]]]) : new Map()
}

/** The stretches of a mark. */
function stretchesOf(reader: Reader, mark: Mark): Stretch[] {
  return ranges(mark.passage, reader.segments)
}

/** The stretches of any passage of the source. */
export const stretchesIn = (reader: Reader, passage: Passage): Stretch[] =>
  ranges(reader.now(passage), reader.segments)

/** Where a mark stands, also one whose words are gone: then the place at which they were. */
export function placeOf(reader: Reader, mark: Mark): Stretch[] {
  const stretches = stretchesOf(reader, mark)
  if (stretches.length) return stretches
  const { segment, offset } = mark.passage.start
  const at = toUtf16(reader.segments[mark.first]?.text ?? '', offset)
  return [{ segment, from: at, to: at }]
}
