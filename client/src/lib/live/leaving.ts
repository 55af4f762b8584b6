/** Signing out, the same from every screen: whoever uses this device next finds no way in as this person. */
import { Refusal, signOut } from './api'
import { forgetReceipt, type Whose } from './receipt'

/** Whether nothing is left of their receipt here. Throws Refusal or NoConnection: then nobody signed out, and nothing
 * was deleted. */
export async function leave(whose: Whose): Promise<boolean> {
  await signOut().catch((error) => {
    // Signed out elsewhere in the meantime: they want to leave all the same.
    if (!(error instanceof Refusal && error.status === 401)) throw error
  })
  return forgetReceipt(whose).then(
    () => true,
    () => false,
  )
}
