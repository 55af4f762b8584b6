/** Words that come in above those one reads, as when a link led into the middle: the text holds still. */
import { untrack } from 'svelte'
import type { Reader } from './reader.svelte.ts'
import type { Sheet } from './sheet.svelte.ts'

/** Whether what was drawn last has come to stand further down in the list. */
export function comesAbove(reader: Reader, sheet: Sheet): () => boolean {
  let before: ReadonlyMap<string, number> = new Map()
  const above = $derived.by(() => {
    const { paragraphOf } = reader
    const segment = untrack(() => sheet.readingAt()) ?? ''
    const [was, is] = [before.get(segment), paragraphOf.get(segment)]
    before = paragraphOf
    return was !== undefined && is !== undefined && is > was
  })
  return () => above
}
