import * as assert from 'uvu/assert'
import { renderDiagnostics } from '../../src/messages/render.js'
import { spec } from '../support/spec.js'
import { badConfigs } from './bad-configs.js'
import { configPath, mistakesOf, position, positionsOf } from './reading.js'

const wordsOfSchemas =
  /\b(?:must|invalid|unexpected|schema|expected)\b|failed to|additional propert|instancePath|\[object|undefined|NaN/i

spec('a config with a mistake', (it) => {
  for (const { wrong, config, says, reading } of badConfigs) {
    it(`says where it stands: ${wrong}`, async () => {
      assert.equal(await positionsOf(config, reading), says)
    })
  }

  it('is told of in words of its own, with what to do', async () => {
    for (const { wrong, config, reading } of badConfigs) {
      const mistakes = await mistakesOf(config, reading)
      assert.ok(mistakes.length > 0, wrong)
      for (const { code, message, hint } of mistakes) {
        assert.not.match(`${message} ${hint ?? ''}`, wordsOfSchemas)
        assert.match(code, /^[a-z]+(?:-[a-z]+)*$/)
        assert.match(message, /^[A-Z"`].*\.$/s, message)
        if (code !== 'wrong-value') assert.ok(hint, `${code} has no hint`)
      }
      assert.not.match(renderDiagnostics(mistakes, { color: false }), wordsOfSchemas)
    }
  })

  it('is shown in its own line', async () => {
    for (const { config, reading } of badConfigs) {
      const files: Readonly<Record<string, string>> = { [configPath]: config, ...reading?.files }
      for (const { code, place } of await mistakesOf(config, reading)) {
        if (place?.line === undefined) continue
        const line = files[place.path]?.split('\n')[place.line - 1]?.replace(/\r$/, '')
        assert.is(place.lineText, line, code)
        assert.ok((place.column ?? 0) >= 1 && (place.column ?? 0) <= (line ?? '').length + 1, code)
        assert.ok((place.length ?? 0) >= 1, code)
      }
    }
  })

  it('is told of all at once, in the order of the file', async () => {
    const mistakes = await mistakesOf('version: 1\ngroups: {}\nunique: x\nmodl: a\ngpu: no\n')
    assert.equal(mistakes.map(position), ['no-groups 2:1', 'wrong-value 3:9', 'unknown-key 4:1', 'wrong-value 5:6'])
  })

  it('keeps its lines under a byte order mark and CRLF', async () => {
    const config = '\uFEFFversion: 1\r\nmodl: x\r\ngroups: { a: { files: a.jsonl } }\r\n'
    const [mistake] = await mistakesOf(config)
    assert.equal(mistake?.place, { path: configPath, line: 2, column: 1, length: 4, lineText: 'modl: x' })
  })

  it('does not make a second mistake of what reads it', async () => {
    const simple =
      'version: 1\ngroups: { a: { files: a.jsonl } }\nvariants:\n  simple: 5\n  fluid: "Say {{ simple }}"\n'
    assert.equal(await positionsOf(simple), ['wrong-value 4:11'])
    const source = 'version: 1\nsources: { s: { faker: 3 } }\ngroups: { a: { source: s } }\n'
    assert.equal(await positionsOf(source), ['wrong-value 2:24'])
  })

  it('says of a value with several shapes what is wrong inside of the one that was meant', async () => {
    const hosts =
      'version: 1\ngroups: { a: { files: a.jsonl } }\nengine:\n  kind: ollama\n  hosts: [3, { url: "http://x", concurrent: 2 }]\n'
    const [number, key, ...rest] = await mistakesOf(hosts)
    assert.equal(rest, [])
    assert.match(number?.message ?? '', '"hosts" takes an address, or { url, concurrency }, not 3')
    assert.is(key?.message, '"concurrent" is not a key of an entry of "hosts".')
  })

  it("asks Faker about each field, and shows the field's place", async () => {
    const config = `version: 1
sources:
  r:
    faker: { fields: { name: person.fullName, town: nowhere.town } }
    question: "Who is {{ name }} ?"
    answer: "{{ town }}"
groups: { a: { source: r } }
`
    const asked: string[] = []
    const positions = await positionsOf(config, {
      checkGenerator: async ({ fields, place }) => {
        asked.push(fields.map(({ name }) => name).join())
        return fields.some(({ name }) => name === 'town')
          ? [{ code: 'faker-method-unknown', severity: 'error', message: 'No.', place }]
          : []
      },
    })
    assert.equal(asked, ['', 'name', 'town'])
    assert.equal(positions, ['faker-method-unknown 4:53'])
  })
})
