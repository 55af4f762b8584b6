/** What was begun and not sent yet, by what it is about: it outlives the page, and is this person's alone. */
import { SvelteMap } from 'svelte/reactivity'
import type { Device } from '../live/device'

export class Drafts {
  #texts = new SvelteMap<string, string>()

  private constructor(private readonly device: Device) {}

  static async open(device: Device): Promise<Drafts> {
    const drafts = new Drafts(device)
    // A device that cannot read what it kept goes on from memory.
    for (const [about, text] of await device.drafts().catch(() => [])) drafts.#texts.set(about, text)
    return drafts
  }

  of(about: string): string {
    return this.#texts.get(about) ?? ''
  }

  /** What was begun about anything whose name starts so. */
  begun(start: string): string[] {
    return [...this.#texts.keys()].filter((it) => it.startsWith(start))
  }

  keep(about: string, text: string): void {
    if (text) this.#texts.set(about, text)
    else this.#texts.delete(about)
    this.device.keepDraft(about, text).catch(() => {})
  }
}
