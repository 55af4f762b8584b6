/** What the marks that are here can be filtered by: their people, their sectors, their codes. */

import { byName } from '#lib/ui/language.ts'
import { type Branch, codebookOf, flat } from '../../codebook.ts'
import type { Room } from '../../room.svelte.ts'
import type { Reader } from '../reader.svelte.ts'
import type { Pick } from './filters.ts'

export interface Option {
  value: string
  words: string
}

const DEEPER = '\u2003'

/** The choices of each list, kept up to date for as long as the component lives that calls this. */
export function choicesOf(reader: Reader): Record<Pick, readonly Option[]> {
  const { room } = reader
  const members = $derived([...new Set(reader.marks.map((it) => it.author))])
  const authors = $derived([...new Set(members.map((it) => room.person(it)?.id ?? it))])
  const person = $derived(sorted(authors.map((value) => ({ value, words: room.label(value) }))))
  const sector = $derived(sorted(sectorsOf(room, authors)))
  const code = $derived(codesOf(room, new Set(reader.marks.map((it) => it.code?.id))))
  return {
    get person() {
      return person
    },
    get sector() {
      return sector
    },
    get code() {
      return code
    },
  }
}

const sorted = (options: Option[]) => options.sort((a, b) => byName.compare(a.words, b.words))

function sectorsOf(room: Room, authors: readonly string[]): Option[] {
  const found = new Set(authors.flatMap((it) => room.organisation(it)?.sector ?? []))
  return [...found].map((value) => ({ value, words: room.sectorName(value) }))
}

/** The codes that marks here count as, and those above them, in the codebook's order. */
function codesOf(room: Room, used: ReadonlySet<string | undefined>): Option[] {
  const { tree, retired } = codebookOf(room.live.view.codes)
  const isUsed = ({ code, below }: Branch): boolean => used.has(code.id) || below.some(isUsed)
  return [...flat(tree), ...flat(retired)]
    .filter(isUsed)
    .map(({ code, depth }) => ({ value: code.id, words: DEEPER.repeat(depth) + code.name }))
}
