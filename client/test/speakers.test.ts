/** Who speaks: what is on its way, how long each does, and that no line moves when somebody is named. */
import { describe, expect, test } from 'vitest'
import { newId } from '#lib/live/ids.ts'
import type { AssignSpeaker, SegmentText } from '#lib/live/protocol.ts'
import { secondsOf, spokenAs } from '#lib/state/speakers.ts'
import { turns } from '#lib/state/turns.ts'
import { paragraphsOf } from '../src/routes/retreats/[retreat]/[source]/paragraphs.ts'
import { spansAfter, untilKnown } from '../src/routes/retreats/[retreat]/[source]/speaking/voices.ts'
import { Chance, seeds } from './chance'
import { SOURCE, segment } from './things'

const assign = (speaker: string, ...of: SegmentText[]): AssignSpeaker => ({
  type: 'assign_speaker',
  id: newId(),
  source: SOURCE,
  segments: of.map((it) => it.id) as AssignSpeaker['segments'],
  speaker,
})

/** Words with a pause now and then, some of them too long for one paragraph. */
function talk(chance: Chance): SegmentText[] {
  let at = 0
  return Array.from({ length: 40 }, (_, n) => {
    const start = at + chance.of([0, 0.3, 1, 2, 8])
    at = start + 1 + chance.below(5)
    return segment(n, 'word '.repeat(1 + chance.below(60)).trim(), { start, end: at })
  })
}

describe('what is on its way', () => {
  const [a, b] = [segment(0, 'Yes.'), segment(1, 'No.', { speaker: 'eilidh' })]

  test('is what was said last, also that it is not known', () => {
    const now = spokenAs([a, b], [assign('morag', a, b), assign('', b)])
    expect(now.map((it) => it.speaker)).toEqual(['morag', ''])
  })

  test('leaves everything the same object where it changes nothing', () => {
    const known = [a, b]
    expect(spokenAs(known, [assign('eilidh', b)])).toBe(known)
    expect(spokenAs(known, [assign('morag', a)])[1]).toBe(b)
  })
})

test('[V2] who was merged speaks for as long as both did', () => {
  const spoken = ['a', 'b', 'c', null].map((speaker, n) =>
    segment(n, 'Yes.', { start: n, end: n + 1, speaker }),
  )
  const voice = (it: string) => (it === 'b' ? 'a' : it)
  expect([...secondsOf(spoken, voice)]).toEqual([
    ['a', 2],
    ['c', 1],
  ])
})

test('[V3] neighbours who came out the same by a merge are one turn', () => {
  const spoken = ['a', 'b', 'c'].map((speaker, n) => segment(n, 'Yes.', { start: n, end: n + 1, speaker }))
  const found = turns(spoken, (it) => (it === 'b' ? 'a' : it))
  expect(found.map((it) => [it.speaker, it.segments.length])).toEqual([
    ['a', 2],
    ['c', 1],
  ])
})

test.each(seeds(50))('no paragraph begins elsewhere when turns are named, seed %i', (seed) => {
  const chance = new Chance(seed)
  const unknown = talk(chance)
  const before = paragraphsOf(turns(unknown)).map((it) => it.id)
  const given = turns(unknown)
    .filter(() => chance.next() < 0.7)
    .map((it) => assign(chance.of(['morag', 'eilidh']), ...it.segments))
  expect(paragraphsOf(turns(spokenAs(unknown, given))).map((it) => it.id)).toEqual(before)
})

describe('how far it holds', () => {
  const at = (n: number, speaker: string | null = null) =>
    segment(n, `Words ${n}.`, { start: n * 10, end: n * 10 + 2, speaker })
  const spoken = [at(0), at(1), at(2), at(3, 'morag'), at(4)]
  const all = turns(spoken)
  const id = (n: number) => spoken[n]?.id ?? ''

  test('until the next turn whose speaker is known', () => {
    expect(untilKnown(all, id(0))).toMatchObject({ upto: id(2), turns: 3 })
    expect([untilKnown(all, id(2)), untilKnown(all, id(4)), untilKnown(all, 'gone')]).toEqual([
      null,
      null,
      null,
    ])
    expect(untilKnown(turns(spoken.slice(0, 3)), id(1))).toMatchObject({ upto: id(2), turns: 2 })
  })

  test('or to any turn after it', () => {
    expect(spansAfter(all, id(2)).map((it) => [it.upto, it.turns, it.start])).toEqual([
      [id(3), 2, 30],
      [id(4), 3, 40],
    ])
  })
})
