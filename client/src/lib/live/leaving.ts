/** Signing out, the same from every screen: whoever uses this device next finds no way in as this person. */
import { forgetMe } from '../kept/who'
import { Refusal, signOut } from './api'
import { forgetReceipt, type Whose } from './receipt'

/** What they read here goes; what they wrote and was not sent waits for them. Whether nothing is left of their receipt
 * here. Throws Refusal or NoConnection: then nobody signed out, and nothing was deleted. */
export async function leave(whose: Whose): Promise<boolean> {
  await signOut().catch((error) => {
    // Signed out elsewhere in the meantime: they want to leave all the same.
    if (!(error instanceof Refusal && error.status === 401)) throw error
  })
  await forgetMe()
  return forgetReceipt(whose).then(
    () => true,
    () => false,
  )
}
