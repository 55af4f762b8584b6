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
  // What was undone in a place, the last of it last; null stands for a step that is not here.
  const undone = new Map<string | null, (Command | null)[]>()
  for (const [n, { command }] of all.entries()) {
    if (command.type !== 'undo' && command.type !== 'redo') continue
    const place = command.source ?? null
    const before = all.slice(0, n).map((it) => it.command)
    const steps = before.filter((it) => isStep(it, place, before, liesIn))
    const last = steps.findLast((it) => !gone.has(it))
    const here = undone.get(place) ?? []
    undone.set(place, here)
    if (command.type === 'undo') {
      // A code stays for the marks that have it.
      const meant = last && last.type !== 'create_code' ? last : null
      if (meant) gone.add(meant)
      here.push(meant)
    } else bringBack(here.pop(), last, steps, gone)
  }
  return all.filter(({ command }) => !gone.has(command))
}

/** A redo brings back what was undone last, if nothing else was done since. */
function bringBack(
  it: Command | null | undefined,
  last: Command | undefined,
  steps: readonly Command[],
  gone: Set<Command>,
): void {
  const since = it && last ? steps.indexOf(last) > steps.indexOf(it) : false
  if (it && !since) gone.delete(it)
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
