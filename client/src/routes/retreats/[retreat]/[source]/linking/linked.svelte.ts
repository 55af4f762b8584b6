/** A link to a mark, or to words: the reading opens there, once. */
import { untrack } from 'svelte'
import { page } from '$app/state'
import type { Mark } from '../marks.ts'
import { stretchesIn } from '../painting/layers.ts'
import type { Reader } from '../reader.svelte.ts'
import type { Sheet } from '../sheet.svelte.ts'
import { ledTo, passageFrom } from './links.ts'

/** For as long as the component lives that calls this; `gone` where the link leads to nothing any more. */
export function linked(reader: Reader, sheet: Sheet, show: (mark: Mark) => void) {
  const wanted = $derived(page.url.searchParams.get('mark'))
  const here = $derived(!reader.room.live.texts.loading && reader.segments.length > 0)
  const drawn = $derived(sheet.list !== undefined && sheet.version > 0)
  let led: string | null = $state(null)
  $effect(() => {
    const mark = wanted && wanted !== led ? reader.mark(wanted) : undefined
    if (!mark || !drawn) return
    untrack(() => {
      led = mark.id
      reader.open = mark.id
      reader.filters.keep(mark.id)
      show(mark)
    })
  })
  const words = toWords(
    reader,
    sheet,
    () => here,
    () => drawn,
  )
  toSegment(reader, sheet, () => drawn)
  const gone = $derived(here && wanted !== null && wanted !== led && !reader.mark(wanted))
  return {
    get gone(): 'mark' | 'words' | null {
      return gone ? 'mark' : words.gone ? 'words' : null
    },
  }
}

/** The words that the address names; `gone` where they are others now. */
function toWords(reader: Reader, sheet: Sheet, here: () => boolean, drawn: () => boolean) {
  const at = $derived(page.url.searchParams.get('at'))
  let opened: string | null = $state(null)
  let gone = $state(false)
  $effect(() => {
    if (at === null || at === opened || !drawn()) return
    const words = passageFrom(at, reader.source)
    const moved = words && reader.room.live.view.moved(words)
    const led = moved ? ledTo(moved, reader.segments, here()) : { found: null, near: null }
    if (!led) return
    untrack(() => {
      opened = at
      gone = led.found === null
      reader.led = led.found
      if (led.near === null) return
      const stretches = led.found ? stretchesIn(reader, led.found) : [{ segment: led.near, from: 0, to: 1 }]
      sheet.show(reader.paragraphOf.get(led.near) ?? 0, stretches)
    })
  })
  return {
    get gone() {
      return gone
    },
  }
}

/** The place that the address names, as where somebody else reads: nothing is shown of it but itself. */
function toSegment(reader: Reader, sheet: Sheet, drawn: () => boolean) {
  const segment = $derived(page.url.searchParams.get('segment'))
  let opened: string | null = null
  $effect(() => {
    if (segment === null || segment === opened || !drawn() || !reader.order.has(segment)) return
    opened = segment
    untrack(() => reader.visit(segment, sheet))
  })
}
