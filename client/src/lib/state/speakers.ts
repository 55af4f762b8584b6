/** Who says which segments: what of it is on its way, and how long each speaks. */
import type { AssignSpeaker, SegmentText } from '../live/protocol'

/** The same segments with who speaks as these commands, in their order, will have it; those that stay are the same
 * objects, and where all stay, so is the list. */
export function spokenAs(
  segments: readonly SegmentText[],
  commands: readonly AssignSpeaker[],
): readonly SegmentText[] {
  if (commands.length === 0) return segments
  const said = new Map<string, string>()
  for (const it of commands) for (const id of it.segments) said.set(id, it.speaker)
  const differs = (it: SegmentText) => said.has(it.id) && said.get(it.id) !== it.speaker
  if (!segments.some(differs)) return segments
  return segments.map((it) => (differs(it) ? { ...it, speaker: said.get(it.id) ?? null } : it))
}

/** Seconds for which each speaks; `voice` tells who a speaker counts as. */
export function secondsOf(
  segments: readonly SegmentText[],
  voice: (speaker: string) => string,
): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>()
  for (const { speaker, start, end } of segments) {
    if (!speaker || start === null || end === null) continue
    const who = voice(speaker)
    seconds.set(who, (seconds.get(who) ?? 0) + end - start)
  }
  return seconds
}
