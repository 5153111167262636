/** One yaml-language-server, asked all at once: it takes a second to start, and a fifth of one to look at a text. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { catalogues } from '../../src/app/catalogues.js'
import { isJsonObject, type JsonObject, type JsonValue, textOf } from '../../src/base/json.js'
import { configText } from '../../src/config/starter/config-text.js'
import { readConfig } from '../../src/config/read.js'
import { UserError } from '../../src/domain/diagnostic.js'
import { relPath } from '../../src/domain/path.js'
import { checkGenerator } from '../../src/questions/check-generator.js'
import { wholeExample } from '../config/whole-example.js'
import { type CompletionItem, type EditorDiagnostic, startLanguageServer } from '../support/language-server.js'
import { spec } from '../support/spec.js'
import { completions, hovers, marks } from './completions.js'
import { mappings, snippetPlaces, writtenAt } from './written.js'

const schemaPath = 'schemas/fusion.config.schema.json'
const right = [
  { text: wholeExample, folder: '.' },
  ...configsOfEngines(),
  ...configsThatAreThere(),
  ...configsOfDocuments(),
  ...configsOfBeginners(),
]
const offeredAt = new Set([...completions.map(({ at }) => at), ...Object.values(snippetPlaces).flat(), ...mappings])

interface Told {
  readonly offered: ReadonlyMap<string, readonly CompletionItem[]>
  readonly shown: ReadonlyMap<string, string>
  readonly marked: ReadonlyMap<string, readonly EditorDiagnostic[]>
  readonly unjustly: readonly { readonly text: string | undefined; readonly found: readonly EditorDiagnostic[] }[]
}

let asked: Promise<Told> | undefined
const told = (): Promise<Told> => (asked ??= askAll())

async function askAll(): Promise<Told> {
  const server = await startLanguageServer(resolve(schemaPath), process.cwd())
  try {
    const [offered, shown, marked] = await Promise.all([
      answers(offeredAt, server.complete),
      answers(
        hovers.map(({ over }) => over),
        server.hover,
      ),
      answers(
        marks.map(({ config }) => config),
        (text) => server.diagnose(text),
      ),
    ])
    const unjustly = (await Promise.all(right.map(({ text, folder }) => server.diagnose(text, folder)))).map(
      (found, at) => ({
        text: right[at]?.text,
        found,
      }),
    )
    return { offered, shown, marked, unjustly }
  } finally {
    server.close()
  }
}

async function answers<Answer>(texts: Iterable<string>, ask: (text: string) => Promise<Answer>) {
  return new Map(await Promise.all([...texts].map(async (text) => [text, await ask(text)] as const)))
}

spec('yaml-language-server with the schema', (it) => {
  it('offers what may stand where the cursor is', async () => {
    const { offered } = await told()
    for (const { at, offers, not = [] } of completions) {
      const labels = new Set(offered.get(at)?.map(({ label }) => label))
      assert.equal(
        offers.filter((label) => !labels.has(label)),
        [],
        at,
      )
      assert.equal(
        not.filter((label) => labels.has(label)),
        [],
        at,
      )
    }
  })

  it('shows what a key is for, and what holds without it', async () => {
    const { shown } = await told()
    for (const { over, says } of hovers) for (const words of says) assert.match(shown.get(over) ?? '', words)
  })

  it('marks what is wrong, in words that help, once', async () => {
    const { marked } = await told()
    for (const { config, says } of marks)
      assert.equal(marked.get(config)?.map(inWords).toSorted(), says.toSorted(), config)
  })

  it('marks nothing in a config that is right: ours, the examples, those of the documents, and what `init` writes', async () => {
    const { unjustly } = await told()
    assert.ok(unjustly.length >= 15)
    for (const { text, found } of unjustly) assert.equal(found.map(inWords), [], text)
  })

  it('writes snippets that are right as they are', async () => {
    const { offered } = await told()
    assert.equal(snippetLabels().sort(), Object.keys(snippetPlaces).sort(), 'every snippet is tried')
    for (const [label, places] of Object.entries(snippetPlaces)) {
      for (const at of places) {
        const text = writtenAt(at, insertTextOf(offered.get(at), label))
        assert.equal(await mistakesIn(text), [], `${label}:\n${text}`)
      }
    }
  })

  it('writes keys that are right as they are, or wait for a value', async () => {
    const { offered } = await told()
    let tried = 0
    for (const at of mappings) {
      for (const { label, insertText = '' } of offered.get(at) ?? []) {
        // a stop without words, or nothing behind the colon or the dash: the user goes on
        if (/\$\d|[:-]\s*$/.test(insertText)) continue
        const text = writtenAt(at, insertText)
        const wrong = (await mistakesIn(text)).filter((code) => ofShape.has(code.split(' ')[0] ?? ''))
        assert.equal(wrong, [], `${label}:\n${text}`)
        tried += 1
      }
    }
    assert.ok(tried > 80, String(tried))
  })
})

const inWords = ({ message, range: { start } }: EditorDiagnostic): string =>
  `${start.line + 1}:${start.character + 1} ${message}`

/** What a text of the wrong form is told. That a name of the example is not there is another matter. */
const ofShape = new Set(
  'wrong-value missing-value missing-key empty-value unknown-key unknown-check duplicate-key indent no-colon unquoted-braces unquoted-colon check-parameter yaml'.split(
    ' ',
  ),
)

function insertTextOf(items: readonly CompletionItem[] | undefined, label: string): string {
  const item = items?.find((one) => one.label === label)
  assert.ok(item, `${label} is offered, among ${items?.map((one) => one.label).join(', ')}`)
  return item?.insertText ?? ''
}

/** Of every snippet that the schema has anywhere. */
function snippetLabels(): string[] {
  const labels = new Set<string>()
  JSON.parse(readFileSync(schemaPath, 'utf8'), (key, value: unknown) => {
    if (key === 'defaultSnippets' && Array.isArray(value))
      for (const one of value) if (isJsonObject(one)) labels.add(textOf(one['label']))
    return value
  })
  return [...labels]
}

const readFile = async (): Promise<string> => 'Ask this otherwise: {{ simple }}'

async function mistakesIn(text: string): Promise<readonly string[]> {
  try {
    const path = relPath('fusion.config.yaml')
    await readConfig({ text, path, overrides: {}, catalogues, readFile, checkGenerator })
    return []
  } catch (error) {
    if (error instanceof UserError) return error.diagnostics.map(({ code, message }) => `${code} ${message}`)
    throw error
  }
}

/** Each engine with all of its settings. */
function configsOfBeginners() {
  return (['en', 'fr'] as const).flatMap((language) =>
    ['ollama', 'openai', 'llama-cpp', 'rules'].map((engine) => {
      const answerer = { engine, model: 'llama3.2:latest', baseUrl: 'http://127.0.0.1:8080' }
      const place = { schema: `./${schemaPath}`, questions: 'q/*.jsonl', program: 'npx fusionkit' }
      return { text: configText({ language, answerer, ...place }), folder: '.' }
    }),
  )
}

function configsOfEngines() {
  return catalogues.engines.map(({ name, settings }) => {
    const values = Object.entries(settings).map(([key, { default: value, examples }]) => [
      key,
      value ?? (examples as JsonValue[])[0],
    ])
    const engine = { kind: name, ...Object.fromEntries(values) } as JsonObject
    return { text: JSON.stringify({ version: 1, groups: { a: { files: 'q.jsonl' } }, engine }), folder: '.' }
  })
}

/** Their first lines name the schema, from where they lie. */
function configsThatAreThere() {
  const examples = readdirSync('examples', { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.yaml'),
  )
  const paths = ['fusion.config.yaml', ...examples.map((path) => `examples/${path}`)]
  return paths.map((path) => ({ text: readFileSync(path, 'utf8'), folder: dirname(path) }))
}

/** The blocks that begin with a version: others are fragments. */
function configsOfDocuments() {
  const paths = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)]
  return paths.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/^```yaml\n([^]*?)^```$/gm)]
      .map(([, block = '']) => block)
      .filter((text) => /^version:/m.test(text))
      .map((text) => ({ text, folder: '.' })),
  )
}
