/**
 * Composes the config's JSON Schema from the catalogues, and compiles it to code: reading a config loads no schema compiler.
 *
 *   node schemas/compile.mjs            dist/src/config/validate-config.js
 *   node schemas/compile.mjs --write    and schemas/fusion.config.schema.json, for editors
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import { checkCatalogue } from '../dist/src/checks/index.js'
import { composeSchema } from '../dist/src/config/compose-schema.js'
import { engineKinds } from '../dist/src/engines/index.js'

const schema = composeSchema({ engines: engineKinds, checks: checkCatalogue })
const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, code: { source: true, esm: true, lines: false } })
const code = standalone.default(ajv, ajv.compile(schema))

// ajv's ES modules still say require(...) for the few helpers that they share
const needsRequire = code.includes('require(')
const head = needsRequire
  ? "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)\n"
  : ''
write(new URL('../dist/src/config/validate-config.js', import.meta.url), head + code)
if (process.argv.includes('--write')) {
  write(new URL('fusion.config.schema.json', import.meta.url), `${JSON.stringify(schema, null, 2)}\n`)
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
