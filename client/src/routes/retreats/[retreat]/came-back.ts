/** What taking back one's last step, or doing it again, has made of the retreat: a sentence for each kind of event. */
import type { Code, Envelope, EventBody, Passage } from '#lib/live/protocol.ts'
import { m } from '#lib/paraglide/messages.js'
import { quote } from '#lib/state/passages.ts'
import { VIEW_WORDS } from '#lib/ui/views.ts'
import { firstWords, isolated } from '#lib/ui/words.ts'
import type { Room } from './room.svelte.ts'

interface Where {
  room: Room
  source: string
  /** Whether it was done again rather than taken back. */
  again: boolean
}

type Say = { [T in EventBody['type']]?: (it: Extract<EventBody, { type: T }>, where: Where) => string }

/** The words of a passage as they are now, as far as they are here. */
function quoted({ room }: Where, passage: Passage | undefined): string {
  const words = passage && quote(room.live.view.moved(passage), room.live.view.segments(passage.source))
  return firstWords(words || '…')
}

const markOf = ({ room, source }: Where, id: string) =>
  room.state.annotations(source).find((it) => it.id === id)

const wordsOf = (where: Where, mark: string) => quoted(where, markOf(where, mark)?.passage)

function codeChanged(code: Code, { room, again }: Where): string {
  const [before, name] = [room.state.codes.get(code.id), isolated(code.name)]
  if (before && before.merged_into !== code.merged_into) {
    if (!code.merged_into) return m.codes_parted({ code: name })
    return m.codes_merged_now({ code: name, into: isolated(room.live.view.codeOf(code.id)?.name ?? '') })
  }
  if (before && before.retired !== code.retired)
    return code.retired ? m.codes_retired_now({ code: name }) : m.codes_back_now({ code: name })
  if (before && before.name !== code.name)
    return m.back_code_name({ code: name, before: isolated(before.name) })
  return again ? m.back_code_again({ code: name }) : m.back_code({ code: name })
}

const SAY: Say = {
  annotation_removed: ({ annotation }, where) => {
    const mark = markOf(where, annotation)
    const words = quoted(where, mark?.passage)
    return mark && !where.room.isMe(mark.author) ? m.back_mark_gone({ words }) : m.back_mark_taken({ words })
  },
  annotation_restored: ({ annotation }, where) => m.back_mark({ words: quoted(where, annotation.passage) }),
  annotation_placed: ({ passage }, where) => m.back_mark_placed({ words: quoted(where, passage) }),
  reply_removed: ({ annotation, reply }, { room }) => {
    const text = room.state.replies(annotation).find((it) => it.id === reply)?.text ?? '…'
    return m.back_reply_taken({ words: firstWords(text) })
  },
  replied: ({ reply }) => m.back_reply({ words: firstWords(reply.text) }),
  stance_taken: ({ stance }, where) =>
    m.back_stance({ words: wordsOf(where, stance.annotation), view: VIEW_WORDS[stance.view]() }),
  stance_dropped: ({ annotation }, where) => m.back_stance_taken({ words: wordsOf(where, annotation) }),
  code_changed: ({ code }, where) => codeChanged(code, where),
  words_revised: ({ segments }, { again }) => {
    const words = firstWords(segments[0]?.text || '…')
    return again ? m.back_words_again({ words }) : m.back_words({ words })
  },
  segments_checked: ({ segments: { length: count }, by }) =>
    by ? m.back_checked({ count }) : m.back_unchecked({ count }),
  speaker_assigned: ({ speaker }, { room }) => {
    if (speaker) return m.back_speaker({ who: isolated(room.speakerName(speaker)) })
    return speaker === '' ? m.back_speaker_not_known() : m.back_speaker_none()
  },
}

/** The sentence, said while the state is still as it was before the event. */
export function cameBack(room: Room, { body, source }: Envelope, again: boolean): string {
  const say = SAY[body.type] as ((it: EventBody, where: Where) => string) | undefined
  return say?.(body, { room, source: source ?? '', again }) ?? (again ? m.back_again() : m.back())
}
