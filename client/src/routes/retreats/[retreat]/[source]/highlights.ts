/** The colours over the words: one registered highlight per code colour and lane (CSS Custom Highlight API). */

export const canHighlight =
  typeof CSS !== 'undefined' && 'highlights' in CSS && typeof Highlight === 'function'

/** Colours 1 to 12 are codes; 0 is a comment, in pencil grey. */
const COLOURS = [...Array(13).keys()]
/** More tints than three over the same words cannot be told apart: then the margin counts. */
export const LANES = 3

const STYLES = ['dotted', 'solid', 'dashed']
const OFFSETS = { 1: 'var(--lane-1)', 2: 'var(--lane-2)', 3: 'var(--lane-3)' }
type Lane = keyof typeof OFFSETS

const line = (colour: number) => (colour ? `var(--code-${colour})` : 'var(--line-strong)')
const tint = (colour: number) => (colour ? `var(--code-${colour}-tint)` : 'var(--note-tint)')
const style = (colour: number) => (colour ? STYLES[colour % 3] : 'solid')

// WebKit draws nothing for the shorthand `text-decoration` in ::highlight, but does for the longhands.
const underline = (colour: number, lane: Lane) =>
  `text-decoration-line: underline; text-decoration-style: ${style(colour)}; ` +
  `text-decoration-thickness: var(--lane-weight); text-decoration-color: ${line(colour)}; ` +
  `text-underline-offset: ${OFFSETS[lane]};`

function rules(): string {
  const all: string[] = []
  for (const colour of COLOURS) {
    for (const lane of [1, 2, 3] as const) {
      const words = `color: var(--ink); ${underline(colour, lane)}`
      all.push(`::highlight(c${colour}-${lane}) { background-color: ${tint(colour)}; ${words} }`)
      all.push(`::highlight(waiting${colour}-${lane}) { ${words} }`)
    }
    all.push(
      `::highlight(new${colour}) { background-color: color-mix(in srgb, ${line(colour)} var(--arriving), transparent); }`,
    )
    all.push(`::highlight(open${colour}) { color: var(--ink); background-color: ${tint(colour)}; }`)
  }
  all.push(
    '::highlight(unsure) { color: var(--ink-2); text-decoration-line: underline; text-decoration-style: wavy; ' +
      'text-decoration-thickness: 1px; text-decoration-color: var(--ink-3); text-underline-offset: 4px; }',
    '::highlight(chosen) { color: var(--ink); background-color: var(--chosen); }',
    '::highlight(playing) { color: var(--on-accent); background-color: var(--accent); }',
  )
  return all.join('\n')
}

/** Which lies over which: codes, the open one, what is chosen, what plays. */
function priority(name: string): number {
  if (name === 'unsure') return 0
  if (name === 'playing') return 9
  if (name === 'chosen') return 6
  return /^(open|new)/.test(name) ? 4 : Number(name.at(-1))
}

let sheet: CSSStyleSheet | null = null

/** Put the rules in force. An adopted sheet, since the content policy allows no inline style. */
export function adopt() {
  if (!canHighlight || sheet) return
  sheet = new CSSStyleSheet()
  sheet.replaceSync(rules())
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
}

/** Paint these ranges under their names, and nothing else of the family that is named. */
export function paint(ranges: Map<string, StaticRange[]>, family: RegExp) {
  if (!canHighlight) return
  for (const name of [...CSS.highlights.keys()]) {
    if (family.test(name) && !ranges.has(name)) CSS.highlights.delete(name)
  }
  for (const [name, painted] of ranges) {
    const highlight = new Highlight(...painted)
    highlight.priority = priority(name)
    CSS.highlights.set(name, highlight)
  }
}

export function unpaint() {
  if (canHighlight) CSS.highlights.clear()
}
