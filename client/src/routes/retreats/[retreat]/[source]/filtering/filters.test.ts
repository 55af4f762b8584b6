/** Which marks are shown: each filter by itself, all that are on together, and what is remembered of them. */
import { describe, expect, test } from 'vitest'
import type { Seen } from '#lib/state/stances.ts'
import { code, stance } from '../../../../../../test/things'
import type { Mark } from '../marks.ts'
import { type About, choiceFrom, countsOf, isOpen, lastSaid, ON, passes } from './filters.ts'

const [ANA, DOUBLE, BEA, ME] = ['ana', 'ana as a guest', 'bea', 'me']
const [EARLY, LEFT, LATE] = ['2026-05-12T09:00:00Z', '2026-05-12T12:00:00Z', '2026-05-13T09:00:00Z']
const WIDE = code('Doors')
const NARROW = code('Shut doors', { parent: WIDE.id })

function mark(changes: Partial<Mark> = {}): Mark {
  const place = { segment: 's', revision: 'r', offset: 0 }
  const passage = { source: 'it', start: place, end: { ...place, offset: 4 } }
  return {
    id: 'mark',
    author: ANA,
    at: EARLY,
    comment: 'Yes.',
    withdrawn: false,
    code: null,
    colour: 0,
    lane: 1,
    pending: false,
    passage,
    made: passage,
    needsReview: false,
    gone: false,
    first: 0,
    last: 0,
    ...changes,
  }
}

const seen = (member: string, view: Seen['view'], at = EARLY): Seen => ({
  ...stance('mark', { member, view, at }),
  pending: false,
})

const about: About = {
  isMe: (it) => it === ME,
  person: (it) => (it === DOUBLE ? ANA : it),
  sector: (it) => (it === BEA ? 'carers' : null),
  within: (id) => new Set(id === WIDE.id ? [WIDE.id, NARROW.id] : [id]),
  stances: () => [],
  answers: () => [],
  since: LEFT,
}
const differs = (...stances: Seen[]) => passes(mark(), { differ: ON }, { ...about, stances: () => stances })

describe('by person, sector and code', () => {
  test('a person, whoever they were when they marked', () => {
    expect(passes(mark({ author: DOUBLE }), { person: ANA }, about)).toBe(true)
    expect(passes(mark({ author: BEA }), { person: ANA }, about)).toBe(false)
  })

  test('a sector; who has none is in none', () => {
    expect(passes(mark({ author: BEA }), { sector: 'carers' }, about)).toBe(true)
    expect(passes(mark(), { sector: 'carers' }, about)).toBe(false)
  })

  test('a code takes those below it; a comment has none', () => {
    expect(passes(mark({ code: NARROW }), { code: WIDE.id }, about)).toBe(true)
    expect(passes(mark({ code: WIDE }), { code: NARROW.id }, about)).toBe(false)
    expect(passes(mark(), { code: WIDE.id }, about)).toBe(false)
  })
})

describe('where we differ', () => {
  test.each([
    ['nobody has said anything', false, []],
    ['all agree with whoever made it', false, [seen(BEA, 'agree'), seen(ME, 'agree')]],
    ['one sees it differently: whoever made it agrees', true, [seen(BEA, 'differ')]],
    ['one is unsure', true, [seen(BEA, 'unsure')]],
    [
      'whoever made it has come to see it as the others do',
      false,
      [seen(ANA, 'differ'), seen(BEA, 'differ')],
    ],
    [
      'the same, said as somebody who is the same person',
      false,
      [seen(DOUBLE, 'differ'), seen(BEA, 'differ')],
    ],
    ['whoever made it doubts it now', true, [seen(ANA, 'unsure'), seen(BEA, 'agree')]],
  ])('%s: %s', (_, expected, stances) => expect(differs(...stances)).toBe(expected))
})

describe('new since one was here', () => {
  const fresh = (it: Mark, changes: Partial<About> = {}) =>
    passes(it, { fresh: ON }, { ...about, ...changes })

  test('what others marked, saw or answered later', () => {
    expect(fresh(mark({ at: LATE }))).toBe(true)
    expect(fresh(mark(), { stances: () => [seen(BEA, 'agree', LATE)] })).toBe(true)
    expect(fresh(mark(), { answers: () => [{ author: BEA, at: LATE }] })).toBe(true)
  })

  test('not what was there, what one said oneself, or what is on its way', () => {
    expect(fresh(mark({ at: LEFT }))).toBe(false)
    const stances = () => [seen(ME, 'differ', LATE)]
    expect(fresh(mark({ author: ME, at: LATE }), { stances })).toBe(false)
    expect(fresh(mark({ at: null }))).toBe(false)
  })

  test('nothing at the first visit', () => expect(fresh(mark({ at: LATE }), { since: null })).toBe(false))

  test('the last thing of a visit, by the server’s clock', () => {
    const marks = [mark(), mark({ at: LATE, pending: true })]
    const seenThen = { ...about, stances: () => [seen(BEA, 'agree', LEFT)] }
    expect(lastSaid(marks, seenThen)).toBe(LEFT)
    expect(lastSaid(marks, { ...seenThen, answers: () => [{ author: BEA, at: LATE }] })).toBe(LATE)
    expect(lastSaid([], about)).toBe('')
  })
})

test('filters narrow each other; none takes everything', () => {
  const mine = mark({ author: ME, code: NARROW })
  expect(passes(mine, { mine: ON, code: WIDE.id }, about)).toBe(true)
  expect(passes(mine, { mine: ON, code: WIDE.id, differ: ON }, about)).toBe(false)
  expect(passes(mark(), {}, about)).toBe(true)
  expect(passes(mark({ needsReview: true }), { review: ON }, about)).toBe(true)
})

test('each switch is counted as if it were alone', () => {
  const marks = [mark({ author: ME }), mark({ at: LATE, needsReview: true }), mark({ id: 'seen' })]
  const stances = ({ id }: Mark) => (id === 'seen' ? [seen(BEA, 'differ')] : [])
  expect(countsOf(marks, { ...about, stances })).toEqual({ differ: 1, review: 1, mine: 1, fresh: 1 })
})

test('what is kept of a choice is read with care', () => {
  const choice = { person: ANA, mine: ON }
  expect(choiceFrom(JSON.stringify(choice))).toEqual(choice)
  expect(choiceFrom('{"person":"ana","other":"on","code":7}')).toEqual({ person: ANA })
  for (const it of [null, '', 'null', '[]', '"on"', '{']) expect(isOpen(choiceFrom(it))).toBe(true)
})
