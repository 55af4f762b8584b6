/** The strings on screen: each is said somewhere, or it goes. */
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import messages from '../messages/en.json'

test('every message is used', () => {
  const files = globSync('src/**/*.{ts,svelte}').filter((it) => !it.startsWith('src/lib/paraglide'))
  const source = files.map((it) => readFileSync(it, 'utf8')).join('\n')
  const used = new Set([...source.matchAll(/\bm\.(\w+)/g)].map(([, name]) => name))
  const unused = Object.keys(messages).filter((it) => !it.startsWith('$') && !used.has(it))
  expect(unused).toEqual([])
})
