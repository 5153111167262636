import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cac } from 'cac'
import * as assert from 'uvu/assert'
import { catalogues } from '../src/app/catalogues.js'
import { commands } from '../src/commands/index.js'
import { readConfig } from '../src/config/read.js'
import { UserError } from '../src/domain/diagnostic.js'
import { relPath } from '../src/domain/path.js'
import { checkGenerator } from '../src/questions/check-generator.js'
import { spec } from './support/spec.js'

const docs = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'examples/README.md',
  ...readdirSync('docs').map((name) => `docs/${name}`),
]
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }))

spec('the documents', (it) => {
  for (const { path, text } of docs) {
    for (const [index, yaml] of wholeConfigs(text).entries()) {
      it(`show configs that can be read: ${path}, the ${index + 1}. one`, async () => {
        assert.equal(await mistakesIn(yaml), [])
      })
    }

    it(`link to what is there: ${path}`, () => {
      assert.equal(
        linksOf(text).filter((link) => !existsSync(join(dirname(path), link))),
        [],
      )
    })

    it(`name commands and options that there are: ${path}`, () => {
      assert.equal(
        commandLines(text).flatMap(({ verb, options }) => unknownWords(verb, options)),
        [],
      )
    })

    it(`name nobody's machine and no registry: ${path}`, () => {
      const found = text.split('\n').filter((line) => /registry\.|npmjs|\/home\/|\/Users\/|\/root\/|\/tmp\//.test(line))
      assert.equal(found, [])
    })
  }

  it('show at least one whole config in the README and in docs/config.md', () => {
    for (const path of ['README.md', 'docs/config.md']) {
      assert.ok(wholeConfigs(docs.find((doc) => doc.path === path)?.text ?? '').length > 0, path)
    }
  })

  it('name every key of the config', () => {
    const text = docs.find(({ path }) => path === 'docs/config.md')?.text ?? ''
    const schema = JSON.parse(readFileSync('schemas/fusion.config.schema.json', 'utf8')) as unknown
    assert.equal(
      keysOf(schema).filter((key) => !new RegExp(`(?:\`|[{,] |^ *)${key}(?:\`|:|,)`, 'm').test(text)),
      [],
    )
  })
})

/** A block without a version is a fragment. */
function wholeConfigs(text: string): string[] {
  const blocks = [...text.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, block = '']) => block)
  return blocks.filter((block) => /^version:/m.test(block))
}

async function mistakesIn(text: string): Promise<readonly string[]> {
  try {
    const { warnings } = await readConfig({
      text,
      path: relPath('fusion.config.yaml'),
      overrides: {},
      catalogues,
      readFile: async () => 'Ask this otherwise: {{ simple }}',
      checkGenerator,
    })
    return warnings.map(({ message }) => message)
  } catch (error) {
    if (error instanceof UserError) return error.diagnostics.map(({ message }) => message)
    throw error
  }
}

function linksOf(text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)#]*)(?:#[^)]*)?\)/g)].map(([, link = '']) => link)
  return links.filter((link) => link !== '' && !/^[a-z]+:/.test(link))
}

/** `fusionkit <verb> …` in a code span, or as a line of a code block. */
function commandLines(text: string): { verb: string; options: readonly string[] }[] {
  const lines = [...text.matchAll(/(?:`|^\$ |npx )fusionkit ([a-z]+)([^`\n]*)/gm)]
  return lines.map(([, verb = '', rest = '']) => ({ verb, options: rest.match(/(?<= )--?[a-z][a-z-]*/g) ?? [] }))
}

function unknownWords(verb: string, options: readonly string[]): readonly string[] {
  const cli = cac('fusionkit')
  for (const { define } of commands) define(cli, () => {})
  const command = cli.commands.find(({ name }) => name === verb)
  if (command === undefined) return [`fusionkit ${verb}`]
  const known = new Set([
    '--help',
    ...command.options.flatMap(({ rawName }) => rawName.match(/--?[a-z][a-z-]*/g) ?? []),
  ])
  return options.filter((option) => !known.has(option)).map((option) => `${verb} ${option}`)
}

/** The names of all properties that the schema has anywhere. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : []
  return [...new Set([...own, ...Object.values(schema).flatMap(keysOf)])]
}
