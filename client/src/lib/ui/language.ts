/** The language that people's names, numbers and days are written and sorted in; `app.html` says it to browsers. */
export const LANGUAGE = 'en-GB'

/** As people look for names and titles: “Table 10” comes after “Table 9”. */
export const byName = new Intl.Collator(LANGUAGE, { numeric: true })
