/** Edits: how one text became another, word by word, as in server/domain/edits.py. Offsets are code points. */
import { diffArrays } from 'diff'
import type { Step } from '../live/protocol'

/** What stayed, what went and what came, in the order in which it is read. */
export interface Part {
  kind: 'same' | 'gone' | 'new'
  text: string
}

// Words that differ in more places than these count as replaced altogether.
const MOST = 1_500
const IN_WORDS = "'’-\u2010\u2011"
const JOINER = '\u200d'

/** The text in pieces: runs of white space, words, and single signs, each with the marks that belong to it. */
export function tokens(text: string): string[] {
  const pieces: string[] = []
  let kind = ''
  for (const character of text) {
    const now = kindOf(character)
    const last = pieces.at(-1)
    if (last !== undefined && (now === 'mark' || last.endsWith(JOINER) || (now === kind && now !== 'sign')))
      pieces[pieces.length - 1] = last + character
    else {
      pieces.push(character)
      kind = now === 'mark' ? 'word' : now
    }
  }
  return pieces
}

function kindOf(character: string): string {
  if (/^[\p{M}\p{Cf}\p{Sk}]/u.test(character)) return 'mark'
  if (/^\s/u.test(character)) return 'space'
  return /^\p{P}/u.test(character) && !IN_WORDS.includes(character) ? 'sign' : 'word'
}

/** How `before` became `after`; what went stands before what came in its place. */
export function parts(before: string, after: string): Part[] {
  const changes = diffArrays(tokens(before), tokens(after), { maxEditLength: MOST })
  if (!changes) return [part('gone', before), part('new', after)]
  return changes.map(({ added, removed, value }) =>
    part(added ? 'new' : removed ? 'gone' : 'same', value.join('')),
  )
}

const part = (kind: Part['kind'], text: string): Part => ({ kind, text })

/** The edits that make `after` of `before`, in order: from, to, and how much came in their place. */
export function edits(before: string, after: string): Step['edits'] {
  const found: Step['edits'] = []
  let at = 0
  let open = false
  for (const { kind, text } of parts(before, after)) {
    const length = [...text].length
    if (kind === 'same') {
      open = false
      at += length
      continue
    }
    if (!open) found.push([at, at, 0])
    open = true
    const edit = found.at(-1) as Step['edits'][number]
    if (kind === 'new') edit[2] += length
    else {
      at += length
      edit[1] = at
    }
  }
  return found
}
