import { beforeEach, expect, test, vi } from 'vitest'
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { NoConnection, Refusal } from '#lib/live/api.ts'
import { newId } from '#lib/live/ids.ts'
import type { JoinSeen } from '#lib/live/protocol.ts'
import { openDrawer } from '#lib/live/receipt.ts'
import { digestOf } from '#lib/live/receipt-digest.ts'
import { Joining } from '../src/routes/join/joining.svelte.ts'

const sector = { id: newId(), name: 'Carers' }
const network = { id: newId(), name: 'Perthshire Carers’ Network', sector: sector.id }
const items = ['take_part', 'be_quoted'].map((kind, position) => ({
  id: newId(),
  kind: kind as 'take_part',
  position,
  title: kind,
  wording: '',
  version: newId(),
}))
const seen: JoinSeen = {
  retreat: 'Spring',
  place: 'Birnam',
  programme: 'Records',
  starts_on: '2026-03-01',
  ends_on: '2026-03-02',
  sectors: [sector],
  organisations: [network],
  consent: items,
}
const me = {
  member: { id: newId(), name: 'Nasreen' },
  retreats: [{ retreat: { id: newId(), name: 'Spring' }, role: 'partner' }],
}

type Asked = { path: string; body: unknown }
let asked: Asked[]
let answers: Record<string, () => Response>

const refuse = (kind: string, status: number) => Response.json({ kind, message: kind }, { status })
const lost = () => {
  throw new TypeError('lost')
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
  asked = []
  answers = {
    '/api/join/look': () => Response.json(seen),
    '/api/join': () => Response.json(me),
    '/api/me': () => Response.json(me),
    '/api/sign-in': () => new Response(null, { status: 204 }),
  }
  vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
    asked.push({ path, body: init?.body ? JSON.parse(String(init.body)) : null })
    return answers[path]?.()
  })
})

const joins = () => asked.filter((it) => it.path === '/api/join').map((it) => it.body)

async function filled(): Promise<Joining> {
  const it = await Joining.open(await openDrawer(), 'brn-48o')
  await it.look()
  it.draft.name = ' Nasreen '
  return it
}

test('a code from a link is read as it was meant', async () => {
  expect((await filled()).draft.code).toBe('BRN480')
})

test('every item is answered, and silence is a no', async () => {
  const it = await filled()
  const first = it.draft.answers[items[0]?.id ?? '']
  if (first) first.yes = true
  expect([it.yes, it.no]).toEqual([1, 1])
  await it.go()
  expect(joins()).toMatchObject([
    {
      name: 'Nasreen',
      organisation: null,
      organisation_name: null,
      sector: null,
      occupation: null,
      answers: items.map(({ id, version }, n) => ({ item: id, version, yes: n === 0 })),
      receipt: digestOf(it.draft.receipt),
    },
  ])
  expect([it.draft.step, it.draft.member]).toEqual(['in', me.member.id])
  expect(await (await openDrawer()).receipts()).toMatchObject([
    { name: 'Nasreen', receipt: it.draft.receipt },
  ])
})

test('an organisation is known by its name, however it is typed; another is new and has a sector', async () => {
  const it = await filled()
  it.draft.from = "perthshire  carers' network"
  expect([it.organisation, it.isNew]).toEqual([network.id, false])
  it.draft.from = 'Carers of Fife'
  it.draft.sector = sector.id
  expect([it.organisation, it.isNew]).toEqual([null, true])
  await it.go()
  expect(joins()).toMatchObject([
    { organisation: null, organisation_name: 'Carers of Fife', sector: sector.id },
  ])
})

test('a lost answer: the same words are sent again, from another page too', async () => {
  const it = await filled()
  answers['/api/join'] = lost
  await expect(it.go()).rejects.toThrow(NoConnection)
  answers['/api/join'] = () => Response.json(me)
  const again = await Joining.open(await openDrawer(), 'OTHER1')
  expect([again.draft.step, again.draft.code]).toEqual(['sent', 'BRN480'])
  await again.go()
  expect(again.draft.step).toBe('in')
  expect(joins()[1]).toEqual(joins()[0])
})

test('a refusal gives the words back, and the next try is the same person', async () => {
  const it = await filled()
  answers['/api/join'] = () => refuse('words_changed', 409)
  await expect(it.go()).rejects.toThrow(Refusal)
  expect([it.draft.step, it.draft.sent, it.draft.name]).toEqual(['consent', null, ' Nasreen '])
  answers['/api/join'] = () => Response.json(me)
  await it.go()
  expect(new Set(joins().map((one) => (one as { id: string }).id)).size).toBe(1)
})

test.each(['too_many_attempts:429', 'failed:500'])(
  '%s says nothing about what was sent before',
  async (said) => {
    const [kind = '', status] = said.split(':')
    const it = await filled()
    answers['/api/join'] = () => refuse(kind, Number(status))
    await expect(it.go()).rejects.toThrow(kind)
    expect([it.draft.step, it.draft.sent?.name]).toEqual(['sent', 'Nasreen'])
  },
)

test('a code that ended after the answer was lost: the receipt tells whether somebody is in', async () => {
  const it = await filled()
  answers['/api/join'] = lost
  await expect(it.go()).rejects.toThrow(NoConnection)
  answers['/api/join'] = () => refuse('code_ended', 409)
  await it.go()
  expect([it.draft.step, it.me?.member.name]).toEqual(['in', 'Nasreen'])
})

test('a code that ended before anything arrived', async () => {
  const it = await filled()
  answers['/api/join'] = lost
  await expect(it.go()).rejects.toThrow(NoConnection)
  answers['/api/join'] = () => refuse('code_ended', 409)
  answers['/api/sign-in'] = () => refuse('receipt_unknown', 401)
  await expect(it.go()).rejects.toThrow('code_ended')
  expect([it.draft.step, it.draft.sent]).toEqual(['who', null])
})

test('what is written is there after the page was loaded again; answers to other words are not', async () => {
  const it = await filled()
  for (const one of Object.values(it.draft.answers)) one.yes = true
  await it.save()
  const again = await Joining.open(await openDrawer(), '')
  const [first, second] = items
  answers['/api/join/look'] = () =>
    Response.json({ ...seen, consent: [first, { ...second, version: newId() }] })
  await again.look()
  expect([again.draft.name, again.draft.id, again.yes, again.no]).toEqual([' Nasreen ', it.draft.id, 1, 1])
})

test('somebody else with the same device begins anew, and is another person', async () => {
  const it = await filled()
  const { id, receipt } = it.draft
  await it.startAgain()
  expect([it.draft.name, it.draft.code, it.no]).toEqual(['', 'BRN480', 2])
  expect([it.draft.id === id, it.draft.receipt === receipt]).toEqual([false, false])
})

test('a look that comes back late says nothing about another code', async () => {
  const it = await filled()
  it.seen = null
  const looking = it.look()
  it.draft.code = 'OTHER2'
  await looking
  expect(it.seen).toBe(null)
})

test('a store that takes nothing stops nobody, and is said', async () => {
  const drawer = await openDrawer()
  const full = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))
  Object.assign(drawer, { setDraft: full, keep: full })
  const it = await Joining.open(drawer, 'BRN482')
  await it.look()
  await it.go()
  await it.finish()
  expect([it.draft.step, it.lasting]).toEqual(['in', false])
})
