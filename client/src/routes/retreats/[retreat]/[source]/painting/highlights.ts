/** The colours over the words: one registered highlight per code colour and lane (CSS Custom Highlight API). */

export const canHighlight =
  typeof CSS !== 'undefined' && 'highlights' in CSS && typeof Highlight === 'function'

/** More tints than three over the same words cannot be told apart: then the margin counts. */
export const LANES = 3

const STYLES = ['dotted', 'solid', 'dashed']
const OFFSETS = { 1: 'var(--lane-1)', 2: 'var(--lane-2)', 3: 'var(--lane-3)' }
type Lane = keyof typeof OFFSETS

/** Colours 1 to 12 are codes; 0 is a comment, in pencil grey. */
const line = (colour: number) => (colour ? `var(--code-${colour})` : 'var(--line-strong)')
const tint = (colour: number) => (colour ? `var(--code-${colour}-tint)` : 'var(--note-tint)')
const style = (colour: number) => (colour ? STYLES[colour % 3] : 'solid')

// WebKit draws nothing for the shorthand `text-decoration` in ::highlight, but does for the longhands.
const underline = (colour: number, lane: Lane) =>
  `text-decoration-line: underline; text-decoration-style: ${style(colour)}; ` +
  `text-decoration-thickness: var(--lane-weight); text-decoration-color: ${line(colour)}; ` +
  `text-underline-offset: ${OFFSETS[lane]};`

// Those that are one of their kind.
const ALONE: Record<string, string> = {
  unsure:
    'color: var(--ink-2); text-decoration-line: underline; text-decoration-style: wavy; ' +
    'text-decoration-thickness: 1px; text-decoration-color: var(--ink-3); text-underline-offset: 4px;',
  led: 'color: var(--ink); background-color: var(--chosen);',
  found:
    'color: var(--ink); background-color: var(--warn-soft); text-decoration-line: underline; ' +
    'text-decoration-style: double; text-decoration-color: var(--warn-ink); text-underline-offset: 2px;',
  foundnow: 'color: var(--paper); background-color: var(--warn-ink);',
  // What others have chosen: quiet, with a line above, as those below are the codes'.
  others:
    'color: var(--ink); background-color: var(--others); text-decoration-line: overline; ' +
    'text-decoration-style: solid; text-decoration-thickness: 1px; text-decoration-color: var(--ink-3);',
  chosen: 'color: var(--ink); background-color: var(--chosen);',
  playing: 'color: var(--on-accent); background-color: var(--accent);',
}

/** The look of a highlight by its name: `c7-2` is code colour 7 in the second lane. */
function lookOf(name: string): string {
  const [, kind, number, lane] = /^(c|waiting|open|new)(\d+)(?:-(\d))?$/.exec(name) ?? []
  const colour = Number(number)
  const ground = `background-color: ${tint(colour)};`
  const words = `color: var(--ink); ${underline(colour, Number(lane) as Lane)}`
  if (kind === 'c') return `${ground} ${words}`
  if (kind === 'waiting') return words
  if (kind === 'open') return `color: var(--ink); ${ground}`
  if (kind === 'new')
    return `background-color: color-mix(in srgb, ${line(colour)} var(--arriving), transparent);`
  return ALONE[name] ?? ''
}

/** Which lies over which: codes, the open one, what others have chosen, where a link led, what is found, what is
 * chosen, what plays. */
function priority(name: string): number {
  if (name === 'unsure') return 0
  if (name === 'playing') return 10
  if (name === 'chosen') return 9
  if (name === 'foundnow') return 8
  if (name === 'found') return 7
  if (name === 'led') return 6
  if (name === 'others') return 5
  return /^(open|new)/.test(name) ? 4 : Number(name.at(-1))
}

let sheet: CSSStyleSheet | null = null
// Which elements a rule must name, with `NAME` for that of the highlight.
let elements = '.words::highlight(NAME), .words span::highlight(NAME)'
const written = new Set<string>()

/** Put what is written in force. An adopted sheet, since the content policy allows no inline style. */
export function adopt() {
  if (!canHighlight || sheet) return
  sheet = new CSSStyleSheet()
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  if (isInherited(sheet)) elements = '.words::highlight(NAME)'
}

/** Whether words within others are painted as those are, as they should be. Where a rule need not name them, a browser
 * is spared most of the work of styling a text: each element for each name. */
function isInherited(sheet: CSSStyleSheet): boolean {
  const rule = sheet.insertRule('.words::highlight(asked) { color: rgb(1, 2, 3) }')
  const outer = document.createElement('p')
  outer.className = 'words'
  const inner = outer.appendChild(document.createElement('span'))
  document.body.append(outer)
  const { color } = getComputedStyle(inner, '::highlight(asked)')
  outer.remove()
  sheet.deleteRule(rule)
  return color === 'rgb(1, 2, 3)'
}

/** A rule for each name that is painted, and for words alone: every element that a rule is for works it out for each
 * name, and rules for all names and elements made a step of scrolling ten times as long. */
function write(name: string) {
  if (written.has(name)) return
  written.add(name)
  sheet?.insertRule(`${elements.replaceAll('NAME', name)} { ${lookOf(name)} }`)
}

/** Paint these ranges under their names, and nothing else of the family that is named. */
export function paint(ranges: Map<string, StaticRange[]>, family: RegExp) {
  if (!canHighlight) return
  for (const name of [...CSS.highlights.keys()]) {
    if (family.test(name) && !ranges.has(name)) CSS.highlights.delete(name)
  }
  for (const [name, painted] of ranges) {
    write(name)
    const highlight = new Highlight(...painted)
    highlight.priority = priority(name)
    CSS.highlights.set(name, highlight)
  }
}

export function unpaint() {
  if (canHighlight) CSS.highlights.clear()
}
