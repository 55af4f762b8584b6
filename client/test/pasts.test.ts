/** Histories: what an event of the ledger changed, of a code and of a mark. */
import { expect, test } from 'vitest'
import type { Code, Envelope, EventBody, Stance } from '#lib/live/protocol.ts'
import { markOf, storyOf } from '../src/routes/retreats/[retreat]/[source]/threads/mark-story'
import { changesOf, whatOf } from '../src/routes/retreats/[retreat]/codes/changes'
import { annotation, code, envelope, reply, segment } from './things'

const told = (...bodies: EventBody[]): Envelope[] => bodies.map((body, n) => envelope(n + 1, body))
const changed = (it: Code): EventBody => ({ type: 'code_changed', code: it })

test('each change of a code is what is other than before', () => {
  const first = code('Trust')
  const steps: [Partial<Code>, string[]][] = [
    [{ name: 'Trusting' }, ['name']],
    [{ merged_into: 'another' }, ['merged']],
    [{ merged_into: null }, ['parted']],
    [{ retired: true }, ['retired']],
    [{ retired: false, colour: 9 }, ['back', 'colour']],
    [{ parent: 'another', definition: 'To rely on.' }, ['parent', 'definition']],
  ]
  let now = first
  const events = told(
    { type: 'code_created', code: first },
    ...steps.map(([it]) => {
      now = { ...now, ...it }
      return changed(now)
    }),
  )
  const found = changesOf(events)
  expect(found.map(whatOf)).toEqual([['made'], ...steps.map(([, what]) => what)])
  expect(found.map((it) => it.before?.name ?? null).slice(0, 3)).toEqual([null, 'Trust', 'Trusting'])
})

test('of a code whose earlier events are not here nothing is made up', () => {
  expect(changesOf(told(changed(code('Trust', { retired: true })))).map(whatOf)).toEqual([[]])
})

test('how each person saw a mark, and came to see it otherwise', () => {
  const mark = annotation(segment(0, 'Words that were said'))
  const stance = (member: string, view: Stance['view'], reason: string | null = null): EventBody => ({
    type: 'stance_taken',
    stance: { annotation: mark.id, member, view, reason, at: '2026-05-12T10:00:00Z' },
  })
  const events = told(
    { type: 'annotated', annotation: mark },
    stance('a', 'agree'),
    stance('b', 'unsure'),
    stance('a', 'differ', 'She says it, we do not.'),
    { type: 'replied', reply: reply(mark.id) },
    stance('double of a', 'differ', 'And again.'),
    { type: 'stance_dropped', annotation: mark.id, member: 'a' },
    stance('a', 'agree'),
  )
  const story = storyOf(events, (it) => (it === 'double of a' ? 'a' : it))
  expect(
    story.map(({ by, what, before, view }) => [what, by, before, view]).filter(([, by]) => by === 'a'),
  ).toEqual([
    ['sees', 'a', null, 'agree'],
    ['saw', 'a', 'agree', 'differ'],
    ['says', 'a', 'differ', 'differ'],
    ['dropped', 'a', 'differ', null],
    ['sees', 'a', null, 'agree'],
  ])
  expect(story.find((it) => it.what === 'saw')?.said).toBe('She says it, we do not.')
  expect(new Set(events.map(markOf))).toEqual(new Set([mark.id]))
})
