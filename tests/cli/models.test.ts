import * as assert from 'uvu/assert'
import type { ModelList } from '../../src/domain/listed-model.js'
import { startFakeOllama } from '../support/fake-ollama/server.js'
import { startFakeOpenAi } from '../support/fake-openai/server.js'
import { inProject } from '../support/project.js'
import { spec } from '../support/spec.js'

const models = {
  'llama3.2:latest': { digest: 'a80c4f17acd5'.padEnd(64, '0'), size: 2_019_393_189 },
  'qwen3:4b': { digest: '2bfd38a7daaf'.padEnd(64, '0'), size: 2_620_788_019, capabilities: ['completion', 'thinking'] },
}
const config = (url: string): string => `version: 1
engine: { kind: ollama, hosts: ['${url}'] }
model: qwen3:4b
groups: { g: { files: q.jsonl } }
`

spec('fusionkit models', (it) => {
  it('lists what a server has, with size, digest, context and whether it can think; and asks no model anything', async () => {
    const server = await startFakeOllama({ models })
    try {
      await inProject({}, async (project) => {
        const { code, stdout } = await project.run(['models', 'ollama'], { env: { OLLAMA_HOST: server.url } })
        assert.is(code, 0)
        assert.equal(stdout.trimEnd().split('\n'), [
          `ollama  ${server.url}`,
          '  llama3.2:latest  2.0 GB  a80c4f17acd5  131,072 tokens of context',
          '  qwen3:4b         2.6 GB  2bfd38a7daaf  131,072 tokens of context, can think',
        ])
        assert.is(server.stats.calls, 0)
      })
    } finally {
      await server.close()
    }
  })

  it('looks where the config says, marks what it asks, and is one document with --json', async () => {
    const server = await startFakeOllama({ models })
    try {
      await inProject({ 'fusion.config.yaml': config(server.url), 'q.jsonl': '' }, async (project) => {
        const { stdout } = await project.run(['models', 'ollama'])
        assert.match(stdout, /qwen3:4b .* can think, asked by this project\n/)
        const list = JSON.parse((await project.run(['models', 'ollama', '--json'])).stdout) as ModelList
        assert.equal(list.asked, ['qwen3:4b'])
        const [model] = list.engines[0]?.places[0]?.models ?? []
        assert.equal(model, {
          name: 'llama3.2:latest',
          digest: models['llama3.2:latest'].digest,
          sizeBytes: 2_019_393_189,
          contextTokens: 131_072,
          completes: true,
          thinks: false,
        })
      })
    } finally {
      await server.close()
    }
  })

  it('lists what a server of the kind of OpenAI has, as far as it says', async () => {
    const server = await startFakeOpenAi({ profile: 'llama-server', models: ['qwen3-4b'] })
    try {
      const own = `version: 1\nengine: { kind: openai, base_url: '${server.url}' }\nmodel: qwen3-4b\ngroups: { g: { files: q.jsonl } }\n`
      await inProject({ 'fusion.config.yaml': own, 'q.jsonl': '' }, async (project) => {
        const { code, stdout } = await project.run(['models', 'openai'])
        assert.is(code, 0)
        assert.match(
          stdout,
          new RegExp(`^openai  ${server.url}.*\n  qwen3-4b .*tokens of context, asked by this project`),
        )
        assert.is(server.stats.calls, 0)
      })
    } finally {
      await server.close()
    }
  })

  it('lists GGUF files of the folder, the parts of one as one', async () =>
    inProject(
      { 'small.gguf': 'GGUF', 'big-00001-of-00002.gguf': '1'.repeat(3e6), 'big-00002-of-00002.gguf': '2'.repeat(2e6) },
      async (project) => {
        const { code, stdout } = await project.run(['models', 'llama-cpp'])
        assert.is(code, 0)
        assert.match(stdout, /^llama-cpp  .*\n  big-00001-of-00002\.gguf +5 MB\n  small\.gguf +less than 1 MB\n/)
      },
    ))

  it('says what to do where nobody answers, and exits 3', async () =>
    inProject({}, async (project) => {
      const { code, stdout } = await project.run(['models', 'ollama'], { env: { OLLAMA_HOST: '127.0.0.1:1' } })
      assert.is(code, 3)
      assert.match(stdout, /does not answer/)
      assert.match(stdout, /ollama serve/)
    }))

  it('knows which engines have models', async () =>
    inProject({}, async (project) => {
      const none = await project.run(['models', 'rules'])
      assert.is(none.code, 2)
      assert.match(none.stderr, /"rules" has no models[\s\S]*ollama/)
      assert.match((await project.run(['models', 'olama'])).stderr, /Did you mean "ollama"\?/)
    }))
})
