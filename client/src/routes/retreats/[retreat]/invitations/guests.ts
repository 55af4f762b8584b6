/** As what guests come in. */
import type { Invitation } from '#lib/live/protocol.ts'
import { m } from '#lib/paraglide/messages.js'

export type GuestRole = Invitation['role']

export const GUESTS: readonly (readonly [GuestRole, () => string])[] = [
  ['partner', m.guest_partner],
  ['observer', m.guest_observer],
]
