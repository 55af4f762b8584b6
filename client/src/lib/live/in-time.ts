/** A browser's store may stop answering (WebKit's does, on a busy device): whoever asks it goes on without. */

// Longer than a store that works ever takes (ms).
const PATIENCE = 8_000

export class Silent extends Error {}

/** The answer, if it comes in so many ms; throws Silent. */
export function inTime<T>(asked: Promise<T>, ms: number = PATIENCE): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, no) => {
    timer = setTimeout(() => no(new Silent()), ms)
  })
  return Promise.race([asked, late]).finally(() => clearTimeout(timer))
}

/** An open database; one that opens after that is closed again. Throws Silent, or what the browser says. */
export async function openedInTime<T extends { close(): void }>(opening: Promise<T>): Promise<T> {
  try {
    return await inTime(opening)
  } catch (error) {
    opening.then((it) => it.close()).catch(() => {})
    throw error
  }
}

/** The same store, of which every question is answered in time, or fails. */
export function patient<T extends object>(store: T): T {
  return new Proxy(store, {
    get(it, name) {
      const member = Reflect.get(it, name)
      if (typeof member !== 'function') return member
      return (...given: unknown[]) => {
        const answer = member.apply(it, given)
        return answer instanceof Promise ? inTime(answer) : answer
      }
    },
  })
}
