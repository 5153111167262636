import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { type JsonObject, type JsonValue, textOf } from '../../src/base/json.js'
import { forEditors } from '../../src/config/schema/for-editors.js'
import { inYaml } from '../../src/config/schema/in-yaml.js'
import { spec } from '../support/spec.js'
import { namelessSchemas, schema, schemaKeys } from './schema-keys.js'

interface Tables {
  withTables(text: string, schema: JsonObject): string
  pathsOf(schema: JsonObject): readonly string[]
  anchorOf(path: string): string
}

const shipped = readFileSync('schemas/fusion.config.schema.json', 'utf8')
const reference = readFileSync('docs/config.md', 'utf8')
const tables = (await import(new URL('../../../schemas/tables.mjs', import.meta.url).href)) as Tables
const ajv = new Ajv({ strict: false })

/** Whether a key takes a value, be its schema a part of the whole. */
const takes = (one: JsonObject, value: JsonValue): boolean =>
  ajv.validate({ ...one, definitions: schema['definitions'] } as object, value)

const valuesSaid = schemaKeys().flatMap(({ path, schema: one }) => [
  ...(one['default'] === undefined ? [] : [{ path, one, value: one['default'] }]),
  ...((one['examples'] ?? []) as readonly JsonValue[]).map((value) => ({ path, one, value })),
])

spec('the schema of a config', (it) => {
  it('describes every key in whole sentences', () => {
    const told = [...schemaKeys(), ...namelessSchemas()].filter(
      ({ schema: one }) => one['$ref'] === undefined || one['description'] !== undefined,
    )
    assert.ok(told.length > 100)
    const bad = told.filter(({ schema: one }) => !/^[A-Z0-9`].*[.?"`…)]$/s.test(textOf(one['description'])))
    assert.equal(
      bad.map(({ path }) => path),
      [],
    )
    assert.equal(
      told.filter(({ schema: one }) => textOf(one['description']).length > 260).map(({ path }) => path),
      [],
      'too long to be read in a hover',
    )
  })

  it('says of every key that may be left out what holds then', () => {
    const silent = schemaKeys().filter(({ path, schema: one, isRequired }) => {
      const isKnown = one['default'] !== undefined || one['leftOut'] !== undefined || one['$ref'] !== undefined
      const isToldByItsKeys = one['type'] === 'object' && one['properties'] !== undefined
      // of a definition its own word holds for all that is in it
      return (
        !isKnown &&
        !isToldByItsKeys &&
        !isRequired &&
        one['const'] === undefined &&
        !(path.startsWith('#') && !path.startsWith('#variant.'))
      )
    })
    assert.equal(
      silent.map(({ path }) => path),
      [],
    )
  })

  it('shows how a value looks, where its kind does not tell', () => {
    const open = schemaKeys().filter(({ path, schema: one }) => {
      const types = new Set([one['type']].flat())
      const hasForm = types.has('string') || types.has('array')
      const isShown = ['default', 'examples', 'enum', 'defaultSnippets', 'const'].some(
        (keyword) => one[keyword] !== undefined,
      )
      return hasForm && !isShown && !/(?:\.source|\.text|variants)$/.test(path)
    })
    assert.equal(
      open.map(({ path }) => path),
      [],
    )
  })

  it('explains each word of a closed set', () => {
    const sets = schemaKeys().filter(({ schema: one }) => one['enum'] !== undefined)
    // the formats of models are known by their names
    const mute = sets.filter(({ path, schema: one }) => {
      const words = (one['enumDescriptions'] ?? []) as readonly string[]
      return !path.endsWith('chat_wrapper') && words.length !== (one['enum'] as readonly string[]).length
    })
    assert.equal(
      mute.map(({ path }) => path),
      [],
    )
    assert.ok(sets.length >= 4)
  })

  it('takes its own defaults and examples', () => {
    assert.ok(valuesSaid.length > 60)
    for (const { path, one, value } of valuesSaid) assert.ok(takes(one, value), `${path}: ${JSON.stringify(value)}`)
    assert.not(takes({ type: 'integer', minimum: 1 }, 0), 'or nothing would be tried here')
  })

  it('shows values as a config has them', () => {
    for (const { path, value } of valuesSaid) {
      assert.equal(parse(inYaml(value)), value, path)
      assert.equal(parse(`[${inYaml(value)}]`), [value], `${path}, inside of brackets`)
    }
  })

  it('is draft-07 without a word of ours, and current: `npm run schemas` writes it', () => {
    assert.ok(ajv.validateSchema(JSON.parse(shipped) as object))
    assert.not.match(shipped, /"(?:takes|leftOut)":/)
    assert.equal(JSON.parse(shipped), JSON.parse(JSON.stringify(forEditors(schema))))
  })
})

spec('docs/config.md', (it) => {
  it('has the tables that the schema makes: `npm run schemas` writes them', () => {
    assert.is(tables.withTables(reference, schema), reference)
    const emptied = reference.replace(/(<!-- keys of retry -->\n)[^]*?(?=<!-- end -->)/, '$1')
    assert.is(tables.withTables(emptied, schema), reference, 'an old table is written anew')
  })

  it('tells of every key once', () => {
    const anchors = [...reference.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)
    const wanted = tables
      .pathsOf(schema)
      .filter((path) => !path.endsWith('.kind'))
      .map(tables.anchorOf)
    assert.ok(wanted.length > 100)
    assert.equal(anchors.toSorted(), [...new Set(wanted)].sort())
  })

  it('links only to what is there', () => {
    const ids = new Set([...reference.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id))
    const links = [...reference.matchAll(/\]\(#([^)]+)\)/g)].map(([, id = '']) => id)
    assert.ok(links.length > 100)
    assert.equal(
      links.filter((id) => !ids.has(id)),
      [],
    )
  })
})
