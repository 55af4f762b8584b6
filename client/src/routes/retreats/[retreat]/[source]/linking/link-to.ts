/** The links that one copies: whole addresses that lead to a mark, or to words. */
import type { Passage } from '#lib/live/protocol.ts'
import { resolve } from '$app/paths'
import type { Mark } from '../marks.ts'
import type { Reader } from '../reader.svelte.ts'
import { addressOf, secondOf } from './links.ts'

export const linkToMark = (reader: Reader, { id, passage }: Mark) =>
  linkTo(reader, `mark=${id}${secondOf(passage.start.segment, reader.segments)}`)

export const linkToWords = (reader: Reader, words: Passage) =>
  linkTo(reader, addressOf(words, reader.segments))

function linkTo({ room, source }: Reader, place: string): string {
  const path = resolve('/retreats/[retreat]/[source]', { retreat: room.state.retreat.id, source })
  return `${location.origin}${path}?${place}`
}
