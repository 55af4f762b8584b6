/** What became of a mark: of each event of the ledger, who did what, and how they saw it before. Pure. */
import type { Envelope, Stance } from '#lib/live/protocol.ts'

type View = Stance['view']

export interface Chapter {
  seq: number
  at: string
  by: string
  what:
    | 'marked'
    | 'placed'
    | 'removed'
    | 'restored'
    | 'replied'
    | 'reply_removed'
    | 'sees'
    | 'saw'
    | 'says'
    | 'dropped'
  view: View | null
  /** How they saw it till then. */
  before: View | null
  said: string | null
}

/** The mark that an event is about; none if it is about something else. */
export function markOf({ body }: Envelope): string | null {
  if (body.type === 'annotated' || body.type === 'annotation_restored') return body.annotation.id
  if (body.type === 'replied') return body.reply.annotation
  if (body.type === 'stance_taken') return body.stance.annotation
  return 'annotation' in body && typeof body.annotation === 'string' ? body.annotation : null
}

const PLAIN = {
  annotation_placed: 'placed',
  annotation_removed: 'removed',
  annotation_restored: 'restored',
  reply_removed: 'reply_removed',
} as const

/** In the order of the events; `person` is who a member counts as now. */
export function storyOf(events: readonly Envelope[], person: (member: string) => string): Chapter[] {
  const seen = new Map<string, View>()
  return events.flatMap(({ seq, at, author, body }): Chapter[] => {
    const one = { seq, at, by: author, view: null, before: null, said: null }
    if (body.type === 'annotated') return [{ ...one, what: 'marked', said: body.annotation.comment }]
    if (body.type === 'replied') return [{ ...one, what: 'replied', said: body.reply.text }]
    if (body.type === 'stance_taken')
      return [{ ...one, ...taken(body.stance, seen, person(body.stance.member)) }]
    if (body.type === 'stance_dropped') {
      const by = person(body.member)
      const before = seen.get(by) ?? null
      seen.delete(by)
      return [{ ...one, by, what: 'dropped', before }]
    }
    const what = PLAIN[body.type as keyof typeof PLAIN]
    return what ? [{ ...one, what }] : []
  })
}

function taken({ view, reason: said }: Stance, seen: Map<string, View>, by: string) {
  const before = seen.get(by) ?? null
  seen.set(by, view)
  const what = before === null ? 'sees' : before === view ? 'says' : 'saw'
  return { by, what, view, before, said } as const
}
