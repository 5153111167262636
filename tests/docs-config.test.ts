import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { spec } from './support/spec.js'

spec('docs/config.md', (it) => {
  it('names every key of the config', () => {
    const text = readFileSync('docs/config.md', 'utf8')
    const schema = JSON.parse(readFileSync('schemas/fusion.config.schema.json', 'utf8')) as unknown
    assert.equal(
      keysOf(schema).filter((key) => !new RegExp(`(?:\`|[{,] |^ *)${key}(?:\`|:|,)`, 'm').test(text)),
      [],
    )
  })
})

/** The names of all properties that the schema has anywhere. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : []
  return [...new Set([...own, ...Object.values(schema).flatMap(keysOf)])]
}
