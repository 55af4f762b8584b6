/** Why somebody came back from their provider without being signed in: the address carries the kind alone. */
import { m } from '#lib/paraglide/messages.js'

const WORDS: Record<string, () => string> = {
  provider_refused: m.sign_in_provider_refused,
  come_back_late: m.sign_in_provider_late,
  email_not_verified: m.sign_in_provider_email,
  no_account: m.sign_in_provider_no_account,
  no_programme: m.sign_in_provider_no_programme,
  other_account: m.sign_in_provider_other,
}

export const providerRefusal = (kind: string): string => (WORDS[kind] ?? m.sign_in_provider_failed)()
