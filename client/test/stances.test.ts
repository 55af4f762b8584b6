/** How people see a mark: one stance each, whoever they were, with one's own on its way; a difference never last. */
import { describe, expect, test } from 'vitest'
import { newId } from '#lib/live/ids.ts'
import { byView, onePerPerson, type Seen, withOwn } from '#lib/state/stances.ts'
import { ME, stance } from './things'

const MARK = newId()
const [ANA, BEA] = ['ana', 'bea']
const seen = (member: string, view: Seen['view'], minute = 0, reason: string | null = null): Seen => {
  const at = `2026-03-01T10:${String(minute).padStart(2, '0')}:00+00:00`
  return { ...stance(MARK, { member, view, reason, at }), pending: false }
}
const short = (all: readonly Seen[]) => all.map((it) => [it.member, it.view])

test('what somebody said as two counts once, as theirs: the later', () => {
  const person = (member: string) => (member === 'double' ? ANA : member)
  const early = [seen('double', 'agree', 1), seen(ANA, 'differ', 2), seen(BEA, 'unsure', 0)]
  expect(short(onePerPerson(early, person))).toEqual([
    [BEA, 'unsure'],
    [ANA, 'differ'],
  ])
  const late = [seen('double', 'agree', 3), seen(ANA, 'differ', 2)]
  expect(short(onePerPerson(late, person))).toEqual([[ANA, 'agree']])
})

describe('one’s own, on its way', () => {
  const known = [seen(ME, 'agree', 0, 'Yes.'), seen(BEA, 'differ', 1)]
  const at = '2026-03-01T11:00:00.000Z'

  test('takes the place of what one said', () => {
    const command = {
      type: 'take_stance',
      id: newId(),
      annotation: MARK,
      view: 'unsure',
      reason: null,
    } as const
    const now = withOwn(known, { command, at }, ME)
    expect(short(now)).toEqual([
      [BEA, 'differ'],
      [ME, 'unsure'],
    ])
    expect(now.at(-1)).toMatchObject({ pending: true, reason: null, at })
  })

  test('or takes it back', () => {
    const command = { type: 'drop_stance', id: newId(), annotation: MARK } as const
    expect(short(withOwn(known, { command, at }, ME))).toEqual([[BEA, 'differ']])
  })

  test('or is nothing', () => expect(withOwn(known, undefined, ME)).toBe(known))
})

test('those who see it alike stand together: differently, the same, not sure; nobody is left out', () => {
  const all = [seen('a', 'unsure'), seen('b', 'agree'), seen('c', 'differ'), seen('d', 'agree')]
  expect(byView(all).map((it) => [it.view, it.stances.length])).toEqual([
    ['differ', 1],
    ['agree', 2],
    ['unsure', 1],
  ])
  expect(byView([seen('b', 'agree')]).map((it) => it.view)).toEqual(['agree'])
})
