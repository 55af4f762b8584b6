/** What lies over the words of the paragraphs that are drawn: marks, the open one, what is chosen, unsure, spoken. */
import type { Passage } from '#lib/live/protocol.ts'
import { ranges, type Range as Stretch } from '#lib/state/passages.ts'
import { LANES } from './highlights.ts'
import type { Mark } from './marks.ts'
import type { Reader } from './reader.svelte.ts'

export type Layers = Map<string, Stretch[]>

function add(layers: Layers, name: string, stretches: readonly Stretch[]) {
  if (stretches.length) layers.set(name, [...(layers.get(name) ?? []), ...stretches])
}

/** The marks that touch segments `from` to `to` of the source, under the names of highlights.ts. */
export function markLayers(reader: Reader, from: number, to: number, arriving: ReadonlySet<string>): Layers {
  const layers: Layers = new Map()
  const near = reader.marks.filter((it) => it.first <= to && it.last >= from)
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
  const segments = reader.segments.slice(from, to + 1)
  add(
    layers,
    'unsure',
    segments.flatMap((segment) => reader.listening.unsure(segment)),
  )
  return layers
}

export function chosenLayer(reader: Reader): Layers {
  const layers: Layers = new Map()
  if (reader.chosen) add(layers, 'chosen', stretchesIn(reader, reader.chosen))
  return layers
}

export function playingLayer(reader: Reader): Layers {
  const { word } = reader.listening
  return word && reader.canHear ? new Map([['playing', [word]]]) : new Map()
}

/** The stretches of a mark, read from its own segments only. */
export function stretchesOf(reader: Reader, mark: Mark): Stretch[] {
  return ranges(mark.passage, reader.segments.slice(mark.first, mark.last + 1))
}

/** The stretches of any passage of the source. */
export const stretchesIn = (reader: Reader, passage: Passage): Stretch[] => ranges(passage, reader.segments)
