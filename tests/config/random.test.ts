import * as assert from 'uvu/assert'
import fc from 'fast-check'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { configPath, mistakesOf } from './reading.js'

const keys =
  'version groups sources variants engine prompts record checks sampling files source faker fields simple fluid prompt'
const signs =
  'file <<: - --- ... : | > " \' { } [ ] , # & * ! ~ null true 1 -1 .inf 1e999 {{ q1 }} {{ {% if {% endif %} %'
const odd = [
  '{{ q1 }}', '{{ simple }}', '\n', '\n  ', '\n    ', '\t', ' ', ': ', '&a ', '*a', '__proto__', 'constructor', '\r\n', '\0', '\uD800', 'é', '💡',
] // prettier-ignore
const word = fc.constantFrom(...keys.split(' '), ...signs.split(' '), ...odd)
const junk = fc.array(word, { maxLength: 40 }).map((words) => words.join(''))
const spaced = fc.array(word, { maxLength: 40 }).map((words) => `version: 1\n${words.join(' ')}`)

/** Values of any kind in the places of a config. */
const shapes = fc
  .record(
    Object.fromEntries(
      'version engine gpu language sources groups variants record checks output prompts sampling pairs vars system'
        .split(' ')
        .map((key) => [key, fc.jsonValue({ maxDepth: 3 })]),
    ),
    { requiredKeys: [] },
  )
  .map((config) => JSON.stringify({ ...config, version: 1 }))

const names = fc.constantFrom('simple', 'fluid', 'a', 'b', 'text', 'q1', '__proto__', 'toString')
const templates = names.map((name) => `Say {{ ${name} }}`)
const graphs = fc
  .dictionary(names, fc.oneof(templates, fc.constant(false), fc.record({ prompt: templates, style: names })))
  .map((variants) => JSON.stringify({ version: 1, groups: { a: { files: 'a.jsonl', variants } }, variants }))

spec('any text at all', (it) => {
  for (const [kind, texts] of Object.entries({ junk, spaced, shapes, graphs })) {
    it(`is a config, or is told why not, with a place in it: ${kind}`, async () => {
      await fc.assert(
        fc.asyncProperty(texts, async (text) => {
          const lines = text.replace(/^\uFEFF/, '').split('\n')
          for (const { code, place } of await mistakesOf(text)) {
            assert.is(place?.path, configPath, code)
            if (place?.line === undefined) continue
            const line = lines[place.line - 1]
            assert.ok(line !== undefined, `${code}: line ${place.line} of ${lines.length}`)
            assert.ok((place.column ?? 0) <= line.length + 1, `${code}: column ${place.column}`)
          }
        }),
        { numRuns: soakRuns(60) },
      )
    })
  }

  it('may be nested as deep as it likes', async () => {
    for (const text of ['['.repeat(20_000), '[{a: '.repeat(3_000), `a: ${'- '.repeat(5_000)}x`]) {
      assert.ok((await mistakesOf(text)).length > 0)
    }
  })
})
