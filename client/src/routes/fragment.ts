/** What stands behind the # of a link is for this page alone. */
import { tick } from 'svelte'
import { goto } from '$app/navigation'

/** What came with the link, which is gone from the address bar and the history before anything else happens. */
export async function takeFragment(path: string): Promise<string> {
  const found = location.hash.slice(1)
  if (!found && !location.search) return ''
  await tick() // the router takes no addresses before its first screen is there
  await goto(path, { shallow: true, replace: true, state: {} })
  return found
}
