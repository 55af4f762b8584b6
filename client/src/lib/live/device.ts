/** What this device keeps for one person: commands to send, refused ones, files on their way. A database per
 * person, so that two who share a device never share it. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { openedInTime, patient } from './in-time'
import type { Command, Why } from './protocol'

export interface RefusedCommand {
  command: Command
  why: Why
}

/** A file that is being sent, known by what is in it and not by its looks. */
interface FileOnItsWay {
  fingerprint: string
  recording: string
}

export interface Device {
  /** Whether it outlives this page. */
  readonly lasting: boolean
  /** In the order in which they were added, whichever tab added them. */
  commands(): Promise<Command[]>
  add(command: Command): Promise<void>
  /** Forget commands; those with a reason are kept as refused, in the same transaction. */
  remove(ids: string[], why?: Why): Promise<void>
  refused(): Promise<RefusedCommand[]>
  dismiss(id: string): Promise<void>
  fileOnItsWay(fingerprint: string): Promise<FileOnItsWay | undefined>
  rememberFile(file: FileOnItsWay): Promise<void>
  forgetFile(fingerprint: string): Promise<void>
  /** What was begun and not sent yet, by what it is about. */
  drafts(): Promise<Map<string, string>>
  /** No words: nothing is kept. */
  keepDraft(about: string, text: string): Promise<void>
  /** Take or renew the lease until then (ms since 1970), unless another tab holds it. */
  lease(holder: string, now: number, until: number): Promise<boolean>
  release(holder: string): Promise<void>
  close(): void
}

interface Shelves extends DBSchema {
  commands: { key: number; value: { id: string; command: Command }; indexes: { id: string } }
  refused: { key: string; value: RefusedCommand & { id: string } }
  files: { key: string; value: FileOnItsWay }
  leases: { key: string; value: { name: string; holder: string; until: number } }
  drafts: { key: string; value: string }
}

const VERSION = 2

function build(db: IDBPDatabase<Shelves>, before: number): void {
  db.createObjectStore('drafts')
  if (before) return
  db.createObjectStore('commands', { autoIncrement: true }).createIndex('id', 'id', { unique: true })
  db.createObjectStore('refused', { keyPath: 'id' })
  db.createObjectStore('files', { keyPath: 'fingerprint' })
  db.createObjectStore('leases', { keyPath: 'name' })
}

/** The device's memory for this person; where the browser keeps nothing (private windows) or does not answer, one that ends with the
 * page. `closed` is told when a newer version of the page, or the browser, takes the store away. */
export async function openDevice(member: string, closed: () => void = () => {}): Promise<Device> {
  try {
    const opening = openDB<Shelves>(`data-retreat-${member}`, VERSION, {
      upgrade: build,
      blocking: (_old, _new, event) => {
        ;(event.target as IDBDatabase).close()
        closed()
      },
      terminated: closed,
    })
    return patient(new Disk(await openedInTime(opening)))
  } catch {
    return new Memory()
  }
}

class Disk implements Device {
  readonly lasting = true
  constructor(private readonly db: IDBPDatabase<Shelves>) {}

  async commands() {
    return (await this.db.getAll('commands')).map((it) => it.command)
  }

  async add(command: Command) {
    const writing = this.db.transaction('commands', 'readwrite', { durability: 'strict' })
    await Promise.all([writing.store.add({ id: command.id, command }), writing.done])
  }

  async remove(ids: string[], why?: Why) {
    const writing = this.db.transaction(['commands', 'refused'], 'readwrite')
    const commands = writing.objectStore('commands')
    for (const id of ids) {
      const key = await commands.index('id').getKey(id)
      const kept = key === undefined ? undefined : await commands.get(key)
      if (key === undefined || !kept) continue
      if (why) await writing.objectStore('refused').put({ ...kept, why })
      await commands.delete(key)
    }
    await writing.done
  }

  async refused() {
    return (await this.db.getAll('refused')).map(({ command, why }) => ({ command, why }))
  }

  async dismiss(id: string) {
    await this.db.delete('refused', id)
  }

  fileOnItsWay(fingerprint: string) {
    return this.db.get('files', fingerprint)
  }

  async rememberFile(file: FileOnItsWay) {
    await this.db.put('files', file)
  }

  async forgetFile(fingerprint: string) {
    await this.db.delete('files', fingerprint)
  }

  async drafts() {
    const reading = this.db.transaction('drafts')
    const [keys, texts] = await Promise.all([reading.store.getAllKeys(), reading.store.getAll()])
    return new Map(keys.map((key, n) => [key, texts[n] ?? '']))
  }

  async keepDraft(about: string, text: string) {
    if (text) await this.db.put('drafts', text, about)
    else await this.db.delete('drafts', about)
  }

  async lease(holder: string, now: number, until: number) {
    const writing = this.db.transaction('leases', 'readwrite')
    const row = await writing.store.get('sender')
    const free = !row || row.holder === holder || row.until < now
    if (free) await writing.store.put({ name: 'sender', holder, until })
    await writing.done
    return free
  }

  async release(holder: string) {
    const writing = this.db.transaction('leases', 'readwrite')
    if ((await writing.store.get('sender'))?.holder === holder) await writing.store.delete('sender')
    await writing.done
  }

  close() {
    this.db.close()
  }
}

/** The same, for as long as the page is open; shared with no other tab. */
export class Memory implements Device {
  readonly lasting = false
  #commands: Command[] = []
  #refused: RefusedCommand[] = []
  #files = new Map<string, FileOnItsWay>()

  async commands() {
    return [...this.#commands]
  }

  async add(command: Command) {
    this.#commands.push(command)
  }

  async remove(ids: string[], why?: Why) {
    const gone = this.#commands.filter((it) => ids.includes(it.id))
    this.#commands = this.#commands.filter((it) => !ids.includes(it.id))
    if (why) this.#refused.push(...gone.map((command) => ({ command, why })))
  }

  async refused() {
    return [...this.#refused]
  }

  async dismiss(id: string) {
    this.#refused = this.#refused.filter((it) => it.command.id !== id)
  }

  async fileOnItsWay(fingerprint: string) {
    return this.#files.get(fingerprint)
  }

  async rememberFile(file: FileOnItsWay) {
    this.#files.set(file.fingerprint, file)
  }

  async forgetFile(fingerprint: string) {
    this.#files.delete(fingerprint)
  }

  // They are in the page's own memory already.
  async drafts() {
    return new Map<string, string>()
  }

  async keepDraft() {}

  async lease() {
    return true
  }

  async release() {}

  close() {}
}
