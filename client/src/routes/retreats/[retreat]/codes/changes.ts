/** How the codebook changed: of each event of the ledger, what it changed of its code. Pure. */
import type { Code, Envelope } from '#lib/live/protocol.ts'

export interface Change {
  seq: number
  at: string
  by: string
  code: Code
  /** The code as it was before; none where it is new, or what was before has not been read. */
  before: Code | null
  fresh: boolean
}

/** In the order of the events. */
export function changesOf(events: readonly Envelope[]): Change[] {
  const last = new Map<string, Code>()
  return events.flatMap(({ seq, at, author: by, body }) => {
    if (body.type !== 'code_created' && body.type !== 'code_changed') return []
    const before = last.get(body.code.id) ?? null
    last.set(body.code.id, body.code)
    return [{ seq, at, by, code: body.code, before, fresh: body.type === 'code_created' }]
  })
}

export type What =
  | 'made'
  | 'name'
  | 'merged'
  | 'parted'
  | 'retired'
  | 'back'
  | 'parent'
  | 'colour'
  | 'definition'

/** What is other than before; nothing where that is not known. */
export function whatOf({ code, before, fresh }: Change): What[] {
  if (fresh) return ['made']
  if (!before) return []
  const what: What[] = []
  if (code.name !== before.name) what.push('name')
  if (code.merged_into !== before.merged_into) what.push(code.merged_into ? 'merged' : 'parted')
  if (code.retired !== before.retired) what.push(code.retired ? 'retired' : 'back')
  if (code.parent !== before.parent) what.push('parent')
  if (code.colour !== before.colour) what.push('colour')
  if (code.definition !== before.definition) what.push('definition')
  return what
}
