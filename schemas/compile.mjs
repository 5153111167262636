/**
 * Composes the config's JSON Schema from the catalogues, and compiles it to code: reading a config loads no schema compiler.
 *
 *   node schemas/compile.mjs            dist/src/config/validate-config.js
 *   node schemas/compile.mjs --write    and, for people: schemas/fusion.config.schema.json, the tables of docs/config.md
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import { catalogues } from '../dist/src/app/catalogues.js'
import { composeSchema } from '../dist/src/config/schema/compose-schema.js'
import { forEditors } from '../dist/src/config/schema/for-editors.js'
import { forValidation } from '../dist/src/config/schema/for-validation.js'
import { withTables } from './tables.mjs'

const schema = composeSchema(catalogues)
const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, code: { source: true, esm: true, lines: false } })
const code = standalone.default(ajv, ajv.compile(forValidation(schema)))

// ajv's ES modules still say require(...) for the few helpers that they share
const needsRequire = code.includes('require(')
const head = needsRequire
  ? "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)\n"
  : ''
write(new URL('../dist/src/config/validate-config.js', import.meta.url), head + code)
if (process.argv.includes('--write')) {
  write(new URL('fusion.config.schema.json', import.meta.url), `${JSON.stringify(forEditors(schema), null, 2)}\n`)
  const reference = new URL('../docs/config.md', import.meta.url)
  write(reference, withTables(read(reference), schema))
}

function write(url, text) {
  if (read(url) !== text) writeFileSync(url, text)
}

function read(url) {
  try {
    return readFileSync(url, 'utf8')
  } catch {
    return undefined
  }
}
