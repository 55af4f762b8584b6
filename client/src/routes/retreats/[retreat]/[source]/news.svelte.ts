/** What others do while one reads: a badge for what is out of view, and a spoken sentence now and then. */
import { m } from '#lib/paraglide/messages.js'
import { changed } from '#lib/state/made.ts'
import type { Announcer } from '#lib/ui/announcer.svelte.ts'
import type { Mark } from './marks.ts'

/** How long a mark that arrives in view is settling (ms). */
export const ARRIVING = 1200

/** A new mark, by its id, or a sentence whose words were corrected, by its own. */
export interface Item {
  id: string
  kind: 'mark' | 'words'
  segment: string
}

export const isOfMarks = (items: readonly { kind: string }[]) => items.every((it) => it.kind === 'mark')
export const isOfWords = (items: readonly { kind: string }[]) => items.every((it) => it.kind === 'words')

/** New marks, or corrected sentences, or both, counted. */
export function counted(items: readonly { kind: string }[]): string {
  const count = items.length
  if (isOfMarks(items)) return m.new_marks({ count })
  return isOfWords(items) ? m.new_words({ count }) : m.new_things({ count })
}

interface Sentence {
  kind: Item['kind'] | 'speaker'
  words: string
}

export class News {
  /** What others did, and nobody has scrolled to yet. */
  unseen: readonly Item[] = $state.raw([])
  /** New marks in view, while they fade in. */
  arriving: ReadonlySet<string> = $state.raw(new Set())

  #before: readonly Mark[] | null = null
  #waiting: Sentence[] = []

  /** `speak` puts a new mark into a sentence. */
  constructor(
    private readonly announcer: Announcer,
    private readonly speak: (mark: Mark) => string,
  ) {}

  /** Compare with what was there: `settled` is false while the source is still being fetched. */
  look(
    marks: readonly Mark[],
    mine: (author: string) => boolean,
    settled: boolean,
    inView: (mark: Mark) => boolean,
  ) {
    const { gone, came } = changed(this.#before ?? [], marks)
    const isFirst = this.#before === null
    this.#before = marks
    const [were, are] = [idsOf(gone), idsOf(came)]
    this.#leave([...were].filter((it) => !are.has(it)))
    const fresh = came.filter((it) => !were.has(it.id) && !mine(it.author))
    if (isFirst || !settled || fresh.length === 0) return
    const seen = fresh.filter(inView)
    this.#miss(
      fresh
        .filter((it) => !seen.includes(it))
        .map(({ id, passage }) => ({ id, kind: 'mark', segment: passage.start.segment })),
    )
    if (seen.length) this.#arrive(seen.map((it) => it.id))
    for (const it of fresh) this.say({ kind: 'mark', words: this.speak(it) })
  }

  /** Somebody else corrected the words of these segments, of which some are out of view. */
  corrected(words: string, outOfView: readonly string[]) {
    this.#miss(outOfView.map((segment) => ({ id: segment, kind: 'words', segment })))
    this.say({ kind: 'words', words })
  }

  /** Say it now, or with what else there is to say once it is quiet. */
  say(it: Sentence) {
    if (it.kind === 'speaker' && this.#waiting.at(-1)?.words === it.words) return
    this.#waiting.push(it)
    this.announcer.say(this.#speech)
  }

  /** These are on the screen now. */
  saw(ids: ReadonlySet<string>) {
    if (this.unseen.some((it) => ids.has(it.id))) this.unseen = this.unseen.filter((it) => !ids.has(it.id))
  }

  close() {
    this.#waiting = []
  }

  #leave(marks: readonly string[]) {
    if (marks.length) this.unseen = this.unseen.filter((it) => it.kind !== 'mark' || !marks.includes(it.id))
  }

  #miss(items: Item[]) {
    const known = new Set(items.map((it) => it.id))
    if (items.length) this.unseen = [...this.unseen.filter((it) => !known.has(it.id)), ...items]
  }

  #arrive(ids: string[]) {
    this.arriving = new Set([...this.arriving, ...ids])
    setTimeout(() => {
      this.arriving = new Set([...this.arriving].filter((id) => !ids.includes(id)))
    }, ARRIVING)
  }

  #speech = (): string => {
    const all = this.#waiting
    this.#waiting = []
    return all.length > 1 ? counted(all) : (all[0]?.words ?? '')
  }
}

const idsOf = (marks: readonly Mark[]): ReadonlySet<string> => new Set(marks.map((it) => it.id))
