/** Completions through files: the fake server answers the lines of a batch file, as `vllm run-batch` and OpenAI's Batch API do. */
import * as assert from 'uvu/assert'
import type { BatchExported, BatchImported } from '../../src/domain/batch-file.js'
import { answered, atServer, linesIn } from '../support/batch-files.js'
import { exportBatch } from '../../src/app/export-batch.js'
import { hostSurroundings } from '../../src/app/host.js'
import { importBatch } from '../../src/app/import-batch.js'
import { loadProject } from '../../src/app/load-project.js'
import type { TestProject } from '../support/project.js'
import { spec } from '../support/spec.js'

const opened = async ({ root }: TestProject) => loadProject(root, 'fusion.config.yaml', {})
const run = { say: () => {}, signal: new AbortController().signal }

const exported = async (project: TestProject, mostRequests?: number): Promise<BatchExported> => {
  const limit = mostRequests === undefined ? {} : { mostRequests }
  return exportBatch(await opened(project), project.root, { output: 'batch.jsonl', ...limit }, hostSurroundings(), run)
}

const imported = async (project: TestProject): Promise<BatchImported> =>
  importBatch(await opened(project), project.root, ['results.jsonl'], hostSurroundings(), run)

spec('batch files', (it) => {
  it('take a project round by round to where a build asks nothing, and writes what it would have written', async () =>
    atServer(async (project, server) => {
      const rounds: number[] = []
      for (let missing = 1; missing > 0;) {
        rounds.push((await exported(project)).requests)
        project.write('results.jsonl', (await answered(linesIn(project, 'batch.jsonl'), server)).join(''))
        const { missing: left, failed } = await imported(project)
        assert.is(failed, 0)
        missing = left
      }
      assert.equal(rounds, [6, 6]) // first the merged ones, then those that read them
      const calls = server.stats.calls
      const { code, stderr } = await project.run(['build'])
      assert.is(code, 0)
      assert.match(stderr, /0 asked/)
      assert.is(server.stats.calls, calls)
      const output = 'dataset/fusion_datasets/q.jsonl'
      await atServer(async (other) => {
        const direct = await other.run(['build'])
        assert.is(direct.code, 0, direct.stderr)
        assert.is(project.read(output), other.read(output))
      })
    }))

  it('have a line for each call, known by its key, that sends what a call would send', async () =>
    atServer(async (project, server) => {
      const { requests, files } = await exported(project)
      assert.equal([requests, files.map(({ path }) => path)], [6, ['batch.jsonl']])
      const lines = linesIn(project, 'batch.jsonl')
      for (const { custom_id: id, method, url } of lines)
        assert.equal([id.length, method, url], [64, 'POST', '/v1/chat/completions'])
      await project.run(['build', '--max-calls', '6'])
      const sent = new Set(server.requests.map(({ body }) => JSON.stringify(body)))
      assert.equal(
        lines.filter(({ body }) => !sent.has(JSON.stringify(body))),
        [],
      )
    }))

  it('are cut where a service has a limit', async () =>
    atServer(async (project) => {
      const { files } = await exported(project, 4)
      assert.equal(
        files.map(({ path, requests }) => [path, requests]),
        [
          ['batch.jsonl', 4],
          ['batch-2.jsonl', 2],
        ],
      )
      assert.is(linesIn(project, 'batch-2.jsonl').length, 2)
    }))

  it('keep what the model did, and nothing of a call that went wrong, that is of another model, or that is none of ours', async () =>
    atServer(async (project, server) => {
      await exported(project)
      const lines = linesIn(project, 'batch.jsonl')
      const [first = '', second = '', third = '', ...rest] = await answered(lines, server)
      const wrong = [
        first
          .replace('"status_code":200', '"status_code":500')
          .replace(/"body":\{.*\}\},/, '"body":{"error":{"message":"out of memory"}}},'),
        second.replace('"model":"m"', '"model":"other"'),
        third.replace(/"custom_id":"\w+"/, '"custom_id":"mine"'),
        'no JSON\n',
      ]
      project.write('results.jsonl', [...wrong, ...rest, ...rest].join(''))
      const result = await imported(project)
      assert.equal(
        [result.added, result.known, result.failed, result.missing],
        [3, 3, 4, 3 + 3], // three of the first round, and those that read the three that came
      )
      assert.match(result.error ?? '', /results\.jsonl:1: the call went wrong: out of memory/)
    }))

  it('keep an answer that nobody asks for any more: it was paid for', async () =>
    atServer(async (project, server) => {
      await exported(project)
      project.write('results.jsonl', (await answered(linesIn(project, 'batch.jsonl'), server)).join(''))
      const good = project.read('fusion.config.yaml')
      project.write('fusion.config.yaml', good.replace('Merge', 'Join'))
      const { added, unwanted, missing } = await imported(project)
      assert.equal([added, unwanted, missing], [6, 6, 6])
      project.write('fusion.config.yaml', good)
      assert.is((await exported(project)).requests, 6) // the second round: the first is answered
    }))
})
