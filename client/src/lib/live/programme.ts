/** The routes of a programme beyond its retreats: what stewards and those who curate see to. */
import { bodyOf, post, read } from './api'
import type { AccountMade, AccountShown, Block, LinkMade, ProgrammePart } from './protocol'

export const programme = () => read<ProgrammePart>('/programme')

export const excerptWords = (source: string) => read<Block>(`/programme/excerpts/${source}`)

export const accounts = () => read<AccountShown[]>('/accounts')

/** Let a member in by e-mail. There is no link for whoever has an account already. */
export async function makeAccount(member: string, email: string): Promise<AccountMade> {
  return bodyOf(await post('/accounts', { member, email }))
}

/** A new link to set a password; those that are out are void. */
export async function newLink(member: string): Promise<LinkMade> {
  return bodyOf(await post(`/accounts/${member}/link`))
}

export async function setDisabled(member: string, disabled: boolean): Promise<AccountShown> {
  return bodyOf(await post(`/accounts/${member}/${disabled ? 'disable' : 'enable'}`))
}
