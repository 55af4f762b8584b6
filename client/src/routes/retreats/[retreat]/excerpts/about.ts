/** What is known of an excerpt, as a form holds it: nothing is an empty string. */
import type { Source } from '#lib/live/protocol.ts'

export interface About {
  title: string
  organisation: string
  sector: string
  setting: string
  outcome: string
  recorded_on: string
}

export const aboutOf = (it?: Source): About => ({
  title: it?.title ?? '',
  organisation: it?.organisation ?? '',
  sector: it?.sector ?? '',
  setting: it?.setting ?? '',
  outcome: it?.outcome ?? '',
  recorded_on: it?.recorded_on ?? '',
})
