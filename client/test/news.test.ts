/** What others do: one spoken sentence now and then, and one badge for all that is out of view. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Announcer } from '#lib/ui/announcer.svelte.ts'
import { counted, News } from '../src/routes/retreats/[retreat]/[source]/news.svelte'
import { Chance, seeds } from './chance'

let announcer: Announcer
let news: News
beforeEach(() => {
  vi.useFakeTimers()
  announcer = new Announcer()
  news = new News(announcer, () => 'A mark.')
})
afterEach(() => {
  announcer.close()
  vi.useRealTimers()
})

/** What is heard in this time (ms), and when. */
function listen(ms: number): [number, string][] {
  const heard: [number, string][] = []
  for (let at = 0; at < ms; at += 50) {
    const before = announcer.said
    vi.advanceTimersByTime(50)
    if (announcer.said !== before) heard.push([Date.now(), announcer.said.join(' ')])
  }
  return heard
}
const words = (said: string) => news.say({ kind: 'words', words: said })

test.each(seeds(20))('seed %i: never two sentences within five seconds, whoever speaks', (seed) => {
  const chance = new Chance(seed)
  const heard: [number, string][] = []
  for (let n = 0; n < 30; n++) {
    if (chance.next() < 0.3) announcer.say(() => 'All changes saved')
    else news.say({ kind: chance.of(['mark', 'words'] as const), words: 'Morag said a thing.' })
    heard.push(...listen(chance.below(3000)))
  }
  heard.push(...listen(11_000))
  for (const [n, [at]] of heard.entries())
    if (n) expect(at - (heard[n - 1]?.[0] ?? 0)).toBeGreaterThanOrEqual(4_950)
  expect(heard.length).toBeGreaterThan(1)
})

test('the same words are said again when they are news again', () => {
  words('Morag corrected some words.')
  expect(listen(6000).map(([, said]) => said)).toEqual(['Morag corrected some words.'])
  words('Morag corrected some words.')
  expect(listen(6000).map(([, said]) => said)).toEqual(['Morag corrected some words.'])
})

test('what is said is what is so when it is time to speak, and what is over is not', () => {
  let saved = ''
  words('One.')
  listen(50)
  announcer.say(() => saved)
  words('Two.')
  words('Three.')
  saved = 'All changes saved'
  expect(listen(6000).map(([, said]) => said)).toEqual(['All changes saved 2 sentences corrected'])
  words('Four.')
  news.close()
  expect(listen(6000)).toEqual([])
})

test('marks and corrected sentences out of view are counted together, each once', () => {
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
})
