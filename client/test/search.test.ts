import { expect, test } from 'vitest'
import { finds, folded } from '#lib/ui/search.ts'

test.each([
  ["can't", 'I can’t'],
  ['can’t', "I can't"],
  ["Breeder's and Exhibitor's", 'The Breeder’s and Exhibitor’s club'],
  ['self-care', 'Self‑care'],
  ['NOT her', 'It was not her'],
  ['"half open', 'the door, “half open'],
  ['a:b', 'A:B'],
  ['cafe', 'Café'],
  ['CAFÉ', 'cafe\u0301'],
  ['*', 'five *'],
  ['👍🏽', 'yes 👍🏽'],
  ['strasse', 'Straße'],
  ['فاطمة', 'فاطمة الزهراء'],
  ['sinclair morag', 'Morag Sinclair'],
  ['%_', 'a%_b'],
  ['', 'anyone'],
  ['   ', 'anyone'],
])('%j finds %j', (query, text) => {
  expect(finds(query, [text])).toBe(true)
})

test.each([
  ['*', 'anyone'],
  ['.', 'anyone'],
  ['a OR b', 'a'],
  ['x'.repeat(2000), 'x'],
  ['-care', 'self care'],
])('%j does not find %j', (query, text) => {
  expect(finds(query, [text, null, undefined])).toBe(false)
})

test('words may be in different places of the same thing', () => {
  expect(finds('nasreen carer', ['Nasreen', 'Perthshire Carers’ Network'])).toBe(true)
  expect(folded('  A\u00a0 B ')).toBe('a b')
})
