/** Who may do what on this screen is the server's own table, whoever one is; and who is who after merges. */
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { newId, type Unsent } from '#lib/live/ids.ts'
import { type Frame, type Member, type Role, WHO } from '#lib/live/protocol.ts'
import { LiveRetreat } from '#lib/state/live.svelte.ts'
import { isolated } from '#lib/ui/words.ts'
import { type Right, Room } from '../src/routes/retreats/[retreat]/room.svelte.ts'
import { FakeLocks } from './fake-locks'
import { FakeServer } from './fake-server'
import { FakeSocket } from './fake-socket'
import { envelope, frame, ME, RETREAT } from './things'

const OTHER = '0190a000-0000-7000-8000-00000000c002'
const ROLES: (Role | null)[] = ['facilitator', 'researcher', 'partner', 'observer', null]

let server: FakeServer
let live: LiveRetreat | undefined

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('navigator', { locks: new FakeLocks() })
  vi.stubGlobal('location', { protocol: 'http:', host: 'here' })
  FakeSocket.all = []
  server = new FakeServer()
})

afterEach(() => {
  live?.close()
  vi.unstubAllGlobals()
})

const person = (id: string, name: string, changes: Partial<Member> = {}): Member => ({
  id,
  name,
  organisation: null,
  occupation: null,
  steward: false,
  merged_into: null,
  ...changes,
})

const attends = (member: string, role: Role | null) => ({ retreat: RETREAT, member, role })

async function enter(changes: Partial<Frame>, steward = false): Promise<Room> {
  server.person = person(ME, 'Ana', { steward })
  server.frame = changes
  vi.stubGlobal('fetch', server.fetch)
  live = await LiveRetreat.open(RETREAT, FakeSocket.open)
  return new Room(live)
}

const two = [person(ME, 'Ana'), person(OTHER, 'Bea')]
const standing = ROLES.flatMap((role) => [false, true].map((steward) => ({ role, steward })))

describe('the table of rights', () => {
  test.each(standing)('for a $role, steward: $steward', async ({ role, steward }) => {
    const attendances = [attends(ME, role), attends(OTHER, 'partner')]
    const room = await enter({ members: two, attendances }, steward)
    const held = new Set<string>([...(role ? [role] : []), ...(steward ? ['steward'] : [])])
    for (const right of Object.keys(WHO) as Right[]) {
      const columns: readonly string[] = WHO[right]
      const byStanding = columns.some((it) => held.has(it))
      expect([right, room.may(right)]).toEqual([right, byStanding])
      expect([right, room.may(right, OTHER)]).toEqual([right, byStanding])
      const own = byStanding || (held.size > 0 && columns.includes('author'))
      expect([right, room.may(right, ME)]).toEqual([right, own])
    }
  })
})

test('an archived retreat is read, answered for oneself, and opened again; nothing else is offered', async () => {
  const retreat = { ...frame().retreat, archived: true }
  const room = await enter({ retreat, members: two, attendances: [attends(ME, 'facilitator')] })
  const offered = (Object.keys(WHO) as Right[]).filter((it) => room.may(it, ME))
  for (const it of ['reopen_retreat', 'answer_consent', 'export', 'hear'] as const)
    expect(offered).toContain(it)
  for (const it of ['annotate', 'add_recording', 'give_role', 'change_retreat', 'add_session'] as const)
    expect(offered).not.toContain(it)
})

test('what a double did is that person’s own, and shows under their name', async () => {
  const double = person(OTHER, 'Ana M.', { merged_into: ME })
  const room = await enter({
    members: [person(ME, 'Ana'), double],
    attendances: [attends(ME, 'partner'), attends(OTHER, null)],
  })
  expect([room.name(OTHER), room.isMe(OTHER), room.may('remove_annotation', OTHER)]).toEqual([
    'Ana',
    true,
    true,
  ])
  expect(room.people.map((it) => it.id)).toEqual([ME])
})

test('two people of one name are told apart by what is known of them', async () => {
  const members = [person(ME, 'Ana', { occupation: 'nurse' }), person(OTHER, 'Ana', { occupation: 'carer' })]
  const room = await enter({ members, attendances: [attends(ME, 'partner'), attends(OTHER, 'partner')] })
  expect([room.label(ME), room.label(OTHER)]).toEqual([
    `${isolated('Ana')} (nurse)`,
    `${isolated('Ana')} (carer)`,
  ])
})

describe('what is on its way is shown at once, and goes when it is refused', () => {
  const SESSION = newId()
  const TABLE = newId()
  const session = { id: SESSION, retreat: RETREAT, name: 'Morning', starts: null, ends: null }
  const group = { id: TABLE, retreat: RETREAT, session: SESSION, name: 'Bracken' }

  const seen = (room: Room) => {
    const { sessions, groups, seats, attendances, members, answers, retreat } = room.now
    return structuredClone({
      sessions: [...sessions],
      groups: [...groups],
      seats: [...seats],
      attendances: [...attendances],
      members: [...members],
      answers: [...answers].map(([key, it]) => [key, it.yes]),
      retreat,
    })
  }

  const things = {
    members: two,
    attendances: [attends(ME, 'facilitator'), attends(OTHER, 'partner')],
    sessions: [session],
    groups: [group],
    seats: [{ session: SESSION, member: OTHER, group: TABLE }],
  } satisfies Partial<Frame>

  const commands: [Unsent, (room: Room) => unknown, unknown][] = [
    [{ type: 'change_member', member: OTHER, name: 'Bo' }, (it) => it.name(OTHER), 'Bo'],
    [
      { type: 'give_role', retreat: RETREAT, member: OTHER, role: 'observer' },
      (it) => it.role(OTHER),
      'observer',
    ],
    [{ type: 'take_role', retreat: RETREAT, member: OTHER }, (it) => it.people.length, 1],
    [{ type: 'merge_members', retreat: RETREAT, member: OTHER, into: ME }, (it) => it.isMe(OTHER), true],
    [{ type: 'leave_seat', session: SESSION, member: OTHER }, (it) => it.now.seats.size, 0],
    [{ type: 'take_seat', group: TABLE, member: ME }, (it) => it.now.seats.size, 2],
    [{ type: 'remove_session', session: SESSION }, (it) => [it.now.groups.size, it.now.seats.size], [0, 0]],
    [{ type: 'rename_group', group: TABLE, name: 'Rowan' }, (it) => it.now.groups.get(TABLE)?.name, 'Rowan'],
    [
      { type: 'change_session', session: SESSION, starts: '2026-03-01T09:30' },
      (it) => it.now.sessions.get(SESSION)?.starts,
      '2026-03-01T09:30',
    ],
    [{ type: 'archive_retreat', retreat: RETREAT }, (it) => it.may('add_session'), false],
    [{ type: 'change_retreat', retreat: RETREAT, place: '' }, (it) => it.retreat.place, ''],
  ]

  test.each(commands)('$0.type', async (command, look, expected) => {
    const room = await enter(things)
    const before = seen(room)
    const id = room.live.send(command)
    expect(look(room)).toEqual(expected)
    server.refuse = () => ({ kind: 'not_allowed', message: 'No.' })
    const outcome = expect(room.live.settled(id)).rejects.toThrow('No.')
    server.accept()
    await outcome
    expect(seen(room)).toEqual(before)
  })

  test('and the event itself takes its place', async () => {
    const room = await enter(things)
    room.live.state.apply(envelope(1, { type: 'group_named', group: { ...group, name: 'Birch' } }))
    expect(room.now.groups.get(TABLE)?.name).toBe('Birch')
  })
})
