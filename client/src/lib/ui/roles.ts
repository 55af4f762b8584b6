/** What the roles of a retreat are called. */
import type { Role } from '#lib/live/protocol.ts'
import { m } from '#lib/paraglide/messages.js'

const NAMES: Record<Role, () => string> = {
  facilitator: m.role_facilitator,
  researcher: m.role_researcher,
  partner: m.role_partner,
  observer: m.role_observer,
}

export const ROLES = Object.keys(NAMES) as Role[]

export const roleName = (role: Role) => NAMES[role]()
