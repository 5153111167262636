/** `fusionkit batch`, as it is typed. */
import * as assert from 'uvu/assert'
import { type FakeOpenAi, startFakeOpenAi } from '../support/fake-openai/server.js'
import { inProject, type TestProject } from '../support/project.js'
import { spec } from '../support/spec.js'
import { distinct } from '../support/story.js'

const questions = ['Who wrote Emma?', 'How long is a mile?', 'What is the capital of Togo?', 'Where do herrings live?']
const config = (url: string, more = ''): string => `version: 1
engine: { kind: openai, base_url: '${url}' }
model: m
groups: { g: { files: q.jsonl } }
variants:
  simple: 'Merge {{ q1 }} and {{ q2 }}'
  fluid: 'By way of fluid, {{ simple }}'
${more}`

interface Line {
  readonly custom_id: string
  readonly method: string
  readonly url: string
  readonly body: Readonly<Record<string, unknown>>
}

async function atServer(use: (project: TestProject, server: FakeOpenAi) => Promise<void>): Promise<void> {
  const server = await startFakeOpenAi({ profile: 'vllm', models: ['m'], respond: distinct })
  const files = {
    'fusion.config.yaml': config(server.url),
    'q.jsonl': questions.map((question) => `${JSON.stringify({ question })}\n`).join(''),
  }
  try {
    await inProject(files, async (project) => use(project, server))
  } finally {
    await server.close()
  }
}

const linesIn = (project: TestProject, path: string): Line[] =>
  project
    .read(path)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

/** Has each line answered, in the opposite order, since nobody promises an order. */
async function answered(lines: readonly Line[], server: FakeOpenAi): Promise<string[]> {
  const results: string[] = []
  for (const { custom_id: id, url, body } of lines.toReversed()) {
    const reply = await fetch(new URL(url, server.url), { method: 'POST', body: JSON.stringify(body) })
    const response = { status_code: reply.status, request_id: 'r', body: await reply.json() }
    results.push(`${JSON.stringify({ id: 'b', custom_id: id, response, error: null })}\n`)
  }
  return results
}

spec(
  'fusionkit batch',
  (it) => {
    it('write what each step is, in words', async () =>
      atServer(async (project, server) => {
        const out = await project.run(['batch', 'export', '--output', 'batch.jsonl'])
        assert.match(
          out.stdout,
          /6 calls are missing now:\n→ batch\.jsonl \(6 requests, 0\.0 MB\)\n.*fusionkit batch import/,
        )
        project.write('results.jsonl', (await answered(linesIn(project, 'batch.jsonl'), server)).join(''))
        const back = await project.run(['batch', 'import', 'results.jsonl'])
        assert.match(back.stdout, /imported: 6 answers kept\n6 calls are missing now: `fusionkit batch export`/)
        project.write('results.jsonl', 'no JSON\n')
        const bad = await project.run(['batch', 'import', 'results.jsonl'])
        assert.is(bad.code, 1)
        assert.match(
          bad.stdout,
          /1 not usable\nFirst of those that are not usable: results\.jsonl:1: it is no JSON object/,
        )
      }))

    it('are no thing of engines that have none, and say what to type', async () =>
      inProject(
        { 'fusion.config.yaml': 'version: 1\nengine: rules\ngroups: { g: { files: q.jsonl } }\n', 'q.jsonl': '' },
        async (project) => {
          const none = await project.run(['batch', 'export', '--output', 'b.jsonl'])
          assert.is(none.code, 2)
          assert.match(none.stderr, /"rules" has no batch files[\s\S]*"openai" has some/)
          assert.match((await project.run(['batch', 'export'])).stderr, /needs --output/)
          assert.match((await project.run(['batch', 'import'])).stderr, /at least one file of results/)
          assert.match((await project.run(['batch', 'frob'])).stderr, /has no "frob"/)
          const absent = await project.run(['batch', 'import', 'nowhere.jsonl'])
          assert.match(absent.stderr, /There is no file "nowhere\.jsonl"/)
        },
      ))
  },
  30_000,
)
