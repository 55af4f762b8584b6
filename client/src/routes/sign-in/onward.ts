/** Where somebody wanted to be when they were asked to sign in: kept for this tab only. */

const KEY = 'onward'

/** Remember this screen; only paths of our own are ever followed. */
export function rememberOnward(path: string) {
  sessionStorage.setItem(KEY, path)
}

const AWAY = 'away'

/** Off to a provider, from where one comes back to the first page. */
export function leaveForProvider() {
  sessionStorage.setItem(AWAY, 'provider')
}

/** Whether one has just come back from there. */
export function backFromProvider(): boolean {
  const was = sessionStorage.getItem(AWAY) !== null
  sessionStorage.removeItem(AWAY)
  return was
}

export function takeOnward(): string {
  const path = sessionStorage.getItem(KEY) ?? '/'
  sessionStorage.removeItem(KEY)
  return /^\/(?!\/|\\|sign-in)/.test(path) ? path : '/'
}
