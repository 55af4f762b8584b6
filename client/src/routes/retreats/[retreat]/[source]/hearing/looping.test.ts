/** Hearing again and again: the words at hand, or what lies between two places on the wave; one press ends it. */
import { beforeEach, expect, test } from 'vitest'
import { Player } from '#lib/audio/player.svelte.ts'
import { Looping } from './looping.svelte.ts'

let player: Player
let looping: Looping

beforeEach(() => {
  player = new Player()
  player.duration = 600
  looping = new Looping(player)
})

test('words at hand begin at once, and a second press lets them go', () => {
  looping.press({ start: 3, end: 5 })
  expect(player.loop).toEqual({ start: 3, end: 5 })
  expect([player.time, looping.on]).toEqual([3, true])
  looping.press({ start: 8, end: 9 })
  expect([player.loop, looping.on]).toEqual([null, false])
})

test('without words two places are asked for, in either order', () => {
  looping.press(null)
  expect(looping.asking).toBe('begin')
  looping.point(40)
  expect([looping.asking, looping.begun]).toEqual(['end', { start: 40, end: 40 }])
  looping.point(40)
  expect(looping.asking).toBe('end')
  looping.point(30)
  expect([looping.asking, player.loop]).toEqual([null, { start: 30, end: 40 }])
})

test('a second press puts the question aside; then a click means nothing', () => {
  looping.press(null)
  looping.press(null)
  looping.point(40)
  expect([looping.asking, player.loop]).toEqual([null, null])
})

test('it stays while one moves inside of it, and goes when one leaves it or hears something else', () => {
  player.playLoop({ start: 10, end: 20 })
  player.seek(15)
  expect(looping.on).toBe(true)
  player.seek(25)
  expect(looping.on).toBe(false)
  player.playLoop({ start: 10, end: 20 })
  player.playSpan({ start: 12, end: 13 })
  expect(looping.on).toBe(false)
})

test('a loop too short to be heard is made longer', () => {
  player.playLoop({ start: 10, end: 10 })
  expect((player.loop?.end ?? 0) - 10).toBeGreaterThan(0.2)
})
