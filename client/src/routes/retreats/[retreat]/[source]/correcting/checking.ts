/** Words that were compared with the sound: how far that is, and saying so of a turn or of all. */
import type { CheckSegments, SegmentText } from '#lib/live/protocol.ts'
import type { Reader } from '../reader.svelte.ts'

// As many segments as one command may name.
const AT_ONCE = 2_000

interface Checked {
  /** Of the words, from 0 to 1. */
  share: number
  /** Who checked some of it, each once. */
  by: string[]
  /** What is not checked yet. */
  left: readonly SegmentText[]
}

export function checkedOf(segments: readonly SegmentText[], person: (member: string) => string): Checked {
  const length = (all: readonly SegmentText[]) => all.reduce((sum, it) => sum + it.text.length + 1, 0)
  const done = segments.filter((it) => it.checked_by)
  const by = new Set(done.map((it) => person(it.checked_by ?? '')))
  return {
    share: segments.length ? length(done) / length(segments) : 0,
    by: [...by],
    left: segments.filter((it) => !it.checked_by),
  }
}

/** For as long as the component lives that calls this. */
export function checking({ room, source }: Reader) {
  return {
    get may(): boolean {
      return room.now.sources.get(source)?.kind === 'transcript' && room.may('check_segments')
    },
    /** These words were checked, or are to be looked at again. */
    set(segments: readonly SegmentText[], checked: boolean) {
      const ids = segments.map((it) => it.id)
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        const some = ids.slice(at, at + AT_ONCE) as CheckSegments['segments']
        room.live.send({ type: 'check_segments', source, segments: some, checked })
      }
    },
  }
}
