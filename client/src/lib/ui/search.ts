/** Finding people and things by what is written there: text is text, whatever signs are in it. */

/** The same for what readers take for the same: case, accents, the kinds of apostrophes, dashes and spaces. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .replace(/[\u2018\u2019\u201b\u02bc\u02b9\u2032`\u00b4]/g, "'")
    .replace(/[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Whether every word of the query is in one of these texts, as a part of it. */
export function finds(query: string, texts: readonly (string | null | undefined)[]): boolean {
  const all = folded(texts.filter(Boolean).join('\n'))
  return folded(query)
    .split(' ')
    .every((word) => all.includes(word))
}
