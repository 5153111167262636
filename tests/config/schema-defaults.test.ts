import * as assert from 'uvu/assert'
import { catalogues } from '../../src/app/catalogues.js'
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/base/json.js'
import { readConfig } from '../../src/config/read.js'
import { relPath } from '../../src/domain/path.js'
import type { EngineSettings } from '../../src/domain/project.js'
import { readSettings as readLlamaCpp } from '../../src/engines/llama-cpp/settings.js'
import { readSettings as readOllama } from '../../src/engines/ollama/settings.js'
import { readSettings as readOpenAi } from '../../src/engines/openai/settings.js'
import { spec } from '../support/spec.js'
import { type SchemaKey, schemaKeys } from './schema-keys.js'

const groups = { a: { files: 'q.jsonl' } }
const variants = { simple: 'Merge {{ q1 }} {{ q2 }}' }
const base = { version: 1, groups }

/** A config with some keys of a mapping, wherever that stands. */
const places: Readonly<Record<string, (keys: JsonObject) => JsonObject>> = {
  '': (keys) => ({ ...base, ...keys }),
  sampling: (sampling) => ({ ...base, variants, sampling }),
  retry: (retry) => ({ ...base, variants, retry }),
  checks: (checks) => ({ ...base, variants, checks }),
  output: (output) => ({ ...base, groups: { a: { source: 's' } }, sources: { s: { files: 's.jsonl' } }, output }),
  preview: (preview) => ({ ...base, preview }),
  pairs: (keys) => ({ ...base, pairs: { sample: 5, ...keys } }),
  'sources.*.faker': (faker) => ({ ...base, sources: { s: { faker } } }),
  'groups.*': (keys) => ({ ...base, groups: { a: { files: 'q.jsonl', ...keys } } }),
  '#variant': (keys) => ({ ...base, variants: { simple: { prompt: variants.simple, ...keys }, other: '{{ q1 }}' } }),
}

const readers: Readonly<Record<string, (settings: EngineSettings) => object>> = {
  'engine.ollama': readOllama,
  'engine.openai': readOpenAi,
  'engine.llama-cpp': readLlamaCpp,
}

/** All that a build is made of. */
async function meaningOf(config: JsonObject): Promise<string> {
  const { project } = await readConfig({
    text: JSON.stringify(config),
    path: relPath('fusion.config.yaml'),
    overrides: {},
    catalogues,
    readFile: async () => undefined,
  })
  return JSON.stringify(project, (key, value: unknown) => (key === 'place' ? undefined : value))
}

async function meaningWith(parent: string, keys: JsonObject): Promise<string> {
  const reader = readers[parent]
  if (reader !== undefined) return JSON.stringify(reader({ kind: parent.slice('engine.'.length), ...keys }))
  const place = places[parent]
  if (place === undefined) throw new Error(`no config to try the keys of ${parent} in`)
  return meaningOf(place(keys))
}

/** Another value that the key takes. */
function otherThan(value: JsonValue, { path, schema }: SchemaKey): JsonValue {
  const special: Readonly<Record<string, JsonValue>> = {
    engine: 'rules',
    pairs: { sample: 3 },
    'sources.*.faker.locale': 'fr',
  }
  const choices = schema['enum'] as readonly JsonValue[] | undefined
  if (special[path] !== undefined) return special[path]
  if (choices !== undefined) return choices.find((one) => one !== value) ?? value
  if (path.endsWith('.concurrency')) return 3
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + 1 <= Number(schema['maximum'] ?? Infinity) ? value + 1 : value - 0.5
  if (typeof value === 'string') return `x${value}`
  return isJsonObject(value) ? { ...value, question: 'x{{ text }}' } : ['!']
}

spec('a default that the schema tells', (it) => {
  const keys = schemaKeys().filter(({ schema }) => schema['default'] !== undefined)

  it('is there for most keys', () => assert.ok(keys.length >= 50, String(keys.length)))

  for (const key of keys) {
    it(`is what holds without the key: ${key.path}`, async () => {
      const { path, schema } = key
      const byDefault = schema['default'] as JsonValue
      const parent = path.split('.').slice(0, -1).join('.')
      const name = path.split('.').at(-1) ?? ''
      const without = await meaningWith(parent, {})
      assert.is(await meaningWith(parent, { [name]: byDefault }), without)
      assert.is.not(
        await meaningWith(parent, { [name]: otherThan(byDefault, key) }),
        without,
        'another value means another thing',
      )
    })
  }
})
