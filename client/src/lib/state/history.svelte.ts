/** What happened to the words of the sources that are here, and other versions of them. */
import { SvelteMap } from 'svelte/reactivity'
import type { Block, Step, Suggestion } from '../live/protocol'
import { byTime, merged } from './ordered'
import type { StepsBySegment } from './revising'

const byNumber = (a: Step, b: Step) => a.n - b.n

export class History {
  /** By source, then by segment, in order: what marks are moved over. Maps are replaced, never changed. */
  readonly steps = new SvelteMap<string, StepsBySegment>()
  /** By source, oldest first. */
  readonly suggestions = new SvelteMap<string, readonly Suggestion[]>()

  /** All that is known of what happened to these segments, and of other versions of them, is what a block says. */
  setBlock({ source, steps, suggestions }: Block, segments: ReadonlySet<string>): void {
    const others = [...(this.steps.get(source) ?? [])].filter(([segment]) => !segments.has(segment))
    this.steps.set(source, new Map(others))
    this.put(source, steps)
    const left = this.suggestions.get(source)?.filter((it) => !segments.has(it.segment)) ?? []
    this.suggestions.set(source, merged(left, suggestions, byTime))
  }

  put(source: string, steps: readonly Step[]): void {
    if (steps.length === 0) return
    const all = new Map(this.steps.get(source))
    for (const it of steps) all.set(it.segment, merged(all.get(it.segment) ?? [], [it], byNumber))
    this.steps.set(source, all)
  }

  suggest(it: Suggestion): void {
    this.suggestions.set(it.source, merged(this.suggestions.get(it.source) ?? [], [it], byTime))
  }

  settle(source: string, suggestion: string): void {
    const left = this.suggestions.get(source)?.filter((it) => it.id !== suggestion)
    if (left) this.suggestions.set(source, left)
  }

  forget(source: string): void {
    this.steps.delete(source)
    this.suggestions.delete(source)
  }

  clear(): void {
    this.steps.clear()
    this.suggestions.clear()
  }
}
