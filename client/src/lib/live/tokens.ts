/** Tokens for programs (docs/http.md): those of a retreat, or of the programme. */
import { bodyOf, post, read } from './api'
import type { TokenMade, TokenShown } from './protocol'

export interface Tokens {
  list: () => Promise<TokenShown[]>
  /** What it is for, and after how many days it ends. Only this answer tells what the token is. */
  make: (name: string, days: number) => Promise<TokenMade>
}

const tokens = (path: string): Tokens => ({
  list: () => read<TokenShown[]>(path),
  make: async (name, days) => bodyOf(await post(path, { name, days })),
})

export const tokensOfRetreat = (retreat: string) => tokens(`/retreats/${retreat}/tokens`)
export const tokensOfProgramme = () => tokens('/programme/tokens')

/** From now on it reads nothing. */
export async function revoke(token: string): Promise<void> {
  await post(`/tokens/${token}/revoke`)
}
