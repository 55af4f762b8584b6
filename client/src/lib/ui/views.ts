/** The words for how people see a mark. */
import { m } from '#lib/paraglide/messages.js'

export const VIEW_WORDS = { agree: m.stance_agree, differ: m.stance_differ, unsure: m.stance_unsure }
