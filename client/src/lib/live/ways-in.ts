/** The routes around signing in and joining (docs/http.md). */
import { forgetMe } from '../kept/who'
import { bodyOf, post, read } from './api'
import type { GivenAnswer, JoinSeen, LinkMade, LinkSeen, Me, WaysIn } from './protocol'

export const waysIn = () => read<WaysIn>('/ways-in')

/** Whoever comes in may be somebody else, and no later answer may reach this page: nothing that was read here before
 * is shown to them. */
async function comeIn(path: string, body: unknown): Promise<Response> {
  await forgetMe()
  return post(path, body)
}

/** By the token of a link that signs in. */
export async function signIn(token: string): Promise<void> {
  await comeIn('/sign-in', { token })
}

export async function signInWithPassword(email: string, password: string): Promise<void> {
  await comeIn('/sign-in', { email, password })
}

/** In whatever way it was typed: the server reads it as it was meant. */
export async function signInWithReceipt(receipt: string): Promise<void> {
  await comeIn('/sign-in', { receipt })
}

/** What a link is good for; looking uses nothing up. */
export async function lookAtLink(token: string): Promise<LinkSeen> {
  return bodyOf(await post('/links/look', { token }))
}

/** Set a password by its link, and sign in. */
export async function setPassword(token: string, password: string): Promise<void> {
  await comeIn('/links/password', { token, password })
}

export interface First {
  token: string
  name: string
  email: string
  password: string
  programme: string
}

/** The first account of a new server and its programme; signs in. */
export async function makeFirst(first: First): Promise<void> {
  await comeIn('/first', first)
}

/** The answer is the same where nobody has this e-mail. */
export async function forgotten(email: string): Promise<void> {
  await post('/forgotten', { email })
}

/** Off to the provider and back: not a request but a page. */
export const PROVIDER = '/api/oidc/start'

export async function lookAtCode(code: string): Promise<JoinSeen> {
  return bodyOf(await post('/join/look', { code }))
}

/** Sent again word for word, it lets the same guest in. `receipt` is the SHA-256 of their receipt. */
export interface Join {
  id: string
  code: string
  name: string
  organisation: string | null
  organisation_name: string | null
  sector: string | null
  occupation: string | null
  answers: GivenAnswer[]
  receipt: string
}

export async function join(it: Join): Promise<Me> {
  return bodyOf(await comeIn('/join', it))
}

export async function switchProgramme(programme: string): Promise<Me> {
  return bodyOf(await comeIn('/me/programme', { programme }))
}

/** A link for another device of one's own: once, within ten minutes. */
export async function deviceLink(): Promise<LinkMade> {
  return bodyOf(await post('/me/device-link'))
}

/** A link for a guest who lost phone and receipt: once, within a day. */
export async function letInAgain(member: string): Promise<LinkMade> {
  return bodyOf(await post(`/members/${member}/sign-in-link`))
}

/** One's own; all one's other devices are signed out. */
export async function changePassword(old: string, password: string): Promise<void> {
  await post('/me/password', { old, password })
}

/** The picture of that link, for a camera. */
export async function deviceLinkPicture(token: string): Promise<Blob> {
  return (await post('/me/device-link/qr.svg', { token })).blob()
}

/** From now on this is one's receipt; the one before is void. */
export async function keepReceiptDigest(sha256: string): Promise<void> {
  await post('/me/receipt', { sha256 })
}
