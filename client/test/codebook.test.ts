/** The codebook as a tree: what lies below what, what counts as what, and what is no longer offered. */
import { describe, expect, test } from 'vitest'
import type { Annotation, Code } from '#lib/live/protocol.ts'
import {
  andBelow,
  type Branch,
  codebookOf,
  flat,
  isTaken,
  parentsOf,
  usesOf,
} from '../src/routes/retreats/[retreat]/codebook.ts'

/** A code whose id is its name. */
const code = (name: string, changes: Partial<Code> = {}): Code => ({
  id: name,
  name,
  colour: 1,
  definition: null,
  merged_into: null,
  parent: null,
  retired: false,
  ...changes,
})
const all = (...codes: Code[]) => new Map(codes.map((it) => [it.id, it]))
const drawn = (tree: Branch[]) => flat(tree).map((it) => '.'.repeat(it.depth) + it.code.name)
const also = (tree: Branch[], name: string) =>
  flat(tree)
    .find((it) => it.code.name === name)
    ?.also.map((it) => it.name)

describe('the tree', () => {
  test('is in the order of the alphabet on every level', () => {
    const codes = all(
      code('Work', { parent: 'Life' }),
      code('trust'),
      code('Éire'),
      code('Life'),
      code('Care', { parent: 'Life' }),
      code('Paid', { parent: 'Work' }),
    )
    expect(drawn(codebookOf(codes).tree)).toEqual(['Éire', 'Life', '.Care', '.Work', '..Paid', 'trust'])
  })

  test('shows a code at the top whose parent is not known here', () => {
    expect(drawn(codebookOf(all(code('Care', { parent: 'gone' }))).tree)).toEqual(['Care'])
  })

  test('has retired codes apart, and what lay below them below what they lay below', () => {
    const codes = all(
      code('Life'),
      code('Old', { parent: 'Life', retired: true }),
      code('New', { parent: 'Old' }),
      code('Odd', { retired: true }),
    )
    const { tree, retired } = codebookOf(codes)
    expect(drawn(tree)).toEqual(['Life', '.New'])
    expect(retired.map((it) => it.code.name)).toEqual(['Odd', 'Old'])
    expect(parentsOf(codes).get('Old')?.name).toBe('Life')
  })
})

describe('merged codes', () => {
  const codes = all(
    code('Belief'),
    code('Faith', { merged_into: 'Belief' }),
    code('Creed', { merged_into: 'Faith' }),
    code('Prayer', { parent: 'Creed' }),
  )

  test('stand with the code at the end of the chain, with what lies below them', () => {
    const { tree } = codebookOf(codes)
    expect(drawn(tree)).toEqual(['Belief', '.Prayer'])
    expect(also(tree, 'Belief')).toEqual(['Creed', 'Faith'])
  })

  test('stand with a retired code too', () => {
    const { tree, retired } = codebookOf(all(code('A', { retired: true }), code('B', { merged_into: 'A' })))
    expect(tree).toEqual([])
    expect(also(retired, 'A')).toEqual(['B'])
  })

  test('whose end is not known here stand for themselves', () => {
    expect(drawn(codebookOf(all(code('A', { merged_into: 'gone' }))).tree)).toEqual(['A'])
  })

  test('in a circle are all still there', () => {
    const circle = all(code('A', { merged_into: 'B' }), code('B', { merged_into: 'A' }))
    expect(drawn(codebookOf(circle).tree)).toEqual(['A', 'B'])
  })
})

describe('codes below each other in a circle', () => {
  test.each([
    ['itself', all(code('A', { parent: 'A' })), ['A']],
    ['two', all(code('A', { parent: 'B' }), code('B', { parent: 'A' })), ['B', '.A']],
    [
      'by a merge',
      all(
        code('A', { parent: 'B' }),
        code('B', { parent: 'C' }),
        code('C', { merged_into: 'A' }),
        code('D', { parent: 'C' }),
      ),
      ['B', '.A', '..D'],
    ],
    ['retired', all(code('A', { parent: 'B' }), code('B', { parent: 'B', retired: true })), ['A']],
  ])('%s: each is shown once', (_, codes, shown) => {
    expect(drawn(codebookOf(codes).tree)).toEqual(shown)
    expect(andBelow('A', codes).has('A')).toBe(true)
  })
})

test('a code can be below none that lies below it, however deep, merged or retired', () => {
  const codes = all(
    code('A'),
    code('B', { parent: 'A', retired: true }),
    code('C', { parent: 'B' }),
    code('D', { parent: 'C', merged_into: 'E' }),
    code('E'),
    code('F', { parent: 'D' }),
  )
  expect([...andBelow('A', codes)].sort()).toEqual(['A', 'B', 'C', 'D', 'F'])
  expect([...andBelow('E', codes)].sort()).toEqual(['E', 'F'])
})

test('a name is taken by a code that is offered, whatever its case and spaces', () => {
  const codes = all(
    code('Being heard'),
    code('Old', { retired: true }),
    code('Ears', { merged_into: 'Being heard' }),
  )
  expect(isTaken(' being  HEARD', codes, null)).toBe(true)
  expect(isTaken('Being heard', codes, 'Being heard')).toBe(false)
  expect(isTaken('Old', codes, null)).toBe(false)
  // A new one would be born merged; one that there is may have it.
  expect(isTaken('Ears', codes, null)).toBe(true)
  expect(isTaken('Ears', codes, 'Old')).toBe(false)
})

describe('how many marks count as a code', () => {
  const codes = all(code('Belief'), code('Faith', { merged_into: 'Belief' }))
  const mark = (code: string | null) => ({ code, removed: false }) as Annotation
  const texts = new Map([['one', [mark('Belief'), mark('Faith'), mark(null)]]])
  const annotations = (source: string) => texts.get(source) ?? []

  test('is known once all marks are here', () => {
    const marks = new Map([
      ['one', 3],
      ['two', 0],
    ])
    expect(usesOf({ marks, annotations }, codes)).toEqual(new Map([['Belief', 2]]))
  })

  test('is not known while some are not', () => {
    const marks = new Map([
      ['one', 3],
      ['two', 1],
    ])
    expect(usesOf({ marks, annotations }, codes)).toBeNull()
  })
})
