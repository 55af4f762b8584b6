/** A sentence while it is written in: what lies over its words goes with them, and what was begun is read again. */
import { expect, test } from 'vitest'
import { begunFrom, overWritten } from '../src/routes/retreats/[retreat]/[source]/correcting/written.ts'

test('a mark behind what is written moves on, one before it stays, and one over it takes the new words', () => {
  const [before, after] = ['We 🙂 wrote I earn, six.', 'We 🙂 wrote IoRN and more, six.']
  const over = overWritten('s', before, after)
  const shown = (words: string, segment = 's') => {
    const from = before.indexOf(words)
    const it = over({ segment, from, to: from + words.length })
    return (segment === 's' ? after : before).slice(it.from, it.to)
  }
  expect([shown('We 🙂'), shown('I earn'), shown('six')]).toEqual(['We 🙂', 'IoRN and more', 'six'])
  expect(shown('I earn', 'other')).toBe('I earn')
})

test('what was kept in another shape is let go', () => {
  const begun = { base: 'r', was: 'Tea.', text: '' }
  expect(begunFrom(JSON.stringify(begun))).toEqual(begun)
  expect(['', '{', '{"text": 1}', 'null'].map(begunFrom)).toEqual([null, null, null, null])
})
