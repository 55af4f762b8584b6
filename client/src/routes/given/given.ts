/** What one gave, as the screen shows it: in groups, and what the command is that takes a thing back. */
import type { Command, Given, GivenThing } from '#lib/live/protocol.ts'
import { m } from '#lib/paraglide/messages.js'

export type Withdraw = Omit<Extract<Command, { type: 'withdraw' }>, 'id'>
type Whole = Omit<Withdraw, 'type' | 'retreat'>
export type What = Partial<Whole>

export const NOTHING: Whole = {
  annotations: [],
  replies: [],
  stances: [],
  memos: [],
  said: false,
  everything: false,
}

export interface Group {
  kind: GivenThing['kind']
  title: string
  things: GivenThing[]
}

const TITLES = {
  mark: m.given_marks,
  reply: m.given_replies,
  stance: m.given_stances,
  memo: m.given_memos,
}

/** By kind, the latest first; kinds of which there is nothing are left out. */
export function groupsOf({ things }: Given): Group[] {
  const kinds = Object.keys(TITLES) as GivenThing['kind'][]
  return kinds
    .map((kind) => ({
      kind,
      title: TITLES[kind](),
      things: things.filter((it) => it.kind === kind).toReversed(),
    }))
    .filter((group) => group.things.length)
}

const FIELDS = { mark: 'annotations', reply: 'replies', stance: 'stances', memo: 'memos' } as const

export const takingBack = ({ kind, id }: GivenThing): What => ({ [FIELDS[kind]]: [id] })
