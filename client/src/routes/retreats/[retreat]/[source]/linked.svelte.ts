/** A link to a mark: the reading opens there, once. */
import { untrack } from 'svelte'
import { page } from '$app/state'
import type { Mark } from './marks.ts'
import type { Reader } from './reader.svelte.ts'
import type { Sheet } from './sheet.svelte.ts'

/** For as long as the component lives that calls this; `gone` where the link leads to nothing any more. */
export function linked(reader: Reader, sheet: Sheet, show: (mark: Mark) => void) {
  const wanted = $derived(page.url.searchParams.get('mark'))
  let led: string | null = $state(null)
  $effect(() => {
    const mark = wanted && wanted !== led ? reader.mark(wanted) : undefined
    if (!mark || !sheet.list || sheet.version === 0) return
    untrack(() => {
      led = mark.id
      reader.open = mark.id
      show(mark)
    })
  })
  const here = $derived(!reader.room.live.loadingSource && reader.segments.length > 0)
  const gone = $derived(here && wanted !== null && wanted !== led && !reader.mark(wanted))
  return {
    get gone() {
      return gone
    },
  }
}
