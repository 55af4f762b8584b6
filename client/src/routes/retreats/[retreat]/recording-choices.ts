/** What can be done with a recording now, by this person: the lines of its menu. */
import { originalUrl } from '#lib/live/api.ts'
import type { Recording } from '#lib/live/protocol.ts'
import { m } from '#lib/paraglide/messages.js'
import type { Choice } from '#lib/ui/menu.ts'
import type { Right, Room } from './room.svelte.ts'

interface Open {
  sound: (it: Recording) => void
  agree: (it: Recording) => void
  change: (it: Recording) => void
  remove: (it: Recording) => void
}

/** The run that a recording's words came from to their end, if they are here whatever becomes of its sound. */
export const wordsOf = ({ state }: Room, { id }: Recording) =>
  [...state.runs.values()].find((it) => it.recording === id && it.state === 'done')

/** Whether the sound of these words can be sent; `why` says that what is there cannot be heard, or is too short. */
export const lacksSound = (here: Room, it: Recording) =>
  !it.sound || ((it.state === 'receiving' || it.why !== null) && wordsOf(here, it) !== undefined)

const isUnderWay = ({ state }: Recording) => state === 'waiting' || state === 'writing_down'
export const canRetry = ({ state }: Recording) => state === 'failed' || state === 'stopped'

export function choicesOf(here: Room, it: Recording, open: Open): Choice[] {
  const { live } = here
  const lines: [Right, boolean, Choice][] = [
    ['change_recording', true, { label: m.recording_change(), act: () => open.change(it) }],
    ['add_sound', lacksSound(here, it), { label: m.sound_add(), act: () => open.sound(it) }],
    [
      'retry_recording',
      canRetry(it),
      { label: m.try_again(), act: () => live.send({ type: 'retry_recording', recording: it.id }) },
    ],
    [
      'move_recording_to_front',
      it.state === 'waiting',
      { label: m.to_the_front(), act: () => toFront(here, it) },
    ],
    [
      'stop_recording',
      isUnderWay(it),
      { label: m.recording_stop(), act: () => live.send({ type: 'stop_recording', recording: it.id }) },
    ],
    [
      'export',
      it.sound && it.state !== 'receiving' && it.agreement !== null,
      { label: m.download_original(), href: originalUrl(it.id), download: it.filename },
    ],
    [
      'state_agreement',
      it.sound && it.agreement === null,
      { label: m.agreement_state(), act: () => open.agree(it) },
    ],
    ['delete_recording', true, { label: m.recording_delete(), act: () => open.remove(it), stop: true }],
  ]
  return lines.filter(([deed, possible]) => possible && here.may(deed)).map(([, , choice]) => choice)
}

export function toFront({ live }: Room, it: Recording) {
  live.send({ type: 'move_recording_to_front', recording: it.id })
}
