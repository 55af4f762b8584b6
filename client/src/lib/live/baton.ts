/** The baton: of all tabs that one person has open, the one that holds it sends. */
import type { Device } from './device'
import { newId } from './ids'

// A lease outlives its renewals' delays in a page that is in the background (ms).
const LEASE = 6_000

export interface Baton {
  /** Whether this tab may send now. */
  readonly mine: boolean
  /** Ask for it; `taken` is called once it is had. */
  ask(taken: () => void): void
  /** Give it back, or stop asking. */
  leave(): void
}

/** By Web Locks; over plain HTTP, which has none, by a row in the shared store. */
export function batonOf(member: string, device: Device): Baton {
  if (!device.lasting) return new Alone()
  const locks = globalThis.navigator?.locks
  return locks ? new Lock(locks, `data-retreat-outbox-${member}`) : new Lease(device)
}

export class Lock implements Baton {
  #done: (() => void) | null = null
  #asking: AbortController | null = null
  constructor(
    private readonly locks: LockManager,
    private readonly name: string,
  ) {}

  get mine() {
    return this.#done !== null
  }

  ask(taken: () => void) {
    if (this.#asking) return
    const asking = new AbortController()
    this.#asking = asking
    const hold = () =>
      new Promise<void>((done) => {
        if (asking.signal.aborted) return done()
        this.#done = done
        taken()
      })
    // Rejects only because it was no longer wanted.
    this.locks.request(this.name, { signal: asking.signal }, hold).catch(() => {})
  }

  leave() {
    this.#asking?.abort()
    this.#asking = null
    this.#done?.()
    this.#done = null
  }
}

class Lease implements Baton {
  #holder = newId()
  #until = 0
  #timer: ReturnType<typeof setInterval> | undefined
  constructor(private readonly device: Device) {}

  get mine() {
    return this.#until > Date.now()
  }

  ask(taken: () => void) {
    if (this.#timer !== undefined) return
    this.#timer = setInterval(() => this.#renew(taken), LEASE / 3)
    this.#renew(taken)
  }

  async #renew(taken: () => void) {
    const [now, timer, before] = [Date.now(), this.#timer, this.mine]
    const had = await this.device.lease(this.#holder, now, now + LEASE).catch(() => false)
    if (timer !== this.#timer) return void this.device.release(this.#holder).catch(() => {})
    this.#until = had ? now + LEASE : 0
    if (had && !before) taken()
  }

  leave() {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#until = 0
    this.device.release(this.#holder).catch(() => {})
  }
}

/** A store that no other tab sees needs no baton. */
class Alone implements Baton {
  #asked = false
  get mine() {
    return this.#asked
  }

  ask(taken: () => void) {
    if (this.#asked) return
    this.#asked = true
    taken()
  }

  leave() {
    this.#asked = false
  }
}
