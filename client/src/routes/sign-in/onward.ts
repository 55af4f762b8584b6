/** Where somebody wanted to be when they were asked to sign in: kept for this tab only. */

const KEY = 'onward'

/** Remember this screen; only paths of our own are ever followed. */
export function rememberOnward(path: string) {
  sessionStorage.setItem(KEY, path)
}

export function takeOnward(): string {
  const path = sessionStorage.getItem(KEY) ?? '/'
  sessionStorage.removeItem(KEY)
  return /^\/(?!\/|\\|sign-in)/.test(path) ? path : '/'
}
