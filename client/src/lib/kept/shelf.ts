/** What one person last read here, in a database of their own: of each retreat its frame and the sources last open. */
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb'
import { openedInTime, patient } from '../live/in-time'
import type { Block, Frame } from '../live/protocol'
import type { Changes } from './copying'

// A digest of the shapes that this app reads: copies in other shapes are fetched anew, never guessed at.
declare const SHAPES: string

/** How many sources of a retreat are kept: those that were opened last. */
export const MOST = 3

/** A retreat as it was last confirmed. */
export interface Copy {
  frame: Frame
  /** Of the sources that are kept; each is as old as it says. */
  blocks: Block[]
}

interface Shelves extends DBSchema {
  /** By retreat. */
  frames: { key: string; value: { shapes: string; frame: Frame } }
  /** By retreat and source: when it was opened last (ms since 1970). */
  opened: { key: [string, string]; value: { source: string; at: number } }
  /** By retreat, source and number. */
  blocks: { key: [string, string, number]; value: Block }
}

const nameOf = (member: string) => `data-retreat-read-${member}`

/** Everything whose key begins so: an array comes after every number and text. */
const below = (...key: string[]) => IDBKeyRange.bound(key, [...key, []])

/** Delete all that this person read here. */
export async function burn(member: string): Promise<void> {
  await deleteDB(nameOf(member)).catch(() => {})
}

export class Shelf {
  private constructor(private readonly db: IDBPDatabase<Shelves>) {}

  /** None where the browser keeps nothing. */
  static async open(member: string): Promise<Shelf | null> {
    try {
      const opening = openDB<Shelves>(nameOf(member), 1, {
        upgrade: (db) => {
          for (const it of ['frames', 'opened', 'blocks'] as const) db.createObjectStore(it)
        },
        // It is to be deleted: that waits for nobody.
        blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
      })
      return patient(new Shelf(await openedInTime(opening)))
    } catch {
      return null
    }
  }

  async read(retreat: string): Promise<Copy | null> {
    const reading = this.db.transaction(['frames', 'blocks'])
    const kept = await reading.objectStore('frames').get(retreat)
    if (kept?.shapes !== SHAPES) return null
    const blocks = await reading.objectStore('blocks').getAll(below(retreat))
    return { frame: kept.frame, blocks: blocks.filter((it) => it.epoch === kept.frame.epoch) }
  }

  /** The sources to keep, the one that was opened last first. */
  async sources(retreat: string): Promise<string[]> {
    const opened = await this.db.getAll('opened', below(retreat))
    return opened.sort((a, b) => b.at - a.at).map((it) => it.source)
  }

  async opened(retreat: string, source: string): Promise<void> {
    await this.db.put('opened', { source, at: Date.now() }, [retreat, source])
  }

  /** The frame as it is now, and what changed of these sources; what is of others goes. At once, or not at all. */
  async write(retreat: string, frame: Frame, sources: readonly string[], changed: readonly Changes[]) {
    const writing = this.db.transaction(['frames', 'opened', 'blocks'], 'readwrite')
    const [frames, opened, all] = [
      writing.objectStore('frames'),
      writing.objectStore('opened'),
      writing.objectStore('blocks'),
    ]
    const before = await frames.get(retreat)
    const another = before && (before.shapes !== SHAPES || before.frame.epoch !== frame.epoch)
    if (another) await all.delete(below(retreat))
    for (const [, source] of await opened.getAllKeys(below(retreat))) {
      if (sources.includes(source)) continue
      await opened.delete([retreat, source])
      await all.delete(below(retreat, source))
    }
    await frames.put({ shapes: SHAPES, frame }, retreat)
    for (const { source, anew, blocks } of changed) {
      if (anew) await all.delete(below(retreat, source))
      for (const it of blocks) await all.put(it, [retreat, source, it.n])
    }
    await writing.done
  }

  async forget(retreat: string): Promise<void> {
    const writing = this.db.transaction(['frames', 'opened', 'blocks'], 'readwrite')
    await writing.objectStore('frames').delete(retreat)
    await writing.objectStore('opened').delete(below(retreat))
    await writing.objectStore('blocks').delete(below(retreat))
    await writing.done
  }

  /** Forget every retreat but these. */
  async keepOnly(retreats: readonly string[]): Promise<void> {
    for (const it of await this.db.getAllKeys('frames')) if (!retreats.includes(it)) await this.forget(it)
  }

  close(): void {
    this.db.close()
  }
}
