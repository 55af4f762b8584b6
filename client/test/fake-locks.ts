/** Web Locks, as far as the outbox asks for them: one holder per name, the others wait in order. */
export class FakeLocks {
  #waiting = new Map<string, Promise<unknown>>()

  request(name: string, { signal }: { signal: AbortSignal }, hold: () => Promise<void>): Promise<void> {
    const before = this.#waiting.get(name) ?? Promise.resolve()
    const held = before.then(() => {
      if (signal.aborted) throw new DOMException('', 'AbortError')
      return hold()
    })
    this.#waiting.set(
      name,
      held.catch(() => {}),
    )
    return held
  }
}
