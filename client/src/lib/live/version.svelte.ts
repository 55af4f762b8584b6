/** Which version of the app is open here: a newer one waits until somebody asks for it. */
import { dev } from '$app/env'
import { updated } from '$app/state'

// How long a new version may take to take over, or to be fetched (ms).
const PATIENCE = 20_000
// How long the first fetching of all files waits (ms).
const LATER = 2_000
// How long until it is tried again, where it failed (ms).
const AGAIN = 30_000

class Version {
  /** A newer one is ready. */
  ready = $state(false)
  /** Whether the app opens here without a connection. */
  kept = $state(false)
  #kept: Promise<ServiceWorkerRegistration | null> | undefined
  #again: ReturnType<typeof setTimeout> | undefined

  /** Keep the app on this device, where the browser can (not over plain HTTP). Once for a page. */
  start(): void {
    if (this.#kept) return
    const worker = globalThis.navigator?.serviceWorker
    this.#kept = worker && !dev ? this.#register(worker) : Promise.resolve(null)
  }

  /** Ask the server for a newer one. */
  async look(): Promise<void> {
    const kept = await this.#kept
    if (kept) await kept.update().catch(() => {})
    else if (await updated.check().catch(() => false)) this.ready = true
  }

  /** Load the page anew, by the newest version that is there. Where this one is of no use any more, it is let go even
   * if no other could be kept. */
  async load(useless = false): Promise<void> {
    const worker = await this.#newest().catch(() => null)
    if (worker) await takenOver(worker)
    else if (useless) await (await this.#kept)?.unregister()
    location.reload()
  }

  async #register(worker: ServiceWorkerContainer): Promise<ServiceWorkerRegistration | null> {
    const before = worker.controller
    this.kept = before !== null
    worker.addEventListener('controllerchange', () => {
      this.kept = true
      // Another window has asked for it: this one goes on with the files that it has.
      if (before) this.ready = true
    })
    // First comes what is waited for on the screen.
    await new Promise((done) => setTimeout(done, before ? 0 : LATER))
    return this.#ask(worker)
  }

  async #ask(worker: ServiceWorkerContainer): Promise<ServiceWorkerRegistration | null> {
    const kept = await worker.register('/service-worker.js').catch(() => null)
    if (!kept) {
      this.#askAgain(worker)
      return null
    }
    if (kept.waiting) this.ready = true
    const look = async () => {
      const coming = kept.installing
      // The first of all waits for nobody.
      if (coming && kept.active && (await installed(coming))) this.ready = true
      coming?.addEventListener('statechange', () => {
        const isNone = !kept.active && !kept.waiting && !kept.installing
        if (coming.state === 'redundant' && isNone) this.#askAgain(worker)
      })
    }
    kept.addEventListener('updatefound', look)
    look()
    return kept
  }

  /** On a bad line the first fetching of all files may fail, and nothing would open without it. */
  #askAgain(worker: ServiceWorkerContainer): void {
    // The same failure is heard of twice where the browser also says that it began.
    this.#again ??= setTimeout(() => {
      this.#again = undefined
      this.#kept = this.#ask(worker)
    }, AGAIN)
  }

  /** The version that waits, asked for if none does; none where this is the newest. */
  async #newest(): Promise<ServiceWorker | null> {
    const kept = await this.#kept
    if (!kept) return null
    if (!kept.waiting) await kept.update()
    if (kept.installing) await installed(kept.installing)
    return kept.waiting
  }
}

export const version = new Version()

/** Whether it came to be ready. */
function installed(worker: ServiceWorker): Promise<boolean> {
  return until(worker, 'statechange', () => worker.state !== 'installing').then(
    () => worker.state !== 'redundant',
  )
}

async function takenOver(worker: ServiceWorker): Promise<void> {
  worker.postMessage('take over')
  await until(worker, 'statechange', () => worker.state === 'activated')
}

/** Ends once this is so, or was waited for long enough. */
function until(target: EventTarget, event: string, isSo: () => boolean): Promise<void> {
  return new Promise((done) => {
    const look = () => {
      if (isSo()) end()
    }
    const end = () => {
      clearTimeout(timer)
      target.removeEventListener(event, look)
      done()
    }
    const timer = setTimeout(end, PATIENCE)
    target.addEventListener(event, look)
    look()
  })
}
