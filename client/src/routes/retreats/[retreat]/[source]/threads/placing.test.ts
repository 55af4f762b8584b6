/** The rule of the margin: level with the words, no overlap, the open card on its line. */
import { expect, test } from 'vitest'
import { place, type Wish } from './placing.ts'

const cards = (...wants: number[]): Wish[] => wants.map((want, i) => ({ id: String(i), want, height: 34 }))
const tops = (wishes: Wish[], open: string | null = null) => [...place(wishes, open).values()]

test('cards stand level with their words where there is room', () => {
  expect(tops(cards(0, 100, 200))).toEqual([0, 100, 200])
})

test('a card makes room for the one before it', () => {
  expect(tops(cards(10, 10, 10))).toEqual([10, 48, 86])
})

test('the open card keeps its line, and the others move away from it', () => {
  expect(tops(cards(90, 95, 100, 105), '2')).toEqual([24, 62, 100, 138])
})

test('at the head of the page no card is pushed out of sight', () => {
  expect(tops(cards(10, 12, 14), '2')).toEqual([4, 42, 80])
})

test('no two cards ever overlap, whichever is open', () => {
  for (let round = 0; round < 200; round++) {
    const wants = Array.from({ length: 12 }, () => Math.round(Math.random() * 600)).sort((a, b) => a - b)
    const wishes = cards(...wants)
    const open = round % 2 ? String(round % 12) : null
    const placed = tops(wishes, open)
    for (let i = 1; i < placed.length; i++) {
      expect((placed[i] as number) - (placed[i - 1] as number)).toBeGreaterThanOrEqual(34)
    }
    expect(placed[0]).toBeGreaterThanOrEqual(open === null ? 0 : Math.min(4, wants[0] as number))
  }
})
