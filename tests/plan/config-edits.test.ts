/** What a watch says was edited: by the names of the config, with places, and nothing of what says the same (contract 4). */
import * as assert from 'uvu/assert'
import { parseProject } from '../../src/app/load-project.js'
import { settingFinder } from '../../src/config/setting-place.js'
import { editLine, editsInFull, roundLines } from '../../src/messages/watch-lines.js'
import type { Edit } from '../../src/domain/watch.js'
import { type ConfigEdit, configEditsOf } from '../../src/plan/config-edits.js'
import { spec } from '../support/spec.js'

const text = `version: 1
system: You return only the question.
sampling: { temperature: 0.2, seed: 1 }
groups:
  topics: { files: 'questions/*.jsonl' }
  law:
    files: law.jsonl
    variants: { fluid: 'As a lawyer would: {{ simple }}' }
variants:
  simple: 'Merge {{ q1 }} {{ q2 }}'
  fluid: 'Fluently: {{ simple }}'
  brief:
    prompt: |
      Briefly, please:
      {{ simple }}
    checks: { max_words: 30 }
record:
  question: '{{ text }}'
  answer: '{{ a1 }}'
`

async function editsOf(change: (text: string) => string): Promise<readonly ConfigEdit[]> {
  const after = change(text)
  const [before, now] = await Promise.all(
    [text, after].map((each) => parseProject('/nowhere', 'fusion.config.yaml', each, {})),
  )
  assert.ok(before && now)
  return configEditsOf(before.project, now.project, settingFinder('fusion.config.yaml', after))
}

const linesOf = async (change: (text: string) => string) => (await editsOf(change)).map(editLine)
const replaced = (from: string, to: string) => (whole: string) => {
  assert.ok(whole.includes(from), from)
  return whole.replace(from, to)
}

spec('edits of a config', (it) => {
  it('are none where a comment, quotes, or the order of keys changed (contract 4)', async () => {
    assert.equal(await linesOf((whole) => `# hello\n${whole}`), [])
    assert.equal(await linesOf(replaced("'Fluently: {{ simple }}'", '"Fluently: {{ simple }}"')), [])
    assert.equal(await linesOf(replaced('{ temperature: 0.2, seed: 1 }', '{ seed: 1, temperature: 0.2 }')), [])
  })

  it('of a prompt say where it stands, also in a block, and whom it reaches', async () => {
    const [edit, ...more] = await editsOf(replaced("'Fluently:", "'Very fluently:"))
    assert.equal(more, [])
    assert.is(edit && editLine(edit), 'fluid: prompt changed at fusion.config.yaml:11')
    assert.equal(edit?.reach && [...edit.reach], [['topics', { of: 1, all: 3 }]], 'the law has a prompt of its own')
    assert.equal(await linesOf(replaced('Briefly,', 'Shortly,')), ['brief: prompt changed at fusion.config.yaml:13'])
  })

  it('of what others read reach those, too', async () => {
    const [edit] = await editsOf(replaced('Merge {{', 'Do merge {{'))
    assert.equal(edit?.reach && [...edit.reach], [
      ['topics', { of: 3, all: 3 }],
      ['law', { of: 3, all: 3 }],
    ])
  })

  it('that are alike in several variants are one', async () => {
    assert.equal(await linesOf(replaced('You return only', 'Return only')), [
      'simple, fluid, brief: system changed at fusion.config.yaml:2',
    ])
    assert.equal(await linesOf(replaced('temperature: 0.2', 'temperature: 0.3')), [
      'simple, fluid, brief: sampling changed at fusion.config.yaml:3',
    ])
  })

  it('of a group’s own variant are of that', async () => {
    const [edit] = await editsOf(replaced('As a lawyer', 'As a judge'))
    assert.is(edit && editLine(edit), 'fluid: prompt changed at fusion.config.yaml:8')
    assert.equal(edit?.reach && [...edit.reach.keys()], ['law'])
  })

  it('name several parts of one variant', async () => {
    const lines = await linesOf((whole) =>
      replaced('max_words: 30', 'max_words: 20')(whole).replace('Briefly', 'Shortly'),
    )
    assert.equal(lines, ['brief: prompt, checks changed at fusion.config.yaml:13'])
  })

  it('say which variants are new, and which are gone', async () => {
    assert.equal(await linesOf(replaced("  fluid: 'Fluently:", "  gentle: 'Fluently:")), [
      'gentle: new at fusion.config.yaml:11',
      'fluid: taken out',
    ])
  })

  it('say the order of variants, once', async () => {
    const [simple, fluid] = ["  simple: 'Merge {{ q1 }} {{ q2 }}'\n", "  fluid: 'Fluently: {{ simple }}'\n"]
    assert.equal(await linesOf(replaced(`${simple}${fluid}`, `${fluid}${simple}`)), [
      'variants: changed at fusion.config.yaml:9',
    ])
  })

  it('of settings have the names of the config, and a place', async () => {
    assert.equal(await linesOf(replaced("'{{ a1 }}'", "'{{ a1 }} {{ a2 }}'")), [
      'record.answer: changed at fusion.config.yaml:19',
    ])
    assert.equal(await linesOf((whole) => `${whole}max_attempts: 3\n`), [
      'max_attempts: changed at fusion.config.yaml:20',
    ])
    assert.equal(await linesOf(replaced('files: law.jsonl', 'files: laws.jsonl')), [
      'groups.law.files: changed at fusion.config.yaml:7',
    ])
    assert.equal(await linesOf((whole) => `${whole}engine: { kind: ollama, timeout_seconds: 9 }\n`), [
      'engine.timeout_seconds: changed at fusion.config.yaml:20',
    ])
    assert.equal(await linesOf(replaced("  topics: { files: 'questions/*.jsonl' }\n", '')), [
      'groups.topics: changed at fusion.config.yaml:4',
    ])
  })

  it('in full show old and new', async () => {
    const edits = (await editsOf(replaced('Briefly, please:', 'Shortly, please:'))) as readonly Edit[]
    assert.equal(editsInFull(edits), [
      'brief: prompt changed at fusion.config.yaml:13',
      '  - Briefly, please:',
      '  + Shortly, please:',
      '    {{ simple }}',
    ])
    assert.equal(editsInFull(await editsOf(replaced('temperature: 0.2', 'temperature: 0.3'))), [
      'simple, fluid, brief: sampling changed at fusion.config.yaml:3',
      '  sampling.temperature: 0.2 → 0.3',
    ])
  })

  it('that are many files are one line', () => {
    const files = Array.from({ length: 50 }, (_, n): Edit => {
      const change = n < 48 ? 'changed' : 'added'
      return { subject: { kind: 'file', path: `q/${n}.jsonl`, change }, differences: [] }
    })
    assert.equal(roundLines(files), ['50 files: 48 changed, 2 new (q/0.jsonl, q/1.jsonl, q/2.jsonl and 47 more)'])
  })
})
