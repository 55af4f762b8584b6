/** What static/first-words.js asked the server for, before the app was here. */
declare global {
  var early: Map<string, Promise<Response>> | undefined
}

// What was asked for longer ago (ms) may have changed.
const SOON = 30_000

/** The answer that is on its way already, if this was asked for; each is taken once. */
export function takeEarly(url: string): Promise<Response> | undefined {
  if (performance.now() > SOON) forgetEarly()
  const found = globalThis.early?.get(url)
  globalThis.early?.delete(url)
  return found
}

/** Somebody signs in or out, or was refused: what was asked for before is not to be taken for an answer. */
export function forgetEarly(): void {
  globalThis.early = undefined
}
