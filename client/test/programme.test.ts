import { beforeEach, expect, test, vi } from 'vitest'
import { NoConnection, Refusal } from '#lib/live/api.ts'
import { newId } from '#lib/live/ids.ts'
import type { Me, Member, ProgrammePart, Source } from '#lib/live/protocol.ts'
import { Usage } from '../src/routes/programme/organisations/usage.ts'
import { Programme } from '../src/routes/programme/programme.svelte.ts'
import { EPOCH } from './things'

const sector = { id: newId(), name: 'Carers' }
const unused = { id: newId(), name: 'Academic' }
const network = { id: newId(), name: 'Network', sector: sector.id }
const council = { id: newId(), name: 'Council', sector: sector.id }

const member = (name: string, changes: Partial<Member> = {}): Member => ({
  id: newId(),
  name,
  organisation: network.id,
  occupation: null,
  steward: false,
  merged_into: null,
  ...changes,
})
const morag = member('Morag', { steward: true })
const double = member('Morag S.', { merged_into: morag.id })
const me: Me = {
  account: true,
  member: morag,
  programme: { id: newId(), name: 'Records' },
  programmes: [],
  left: [],
  retreats: [],
}

let part: ProgrammePart
let asked: { id: string; name: string }[]
let commands: () => Response

beforeEach(() => {
  part = {
    epoch: EPOCH,
    seq: 5,
    programme: me.programme,
    sectors: [sector, unused],
    organisations: [network, council],
    members: [member('Zoë'), morag, double, member('Éilidh')],
    attendances: [],
    retreats: [],
    consent_items: [],
    excerpts: [],
    placements: [],
  }
  asked = []
  commands = () => Response.json({ command: newId(), seq: 6 })
  vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
    if (!path.endsWith('/commands')) return Response.json(part)
    asked.push(JSON.parse(String(init?.body)))
    return commands()
  })
})

test('people are in the order of their names, and a double is not a person', async () => {
  const programme = await Programme.open(me)
  expect(programme.people.map((it) => it.name)).toEqual(['Éilidh', 'Morag', 'Zoë'])
})

test('asked again after a lost answer it is the same command; asked again after an answer it is another', async () => {
  const programme = await Programme.open(me)
  const rename = () => programme.do({ type: 'rename_programme', name: 'Ours' })
  commands = () => {
    throw new TypeError('lost')
  }
  await expect(rename()).rejects.toThrow(NoConnection)
  commands = () => Response.json({ command: newId(), seq: 6 })
  await rename()
  await rename()
  expect(asked[0]?.id).toBe(asked[1]?.id)
  expect(asked[2]?.id).not.toBe(asked[1]?.id)
})

test('what was refused may be asked for as something new', async () => {
  const programme = await Programme.open(me)
  commands = () => Response.json({ kind: 'still_used', message: 'Used.' }, { status: 409 })
  for (let n = 0; n < 2; n++)
    await expect(programme.do({ type: 'remove_sector', sector: sector.id })).rejects.toThrow(Refusal)
  expect(asked[0]?.id).not.toBe(asked[1]?.id)
})

test('a change shows once it is done, and an older answer undoes nothing', async () => {
  const programme = await Programme.open(me)
  part = { ...part, seq: 6, programme: { ...me.programme, name: 'Ours' } }
  await programme.do({ type: 'rename_programme', name: 'Ours' })
  expect(programme.part.programme.name).toBe('Ours')
  part = { ...part, seq: 5, programme: me.programme }
  await programme.fetch()
  expect(programme.part.programme.name).toBe('Ours')
})

test('only what nothing belongs to can be removed', () => {
  const excerpt = { organisation: null, sector: unused.id } as Source
  expect([sector.id, unused.id, network.id, council.id].map((id) => new Usage(part).isUsed(id))).toEqual([
    true,
    false,
    true,
    false,
  ])
  expect(new Usage({ ...part, excerpts: [excerpt] }).isUsed(unused.id)).toBe(true)
  expect([new Usage(part).people(network.id), new Usage(part).people(council.id)]).toEqual([3, 0])
})
