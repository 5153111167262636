/** The projects of examples/, built as they are. Their data itself is held by tests/data/. */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { build, loadConfig, plan } from '../../src/index.js'
import type { Respond } from '../support/fake-ollama/respond.js'
import { startFakeOllama } from '../support/fake-ollama/server.js'
import { spec } from '../support/spec.js'
import { distinct } from '../support/story.js'
import { freshFolder } from '../support/temp-folder.js'

const names = readdirSync('examples', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'

type Row = Readonly<Record<string, string>>

/** A copy of an example, without what was built in it. */
async function inExample(name: string, use: (root: string) => Promise<void>): Promise<void> {
  const root = freshFolder('example')
  const built = /\.fusionkit|fusion\.lock\.json|dataset[/\\](?:batch_fusion_generator|fusion_datasets|groups)/
  try {
    cpSync(join('examples', name), root, { recursive: true, filter: (path) => !built.test(path) })
    await use(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** Rephrased otherwise by each model. */
const differing: Respond = (body) => {
  const said = distinct(body)
  const isMerging = body.messages.at(-1)?.content.includes('<q1>') === true
  return isMerging || typeof said !== 'string' ? said : said.replace(',', `, says ${body.model}, `)
}

function rowsOf(root: string): readonly Row[] {
  const lines = readFileSync(join(root, merged), 'utf8').trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as Row)
}

spec('the examples', (it) => {
  it('are four, each with its line in their README', () => {
    assert.equal(names, ['english', 'french', 'generated', 'several-models'])
    const readme = readFileSync('examples/README.md', 'utf8')
    for (const name of names) assert.match(readme, `| [${name}](${name}/fusion.config.yaml) | `)
  })

  for (const name of names)
    it(`${name} is planned to the cell, built with the rule engine, and then up to date`, async () =>
      inExample(name, async (root) => {
        const config = await loadConfig({ cwd: root, engine: 'rules' })
        const planned = await plan(config)
        const run = await build(config).outcome
        assert.is(run.exitCode, 0)
        assert.equal(run.failures, [])
        // the generated groups are not there to be counted before they were cut
        const isKnown = name !== 'generated'
        const cells = planned.targets.reduce((sum, target) => sum + target.cells, 0)
        assert.ok(isKnown ? cells === run.tally.cells : cells <= run.tally.cells, `${cells} of ${run.tally.cells}`)
        assert.equal(run.tally.rejected, {})
        assert.is(rowsOf(root).length, run.records)
        assert.equal((await plan(config)).targets, [])
      }))
})

spec('the example of several models', (it) => {
  it('asks each of them what its config says, as it is written', async () => {
    const server = await startFakeOllama({
      respond: differing,
      numParallel: 8,
      models: { 'llama3.2:latest': {}, 'qwen3:4b': {}, 'gemma3:4b': {} },
    })
    try {
      await inExample('several-models', async (root) => {
        const file = join(root, 'fusion.config.yaml')
        const text = readFileSync(file, 'utf8')
        assert.match(text, /^engine: ollama$/m)
        writeFileSync(file, text.replace(/^engine: ollama$/m, `engine: { kind: ollama, hosts: ['${server.url}'] }`))
        const { exitCode } = await build(await loadConfig({ cwd: root })).outcome
        assert.is(exitCode, 0)
        const answered: Record<string, string[]> = {}
        for (const { style = '', model = '' } of rowsOf(root)) {
          const models = (answered[style] ??= [])
          if (!models.includes(model)) models.push(model)
        }
        assert.equal(answered, {
          // of the group with a model of its own, too
          simple: ['llama3.2:latest', 'qwen3:4b'],
          academic: ['qwen3:4b'],
          natural_llama: ['llama3.2:latest'],
          natural_qwen: ['qwen3:4b'],
          natural_gemma: ['gemma3:4b'],
        })
        assert.equal(server.repeated(), [])
      })
    } finally {
      await server.close()
    }
  })
})
