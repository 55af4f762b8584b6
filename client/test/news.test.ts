/** What others do: one spoken sentence now and then, and one badge for all that is out of view. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { counted, News } from '../src/routes/retreats/[retreat]/[source]/news.svelte'
import { Chance, seeds } from './chance'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test.each(seeds(20))('seed %i: never two sentences within five seconds', (seed) => {
  const chance = new Chance(seed)
  const news = new News(() => 'A mark.')
  const heard: [number, string][] = []
  let last = ''
  const listen = (ms: number) => {
    for (let at = 0; at < ms; at += 50) {
      vi.advanceTimersByTime(50)
      if (news.said !== last) heard.push([Date.now(), news.said])
      last = news.said
    }
  }
  for (let n = 0; n < 30; n++) {
    news.say({ kind: chance.of(['mark', 'words'] as const), words: `Sentence ${n}.` })
    listen(chance.below(3000))
  }
  listen(11_000)
  for (const [n, [at]] of heard.entries())
    if (n) expect(at - (heard[n - 1]?.[0] ?? 0)).toBeGreaterThanOrEqual(4_950)
  expect(heard.length).toBeGreaterThan(1)
  news.close()
})

test('marks and corrected sentences out of view are counted together, each once', () => {
  const news = new News(() => 'A mark.')
  const mark = (id: string) => ({ id, author: 'b', passage: { start: { segment: `s${id}` } } }) as never
  const away = () => false
  news.look([], () => false, true, away)
  news.look([mark('1'), mark('2')], () => false, true, away)
  expect(counted(news.unseen)).toBe('2 new marks')
  news.corrected('Morag corrected some words.', ['s7'])
  news.corrected('Morag corrected some words.', ['s7', 's8'])
  expect(news.unseen.map((it) => it.id).sort()).toEqual(['1', '2', 's7', 's8'])
  expect(counted(news.unseen)).toBe('4 changes by others')
  news.saw(new Set(['1', '2']))
  expect(counted(news.unseen)).toBe('2 sentences corrected')
  news.close()
})
