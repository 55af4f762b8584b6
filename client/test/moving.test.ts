/** Moved passages: as the server moves them, and true to every character whatever happens to the words. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Passage, Step } from '#lib/live/protocol.ts'
import { moved, type Steps } from '#lib/state/moving.ts'
import { Chance, seeds } from './chance'

interface Case {
  steps: Step[]
  passages: { made: Passage; now: Passage; doubts: string[]; gone: boolean }[]
}

const cases = JSON.parse(readFileSync('../tests/fixtures/passages/moved.json', 'utf8')) as Case[]

const bySegment =
  (steps: readonly Step[]): Steps =>
  (segment) =>
    steps.filter((it) => it.segment === segment)

test.each(cases.map((it, n) => [n, it] as const))(
  'case %i as the server moves it',
  (_, { steps, passages }) => {
    for (const { made, now, doubts, gone } of passages) {
      const found = moved(made, bySegment(steps))
      expect(found.passage).toEqual({ ...now, exact: null })
      expect([...found.doubts].sort()).toEqual(doubts)
      expect([found.gone, found.needsReview]).toEqual([gone, gone || doubts.length > 0])
    }
  },
)

type Edit = Step['edits'][number]
const FIRST = 'first'

/** Segments of numbered characters, and everything that happens to them. */
class Texts {
  order = ['s0', 's1', 's2']
  steps: Step[] = []
  #made = 0
  segments = new Map([8, 6, 7].map((length, n) => [`s${n}`, this.#fresh(length)]))
  constructor(readonly chance: Chance) {}

  #fresh(length: number): number[] {
    this.#made += length
    return Array.from({ length }, (_, n) => this.#made - length + n)
  }

  of = (segment: string): number[] => this.segments.get(segment) ?? []

  step(segment: string, id: string, about: Partial<Step> = {}): void {
    const n = bySegment(this.steps)(segment).length + 1
    const nothing = { edits: [], undoes: null, cut: null, joined: null }
    this.steps.push({ segment, id, n, by: 'somebody', at: '', ...nothing, ...about })
  }

  newId = () => `r${this.steps.length}-${this.#made}`

  edit(segment: string, edits: Edit[], id = this.newId(), undoes: string | null = null): void {
    let text = this.of(segment)
    let shift = 0
    for (const [a, b, length] of edits) {
      text = [...text.slice(0, a + shift), ...this.#fresh(length), ...text.slice(b + shift)]
      shift += length - (b - a)
    }
    this.segments.set(segment, text)
    this.step(segment, id, { edits, undoes })
  }

  someEdits(segment: string): Edit[] {
    const { chance } = this
    const { length } = this.of(segment)
    const cuts = [...new Set([1, 2, 3, 4].map(() => chance.below(length + 1)))].sort((a, b) => a - b)
    const edits: Edit[] = []
    for (let n = 0; n + 1 < cuts.length; n += 2) {
      const [a, b] = [cuts[n] as number, cuts[n + 1] as number]
      edits.push([a, chance.of([a, b]), chance.of([0, 1, 3])])
    }
    return edits
  }

  anything(): void {
    const segment = this.chance.of(this.order)
    const what = this.chance.next()
    if (what < 0.6) this.edit(segment, this.someEdits(segment))
    else if (what < 0.8 && this.of(segment).length > 2) this.cut(segment)
    else if (segment !== this.order.at(-1)) this.join(segment)
  }

  cut(segment: string): void {
    const text = this.of(segment)
    const id = this.newId()
    const into = `after ${id}`
    const at = 1 + this.chance.below(text.length - 1)
    const start = Math.min(text.length - 1, at + this.chance.below(2))
    this.step(segment, id, { cut: { segment: into, at, start } })
    this.segments.set(segment, text.slice(0, at)).set(into, text.slice(start))
    this.order.splice(this.order.indexOf(segment) + 1, 0, into)
  }

  join(segment: string): void {
    const other = this.order[this.order.indexOf(segment) + 1] as string
    const id = this.newId()
    const before = [...this.of(segment), ...this.#fresh(1)]
    this.segments.set(segment, [...before, ...this.of(other)])
    this.segments.delete(other)
    this.order = this.order.filter((it) => it !== other)
    this.step(segment, id)
    this.step(other, id, { joined: { segment, shift: before.length } })
  }

  somePassage(): Passage {
    const places = this.order.flatMap((segment) => this.of(segment).map((_, offset) => ({ segment, offset })))
    const [first, last] = [this.chance.below(places.length), this.chance.below(places.length)].sort(
      (a, b) => a - b,
    )
    const place = (n: number, by: number) => {
      const { segment, offset } = places[n] as { segment: string; offset: number }
      const revision = bySegment(this.steps)(segment).at(-1)?.id ?? FIRST
      return { segment, revision, offset: offset + by }
    }
    return { source: 'source', start: place(first as number, 0), end: place(last as number, 1) }
  }

  covered({ start, end }: Passage): Set<number> {
    const [first, last] = [this.order.indexOf(start.segment), this.order.indexOf(end.segment)]
    const inside = this.order.slice(first, last + 1).map((segment) => {
      const text = this.of(segment)
      const upto = segment === end.segment ? end.offset : text.length
      return text.slice(segment === start.segment ? start.offset : 0, upto)
    })
    return new Set(inside.flat())
  }

  move = (passage: Passage) => moved(passage, bySegment(this.steps))
  all = () => new Set(this.order.flatMap(this.of))
}

describe('of what is left, a passage has what it had', () => {
  test.each(seeds(300))('seed %i', (seed) => {
    const texts = new Texts(new Chance(seed))
    const passages = Array.from({ length: 6 }, () => texts.somePassage())
    const before = passages.map((it) => texts.covered(it))
    const there = texts.all()
    for (let n = texts.chance.below(8); n >= 0; n--) texts.anything()
    const left = there.intersection(texts.all())
    for (const [n, passage] of passages.entries()) {
      const now = texts.move(passage)
      const kept = (before[n] as Set<number>).intersection(left)
      expect(texts.order).toContain(now.passage.start.segment)
      expect(texts.order).toContain(now.passage.end.segment)
      expect(now.gone ? new Set() : texts.covered(now.passage).intersection(left)).toEqual(kept)
    }
  })
})

describe('undoing gives passages back', () => {
  test.each(seeds(200))('seed %i', (seed) => {
    const texts = new Texts(new Chance(seed))
    const passages = Array.from({ length: 6 }, () => texts.somePassage())
    const segment = texts.chance.of(texts.order)
    const edits = texts.someEdits(segment)
    texts.edit(segment, edits, 'done')
    let shift = 0
    const back = edits.map(([a, b, length]): Edit => {
      const at = a + shift
      shift += length - (b - a)
      return [at, at + length, b - a]
    })
    texts.edit(segment, back, 'undone', 'done')
    for (const it of passages) {
      const now = texts.move(it)
      expect([now.passage.start.offset, now.passage.end.offset]).toEqual([it.start.offset, it.end.offset])
      expect(now.needsReview).toBe(false)
    }
  })
})
