/** What memos are about, as it is called now, and where it is. */
import CalendarDays from '@lucide/svelte/icons/calendar-days'
import FileText from '@lucide/svelte/icons/file-text'
import Highlighter from '@lucide/svelte/icons/highlighter'
import House from '@lucide/svelte/icons/house'
import Tag from '@lucide/svelte/icons/tag'
import type { Memo } from '#lib/live/protocol.ts'
import { m } from '#lib/paraglide/messages.js'
import { isolated } from '#lib/ui/words.ts'
import { resolve } from '$app/paths'
import type { Room } from '../room.svelte.ts'

/** A kind of thing and which one. */
export type About = Pick<Memo, 'about' | 'about_id'>

/** What a memo about it that was begun is kept under. */
export const draftOf = ({ about, about_id }: About) => `memo/${about}/${about_id}`

export const ICONS = {
  retreat: House,
  session: CalendarDays,
  source: FileText,
  annotation: Highlighter,
  code: Tag,
}

/** The memos about one thing, oldest first; those about a merged code are about what it was merged into. */
export function memosAbout(here: Room, { about, about_id }: About) {
  const { view } = here.live
  const standing = (id: string) => (about === 'code' ? (view.codeOf(id)?.id ?? id) : id)
  return view.memos.filter((it) => it.about === about && standing(it.about_id) === standing(about_id))
}

interface Place {
  label: string
  /** None where there is nothing to be seen any more, or not for this person. */
  href: string | null
}

/** What a memo is about, and the way there. */
export function placeOf(here: Room, it: Memo): Place {
  const retreat = { retreat: here.retreat.id }
  switch (it.about) {
    case 'retreat':
      return { label: m.memo_on_retreat(), href: resolve('/retreats/[retreat]', retreat) }
    case 'session': {
      const name = here.now.sessions.get(it.about_id)?.name
      const href = here.runs && name ? resolve('/retreats/[retreat]/sessions', retreat) : null
      return { label: name ? m.memo_on_session({ name: isolated(name) }) : m.memo_session_gone(), href }
    }
    case 'code': {
      const code = here.live.view.codeOf(it.about_id)
      const href = here.would('create_code')
        ? `${resolve('/retreats/[retreat]/codes', retreat)}#code-${code?.id}`
        : null
      return { label: code ? m.memo_on_code({ name: isolated(code.name) }) : m.memo_on_code_unknown(), href }
    }
    default:
      return inSource(here, it)
  }
}

function inSource(here: Room, it: Memo): Place {
  const source = it.source ? here.now.sources.get(it.source) : undefined
  // Where a mark lies is known once the server has said so.
  if (it.about === 'annotation' && !it.source) return { label: m.memo_on_mark_waiting(), href: null }
  if (!source) return { label: m.memo_source_gone(), href: null }
  const path = resolve('/retreats/[retreat]/[source]', { retreat: here.retreat.id, source: source.id })
  if (it.about === 'source') return { label: source.title, href: path }
  return { label: m.memo_on_mark({ title: isolated(source.title) }), href: `${path}?mark=${it.about_id}` }
}
