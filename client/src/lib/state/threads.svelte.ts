/** What was said about the words of the sources that are here: marks, and of each its replies and stances. */
import { SvelteMap } from 'svelte/reactivity'
import type { Annotation, Block, Reply, Stance } from '../live/protocol'
import { byTime, merged } from './ordered'

export class Threads {
  /** By source, oldest first. Lists are replaced, never changed. */
  readonly annotations = new SvelteMap<string, readonly Annotation[]>()
  /** By annotation, oldest first. */
  readonly replies = new SvelteMap<string, readonly Reply[]>()
  /** By annotation, then by member. Maps are replaced, never changed. */
  readonly stances = new SvelteMap<string, ReadonlyMap<string, Stance>>()
  // Where each annotation is: its removal names only itself.
  readonly #sourceOf = new Map<string, string>()

  /** All that is known to be said about these segments is what a block says. */
  setBlock({ source, annotations, replies, stances }: Block, segments: ReadonlySet<string>): void {
    for (const it of this.annotations.get(source) ?? [])
      if (segments.has(it.passage.start.segment)) this.remove(it.id)
    // What was said of a mark can be taken back, and the mark may not have been here to take it along.
    for (const it of annotations) this.stances.delete(it.id)
    this.put(source, annotations)
    for (const it of replies) this.reply(it)
    for (const it of stances) this.takeStance(it)
  }

  knows(annotation: string): boolean {
    return this.#sourceOf.has(annotation)
  }

  put(source: string, annotations: readonly Annotation[]): void {
    const before = this.annotations.get(source) ?? []
    const [one, ...more] = annotations
    // What comes one by one comes last, mostly: there is nothing to be looked for or put in order.
    const isNext = one && more.length === 0 && !this.knows(one.id) && isLast(one, before)
    for (const it of annotations) this.#sourceOf.set(it.id, source)
    this.annotations.set(source, isNext ? [...before, one] : merged(before, annotations, byTime))
  }

  /** A mark is about other words now. */
  place(annotation: string, passage: Annotation['passage']): void {
    const source = this.#sourceOf.get(annotation)
    const known = this.annotations.get(source ?? '')
    if (source === undefined || !known) return
    this.annotations.set(
      source,
      known.map((it) => (it.id === annotation ? { ...it, passage } : it)),
    )
  }

  /** A mark goes, and its replies and stances with it. */
  remove(annotation: string): void {
    const source = this.#sourceOf.get(annotation)
    this.#sourceOf.delete(annotation)
    this.replies.delete(annotation)
    this.stances.delete(annotation)
    if (source === undefined) return
    const left = this.annotations.get(source)?.filter((it) => it.id !== annotation) ?? []
    this.annotations.set(source, left)
  }

  reply(it: Reply): void {
    this.replies.set(it.annotation, merged(this.replies.get(it.annotation) ?? [], [it], byTime))
  }

  removeReply(annotation: string, id: string): void {
    const left = this.replies.get(annotation)?.filter((it) => it.id !== id)
    if (left) this.replies.set(annotation, left)
  }

  takeStance(it: Stance): void {
    this.stances.set(it.annotation, new Map(this.stances.get(it.annotation)).set(it.member, it))
  }

  dropStance(annotation: string, member: string): void {
    const left = new Map(this.stances.get(annotation))
    if (!left.delete(member)) return
    if (left.size) this.stances.set(annotation, left)
    else this.stances.delete(annotation)
  }

  forget(source: string): void {
    for (const it of this.annotations.get(source) ?? []) this.remove(it.id)
    this.annotations.delete(source)
  }

  clear(): void {
    for (const map of [this.annotations, this.replies, this.stances]) map.clear()
    this.#sourceOf.clear()
  }
}

function isLast(it: Annotation, all: readonly Annotation[]): boolean {
  const last = all.at(-1)
  return !last || byTime(last, it) < 0
}
