/** The archives that the server packs for whoever is signed in here: looked at while one is on its way. */
import { type Archive, type Chosen, letGo, packed } from '#lib/live/archives.ts'
import type { PackingShown } from '#lib/live/protocol.ts'

const EVERY = 1500

export const onItsWay = (it: PackingShown) => it.state === 'waiting' || it.state === 'packing'

export class Packings {
  all = $state.raw<PackingShown[]>([])
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Without an answer, what was known stays, and it is asked again. */
  look = async () => {
    clearTimeout(this.#timer)
    this.all = await packed().catch(() => this.all)
    if (this.all.some(onItsWay)) this.#timer = setTimeout(this.look, EVERY)
  }

  async pack(archive: Archive, chosen: Chosen) {
    this.all = [await archive.pack(chosen), ...this.all]
    await this.look()
  }

  async letGo(it: PackingShown) {
    await letGo(it)
    this.all = this.all.filter(({ id }) => id !== it.id)
  }

  close = () => clearTimeout(this.#timer)
}
