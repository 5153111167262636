import * as assert from 'uvu/assert'
import { isMap, parseDocument, stringify } from 'yaml'
import { catalogues } from '../../src/app/catalogues.js'
import { readConfig } from '../../src/config/read.js'
import { UserError } from '../../src/domain/diagnostic.js'
import { relPath } from '../../src/domain/path.js'
import { checkGenerator } from '../../src/questions/check-generator.js'
import { spec } from '../support/spec.js'
import { itemsOf, type Page, pages } from './markdown.js'

/** What a part of a config is laid over; keys of the part take the place of these. */
const base = {
  version: 1,
  engine: 'ollama',
  prompts: 'en-1',
  groups: { topics: { files: 'dataset/question_groups/*.jsonl' } },
}

spec('configs on the pages', (it) => {
  for (const page of pages.filter(({ text }) => text.includes('```yaml')))
    it(`can be read, whole ones and parts: ${page.path}`, async () => {
      const mistakes = await Promise.all(
        configsOf(page).map(async ({ line, text }) =>
          (await mistakesIn(completed(text))).map((mistake) => `${page.path}:${line}: ${mistake}`),
        ),
      )
      assert.equal(mistakes.flat(), [])
    })

  it('are shown whole in the README and in docs/config.md', () => {
    for (const path of ['README.md', 'docs/config.md'])
      assert.ok(
        pages.some((page) => page.path === path && configsOf(page).some(({ text }) => isWhole(text))),
        path,
      )
  })

  it('are found out where they are wrong', async () => {
    const [mistake = ''] = await mistakesIn(completed('modle: llama3.2\n'))
    assert.match(mistake, '"modle"')
    assert.equal(await mistakesIn(completed('max_attempts: 3\n')), [])
  })
})

/** Blocks of YAML that are for fusionkit. */
function configsOf({ text }: Page): readonly { readonly line: number; readonly text: string }[] {
  const items = itemsOf(text)
  return items.flatMap((item, index) => {
    const before = items[index - 1]
    const isForeign = before?.kind === 'directive' && before.name === 'foreign'
    return item.kind === 'block' && item.language === 'yaml' && !isForeign ? [item] : []
  })
}

function isWhole(text: string): boolean {
  return /^version:/m.test(text)
}

/** A whole config as it stands; a part, such as `preview: …` alone, over the base. */
function completed(text: string): string {
  if (isWhole(text)) return text
  const part = parseDocument(text)
  const own = isMap(part.contents) ? new Set(part.contents.items.map(({ key }) => String(key))) : new Set()
  const missing = Object.fromEntries(Object.entries(base).filter(([key]) => !own.has(key)))
  return `${stringify(missing)}${text}`
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
