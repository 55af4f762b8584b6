/** Receipts: what a guest writes down to come back with. Made and kept on this device; the server has its digest. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { openedInTime, patient } from './in-time'

// Crockford's base 32: no I, L, O or U, which are read or heard as something else.
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CHARACTERS = 16

/** Eighty random bits. */
export function newReceipt(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(CHARACTERS))
  return [...bytes].map((byte) => DIGITS[byte & 31]).join('')
}

/** What somebody typed, as it was meant: capitals, O for 0, I and L for 1; without dashes and spaces. */
export function meant(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
}

/** In fours, as it is written down. */
export const inFours = (receipt: string) => receipt.match(/.{1,4}/g)?.join(' ') ?? ''

/** A receipt on this device, and whose it is. */
export interface Kept {
  member: string
  name: string
  /** The name of the retreat that they joined with it. */
  retreat: string
  receipt: string
}

interface Shelves extends DBSchema {
  receipts: { key: string; value: Kept }
  drafts: { key: string; value: { key: string; draft: unknown } }
}

/** What this device keeps of those who join on it; where the browser keeps nothing, until the page is closed. */
export interface Drawer {
  readonly lasting: boolean
  receipts(): Promise<Kept[]>
  keep(it: Kept): Promise<void>
  draft(): Promise<unknown>
  /** Strictly on disk before it resolves; `null` throws it away. */
  setDraft(draft: unknown): Promise<void>
  /** Throw receipts away, and the draft too if it is meant: all of it, or nothing. */
  forget(members: string[], draft: boolean): Promise<void>
}

/** Somebody on this device: what they are called, and every id that is theirs, also from before a merge. */
export interface Whose {
  name: string
  is: (member: string) => boolean
}

/** The receipt of theirs that is on this device: kept, or left by the join screen. */
export async function receiptOf(whose: Whose): Promise<string | null> {
  const { kept, draft } = await found(await openDrawer(), whose)
  return kept[0]?.receipt ?? draft?.receipt ?? null
}

/** Nothing of their receipt, nor of their way in, stays on this device. */
export async function forgetReceipt(whose: Whose): Promise<void> {
  const drawer = await openDrawer()
  const { kept, draft } = await found(drawer, whose)
  await drawer.forget(
    kept.map((it) => it.member),
    draft !== null,
  )
}

/** What the join screen leaves while nobody pressed its last button. */
interface Left {
  step: string
  name: string
  member?: string | null
  receipt: string
}

async function found(drawer: Drawer, whose: Whose) {
  const kept = (await drawer.receipts()).filter((it) => whose.is(it.member))
  const draft = (await drawer.draft()) as Left | null
  const isTheirs = draft && (kept.some((it) => it.receipt === draft.receipt) || cameInAs(draft, whose))
  return { kept, draft: isTheirs ? draft : null }
}

/** While the answer is lost, nothing but the name tells whether it was this one who came in. */
function cameInAs({ step, name, member }: Left, whose: Whose): boolean {
  return member ? whose.is(member) : step === 'sent' && name.trim() === whose.name
}

export async function openDrawer(): Promise<Drawer> {
  try {
    const opening = openDB<Shelves>('data-retreat-joining', 1, {
      upgrade(db) {
        db.createObjectStore('receipts', { keyPath: 'member' })
        db.createObjectStore('drafts', { keyPath: 'key' })
      },
      blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
    })
    return patient(new Disk(await openedInTime(opening)))
  } catch {
    return new Memory()
  }
}

class Disk implements Drawer {
  readonly lasting = true
  constructor(private readonly db: IDBPDatabase<Shelves>) {}

  receipts() {
    return this.db.getAll('receipts')
  }

  async keep(it: Kept) {
    const writing = this.db.transaction('receipts', 'readwrite', { durability: 'strict' })
    await Promise.all([writing.store.put(it), writing.done])
  }

  async draft() {
    return (await this.db.get('drafts', 'now'))?.draft ?? null
  }

  async setDraft(draft: unknown) {
    const writing = this.db.transaction('drafts', 'readwrite', { durability: 'strict' })
    const done = draft === null ? writing.store.delete('now') : writing.store.put({ key: 'now', draft })
    await Promise.all([done, writing.done])
  }

  async forget(members: string[], draft: boolean) {
    const writing = this.db.transaction(['receipts', 'drafts'], 'readwrite', { durability: 'strict' })
    const gone = members.map((it) => writing.objectStore('receipts').delete(it))
    if (draft) gone.push(writing.objectStore('drafts').delete('now'))
    await Promise.all([...gone, writing.done])
  }
}

class Memory implements Drawer {
  readonly lasting = false
  #receipts = new Map<string, Kept>()
  #draft: unknown = null

  async receipts() {
    return [...this.#receipts.values()]
  }

  async keep(it: Kept) {
    this.#receipts.set(it.member, it)
  }

  async draft() {
    return this.#draft
  }

  async setDraft(draft: unknown) {
    this.#draft = draft
  }

  async forget(members: string[], draft: boolean) {
    for (const it of members) this.#receipts.delete(it)
    if (draft) this.#draft = null
  }
}
