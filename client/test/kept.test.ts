/** The copy of what was read: the same as the state that it was made of, one person's alone, and gone when it must be. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { changes, copyBlocks, copyFrame } from '#lib/kept/copying.ts'
import { Shelf } from '#lib/kept/shelf.ts'
import { forgetMe, lastSeen, whoAmI, whoAmIHere } from '#lib/kept/who.ts'
import { NoConnection, Refusal } from '#lib/live/api.ts'
import { newId } from '#lib/live/ids.ts'
import { leave } from '#lib/live/leaving.ts'
import type { Block } from '#lib/live/protocol.ts'
import { signInWithReceipt } from '#lib/live/ways-in.ts'
import { RetreatState } from '#lib/state/retreat.svelte.ts'
import { Chance, seeds } from './chance'
import { Ledger } from './ledger'
import { freshDevice, signedIn } from './on-device'
import { said, stateOf } from './sides'
import { block, frame, ME, RETREAT, SOURCE, segment } from './things'

beforeEach(freshDevice)
afterEach(() => vi.unstubAllGlobals())

const shelfOf = async (member = ME) => (await Shelf.open(member)) as Shelf
const words = (changes: Partial<Block> = {}) => block({ segments: [segment(0, 'Words')], ...changes })
const whole = (...blocks: Block[]) => ({ source: SOURCE, anew: true, blocks })

async function keep(shelf: Shelf, retreat = RETREAT) {
  await shelf.opened(retreat, SOURCE)
  await shelf.write(retreat, frame(), [SOURCE], [whole(words())])
}

describe('[D2] a copy is the state that was confirmed, at one place of the ledger', () => {
  test.each(seeds(25))('whenever it is written, seed %i', async (seed) => {
    const chance = new Chance(seed)
    const ledger = new Ledger(chance)
    for (let n = 0; n < 60; n++) ledger.step()
    const start = chance.below(30)
    const state = stateOf(ledger.at(start))
    const shelf = await shelfOf()
    let written: Block[] | undefined
    for (const it of ledger.events.slice(start)) {
      state.apply(it)
      // A page that is loaded anew does not know what was written before.
      if (chance.next() < 0.1) written = undefined
      if (chance.next() < 0.7 && it.seq < ledger.seq) continue
      const now = copyBlocks(state, SOURCE)
      await shelf.write(RETREAT, copyFrame(state), [SOURCE], [changes(SOURCE, written, now)])
      written = now
    }
    const copy = await shelf.read(RETREAT)
    const again = new RetreatState(copy?.frame as never)
    again.loadKept(copy?.blocks ?? [])
    const truth = ledger.at(ledger.seq)
    expect(said(again, truth)).toEqual(said(stateOf(truth), truth))
  })

  test('only blocks that say something else are written again; all, where one is gone', () => {
    const [one, two] = [words(), words({ n: 1 })]
    expect(changes(SOURCE, undefined, [one])).toEqual(whole(one))
    const now = { ...one, seq: 9 }
    expect(changes(SOURCE, [one, two], [now, two])).toMatchObject({ anew: false, blocks: [] })
    const other = { ...two, segments: [] }
    expect(changes(SOURCE, [one, two], [one, other])).toMatchObject({ anew: false, blocks: [other] })
    expect(changes(SOURCE, [one, two], [one])).toEqual(whole(one))
    const epoch = { ...one, epoch: newId() }
    expect(changes(SOURCE, [one], [epoch]).blocks).toEqual([epoch])
  })
})

describe('[D3] what is kept is one person’s', () => {
  test('another finds nothing', async () => {
    await keep(await shelfOf())
    expect(await (await shelfOf(newId())).read(RETREAT)).toBe(null)
    expect((await (await shelfOf()).read(RETREAT))?.blocks).toHaveLength(1)
  })

  const server = (answer: () => Response) => vi.stubGlobal('fetch', async () => answer())

  test('it goes when somebody else is signed in, and never comes to them', async () => {
    await keep(await shelfOf())
    const other = signedIn(newId())
    signedIn()
    server(() => Response.json(other))
    expect(await whoAmI()).toEqual(other)
    expect(lastSeen()).toEqual(other)
    expect(await (await shelfOf()).read(RETREAT)).toBe(null)
  })

  test('it goes once the server says that nobody is signed in', async () => {
    await keep(await shelfOf())
    signedIn()
    server(() => Response.json({ kind: 'not_signed_in', message: 'Sign in.' }, { status: 401 }))
    await expect(whoAmIHere()).rejects.toThrow(Refusal)
    expect(lastSeen()).toBe(null)
    expect(await (await shelfOf()).read(RETREAT)).toBe(null)
  })

  test('a retreat goes that is no longer theirs', async () => {
    const shelf = await shelfOf()
    const other = newId()
    for (const it of [RETREAT, other]) await keep(shelf, it)
    const me = signedIn(ME, [other])
    server(() => Response.json(me))
    await whoAmI()
    expect(await shelf.read(RETREAT)).toBe(null)
    expect((await shelf.read(other))?.blocks).toHaveLength(1)
  })

  test('it goes with whoever signs out, and stays where nobody could be told', async () => {
    await keep(await shelfOf())
    signedIn()
    const nobodys = { name: 'Ana', is: () => false }
    server(() => new Response(null, { status: 503 }))
    await expect(leave(nobodys)).rejects.toThrow(NoConnection)
    expect((await (await shelfOf()).read(RETREAT))?.blocks).toHaveLength(1)
    server(() => new Response(null, { status: 204 }))
    await leave(nobodys)
    expect(lastSeen()).toBe(null)
    expect(await (await shelfOf()).read(RETREAT)).toBe(null)
  })

  test('whoever comes in finds nothing of who was here before, even if the next answer never comes', async () => {
    await keep(await shelfOf())
    signedIn()
    server(() => new Response(null, { status: 204 }))
    await signInWithReceipt('ABCD')
    expect(lastSeen()).toBe(null)
    expect(await (await shelfOf()).read(RETREAT)).toBe(null)
  })

  test('without an answer they are who they were, if they were anybody', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('offline')
    })
    await expect(whoAmIHere()).rejects.toThrow(NoConnection)
    const me = signedIn()
    expect(await whoAmIHere()).toEqual(me)
    await forgetMe()
    await expect(whoAmIHere()).rejects.toThrow(NoConnection)
  })
})

describe('[D4] what must not stay goes from the copy', () => {
  test('a source that is no longer kept, and a retreat that is forgotten', async () => {
    const shelf = await shelfOf()
    await keep(shelf)
    await shelf.write(RETREAT, frame(), [], [])
    expect(await shelf.read(RETREAT)).toMatchObject({ blocks: [] })
    expect(await shelf.sources(RETREAT)).toEqual([])
    await keep(shelf)
    await shelf.forget(RETREAT)
    expect(await shelf.read(RETREAT)).toBe(null)
    expect(await shelf.sources(RETREAT)).toEqual([])
  })

  test('everything of another epoch', async () => {
    const shelf = await shelfOf()
    await keep(shelf)
    await shelf.write(RETREAT, frame({ epoch: newId() }), [SOURCE], [])
    expect(await shelf.read(RETREAT)).toMatchObject({ blocks: [] })
  })
})
