/** Turns the JSON schema on standard input into src/lib/live/protocol.ts; with --check, only compares. */
import { readFile, writeFile } from 'node:fs/promises'
import { stdin } from 'node:process'
import { text } from 'node:stream/consumers'
import { compile } from 'json-schema-to-typescript'

const TARGET = new URL('../src/lib/live/protocol.ts', import.meta.url)
const BANNER =
  '/** Every shape that travels, made from `python -m server.live.schema` by `npm run protocol`. */'

// Unions have no name of their own in the schema; these do in the client.
const NAMED = {
  command: 'Command',
  event: 'EventBody',
  from_client: 'FromClient',
  from_server: 'FromServer',
  role: 'Role',
}

/** The same schema in the older words that the compiler reads, without titles of fields (each would be a type). */
function plain(schema) {
  if (Array.isArray(schema)) return schema.map(plain)
  if (schema === null || typeof schema !== 'object') return schema
  const { title, prefixItems, patternProperties, discriminator, oneOf, ...rest } = schema
  const kept = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, plain(value)]))
  if (title !== undefined && typeof title !== 'string') kept.title = plain(title)
  if (prefixItems) return { ...kept, items: plain(prefixItems) }
  if (patternProperties) return { ...kept, additionalProperties: plain(Object.values(patternProperties)[0]) }
  return oneOf ? { ...kept, anyOf: plain(oneOf) } : kept
}

/** Every place where one of the named unions stands is made a reference to it. */
function refer(schema, names) {
  if (Array.isArray(schema)) return schema.map((item) => refer(item, names))
  if (schema === null || typeof schema !== 'object') return schema
  const name = names.get(JSON.stringify(schema))
  if (name) return { $ref: `#/$defs/${name}` }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, refer(value, names)]))
}

function withNamedUnions(schema) {
  const unions = Object.entries(NAMED).map(([property, name]) => [name, schema.properties[property]])
  const names = new Map(unions.map(([name, union]) => [JSON.stringify(union), name]))
  const referring = refer(schema, names)
  return { ...referring, $defs: { ...referring.$defs, ...Object.fromEntries(unions) } }
}

/** Who may do what, by command or route. */
function table(who) {
  const rows = Object.entries(who).map(
    ([name, columns]) => `  ${name}: [${columns.map((it) => `'${it}'`).join(', ')}],`,
  )
  return `\nexport const WHO = {\n${rows.join('\n')}\n} as const\n`
}

/** What of it can be done in an archived retreat too. */
const stillHeard = (names) =>
  `\nexport const STILL_HEARD = [\n${names.map((it) => `  '${it}',\n`).join('')}] as const\n`

async function made() {
  const { who, still_heard, ...shapes } = JSON.parse(await text(stdin))
  const schema = withNamedUnions(plain(shapes))
  const typescript = await compile(schema, 'Protocol', {
    bannerComment: BANNER,
    additionalProperties: false,
    style: { semi: false, singleQuote: true, printWidth: 110 },
  })
  const types = typescript
    .replaceAll(/ \*\n \* This (?:interface|type) was referenced by [^/]*\*\//g, ' */')
    .replaceAll(/\/\*\*\n \* This (?:interface|type) was referenced by [^/]*\*\/\n/g, '')
  return types + table(who) + stillHeard(still_heard)
}

if (process.argv.includes('--check')) {
  if ((await readFile(TARGET, 'utf8').catch(() => '')) !== (await made())) {
    console.error('protocol.ts is stale: run `npm run protocol`.')
    process.exit(1)
  }
} else {
  await writeFile(TARGET, await made())
}
