/** Pins on the wave: inside of it, one for each place and colour. */
import { expect, test } from 'vitest'
import { Chance, seeds } from '../../../../../../test/chance'
import { ticksOf } from './pins.ts'

test.each(seeds(50))('as many as there is room for, seed %i', (seed) => {
  const chance = new Chance(seed)
  const [duration, width, step] = [1 + chance.below(40_000), 20 + chance.below(1000), 3]
  const pins = Array.from({ length: chance.below(2000) }, () => ({
    at: chance.below(duration * 1.1),
    colour: chance.below(13),
  }))
  const ticks = ticksOf(pins, duration, width, step)
  expect(ticks.map(([colour]) => colour).sort()).toEqual([...new Set(pins.map((it) => it.colour))].sort())
  for (const [, path] of ticks) {
    const places = [...path.matchAll(/M([\d.]+)/g)].map((it) => Number(it[1]))
    expect(new Set(places).size).toBe(places.length)
    expect(Math.max(...places)).toBeLessThanOrEqual(width + 1)
  }
})

test('nothing where there is no sound yet', () =>
  expect(ticksOf([{ at: 3, colour: 1 }], 0, 300, 3)).toEqual([[1, '']]))
