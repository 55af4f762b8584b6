/** What still stands of what is on its way: an undo that waits takes back what it can only mean, the last of one's own
 * steps before it. Which step an undo means that none waits before, the server says. */
import type { Command } from '../live/protocol'
import type { OnItsWay } from './view.svelte'

/** Whether a mark or a segment that is known lies in this source. */
type LiesIn = (thing: string, source: string) => boolean

const CODEBOOK: ReadonlySet<Command['type']> = new Set([
  'create_code',
  'change_code',
  'merge_code',
  'unmerge_code',
  'retire_code',
  'bring_back_code',
])

/** Everything, without what will have been undone. */
export function standing(all: readonly OnItsWay[], liesIn: LiesIn): readonly OnItsWay[] {
  if (!all.some(({ command }) => command.type === 'undo')) return all
  const gone = new Set<Command>()
  // How many of the undos in a place mean steps that are not here.
  const beyond = new Map<string | null, number>()
  for (const [n, { command }] of all.entries()) {
    if (command.type !== 'undo' && command.type !== 'redo') continue
    const place = command.source ?? null
    const before = all.slice(0, n).map((it) => it.command)
    const steps = before.filter((it) => isStep(it, place, before, liesIn))
    const far = beyond.get(place) ?? 0
    if (command.type === 'undo') {
      const last = steps.findLast((it) => !gone.has(it))
      // A code stays for the marks that have it.
      if (last && last.type !== 'create_code') gone.add(last)
      else beyond.set(place, far + 1)
    } else if (far) beyond.set(place, far - 1)
    else bringBack(steps, gone)
  }
  return all.filter(({ command }) => !gone.has(command))
}

/** A redo brings back the step that was undone last, if nothing else was done since: then it follows those that stand. */
function bringBack(steps: readonly Command[], gone: Set<Command>): void {
  const after = steps.findLastIndex((it) => !gone.has(it)) + 1
  const [undone] = steps.slice(after)
  if (undone) gone.delete(undone)
}

/** Whether this is a step of one's own in this source, or in the codebook, which an undo there takes back. */
function isStep(it: Command, source: string | null, before: readonly Command[], liesIn: LiesIn): boolean {
  if (source === null) return CODEBOOK.has(it.type)
  const made = (thing: string) =>
    before.some((one) => makes(one, thing) && isStep(one, source, before, liesIn)) || liesIn(thing, source)
  switch (it.type) {
    case 'annotate':
    case 'place_annotation':
      return it.passage.source === source
    case 'remove_annotation':
    case 'reply':
    case 'take_stance':
    case 'drop_stance':
      return made(it.annotation)
    case 'correct':
    case 'check_segments':
    case 'assign_speaker':
      return it.source === source
    case 'split_segment':
    case 'join_segments':
      return made(it.segment)
    default:
      return false
  }
}

const makes = (it: Command, thing: string): boolean =>
  (it.type === 'annotate' && it.annotation === thing) || (it.type === 'split_segment' && it.into === thing)
