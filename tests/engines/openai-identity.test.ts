import * as assert from 'uvu/assert'
import { EngineUnavailable } from '../../src/engines/engine.js'
import type { Diagnostic } from '../../src/domain/diagnostic.js'
import { openai } from '../../src/engines/openai.js'
import { errorOf } from '../support/fake-ollama/asking.js'
import { startFakeOllama } from '../support/fake-ollama/server.js'
import { openAt } from '../support/fake-openai/asking.js'
import { type ProfileName, profiles } from '../support/fake-openai/profiles.js'
import { type FakeOpenAiOptions, startFakeOpenAi } from '../support/fake-openai/server.js'
import { spec } from '../support/spec.js'

async function identify(url: string, models: readonly string[], settings: object = {}, env = {}, deadlineMs = 2_000) {
  return openai.identify({ kind: 'openai', base_url: url, ...settings }, models, { env }, deadlineMs)
}

async function seenAt(options: FakeOpenAiOptions, names: readonly string[] = []) {
  const fake = await startFakeOpenAi(options)
  const models = names.length > 0 ? names : [profiles[options.profile ?? 'llama-server'].model]
  try {
    return { found: [...(await identify(fake.url, models)).values()], asked: fake.asked }
  } finally {
    await fake.close()
  }
}

const idOf = async (options: FakeOpenAiOptions) => (await seenAt(options)).found[0]?.id

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await errorOf(promise)
  assert.instance(error, EngineUnavailable)
  return (error as EngineUnavailable).diagnostic.code
}

/** What is said when the engine is opened to ask this model. */
async function notesOn(options: FakeOpenAiOptions): Promise<readonly Diagnostic[]> {
  const fake = await startFakeOpenAi(options)
  const notes: Diagnostic[] = []
  const models = options.models ?? [profiles[options.profile ?? 'llama-server'].model]
  const engine = await openAt(fake, { models, say: (note) => notes.push(note) })
  await engine.close()
  await fake.close()
  return notes
}

spec('who answers at a server of the kind of OpenAI', (it) => {
  for (const profile of Object.keys(profiles) as ProfileName[]) {
    it(`is the same after a restart of ${profile}, and is asked in at most two requests`, async () => {
      const before = await seenAt({ profile, startedAt: 1_760_000_000 })
      const after = await seenAt({ profile, startedAt: 1_770_000_000 })
      assert.equal(after.found, before.found)
      assert.match(before.found[0]?.id ?? '', /^openai /)
      assert.ok(before.asked.length <= 2, before.asked.join(', '))
    })
  }

  it('is, at llama-server, the file with its counts and its template: neither the version nor how it was started', async () => {
    const { found } = await seenAt({})
    assert.match(
      found[0]?.id ?? '',
      /^openai llama\.cpp qwen2\.5-0\.5b-instruct-q4_k_m 494032768 391059456 151936 896 template [0-9a-f]{16}$/,
    )
    assert.is(found[0]?.label, 'qwen2.5-0.5b-instruct-q4_k_m (0.391 GB)')
    const same = {
      total_slots: 9,
      model_path: `/elsewhere/${profiles['llama-server'].model}`,
      build_info: 'b9',
      chat_template: '{%- for message in messages -%}…{%- endfor -%}',
    }
    assert.is(await idOf({ pages: { '/props': same } }), found[0]?.id)
    assert.is.not(await idOf({ pages: { '/props': { ...same, chat_template: 'other' } } }), found[0]?.id)
    assert.is.not(await idOf({ entry: { meta: { n_params: 1, size: 2 } } }), found[0]?.id)
  })

  it('is known at llama-server by its alias, its path, and the name of its file', async () => {
    const models = ['/models/qwen.gguf']
    for (const name of ['/models/qwen.gguf', 'qwen.gguf', 'qwen', 'Qwen'])
      assert.is((await seenAt({ models }, [name])).found.length, 1, name)
  })

  it('is, at vLLM and SGLang, what was loaded: not when, nor how much fits', async () => {
    const id = await idOf({ profile: 'vllm' })
    assert.is(id, 'openai vllm Qwen/Qwen3-8B')
    assert.is(await idOf({ profile: 'vllm', entry: { max_model_len: 9 } }), id)
    assert.is(await idOf({ profile: 'vllm', entry: { root: '/models/other' } }), 'openai vllm /models/other')
    assert.is(await idOf({ profile: 'vllm', entry: { owned_by: 'sglang' } }), 'openai sglang Qwen/Qwen3-8B')
  })

  it('is pinned where the path names the revision', async () => {
    const commit = 'a'.repeat(40)
    const root = `/hub/models--Qwen--Qwen3-8B/snapshots/${commit}`
    assert.is(await idOf({ profile: 'vllm', entry: { root } }), `openai vllm ${commit}`)
    assert.equal(await notesOn({ profile: 'vllm', entry: { root } }), [])
  })

  it('is, at LM Studio, the file: its publisher and its quantisation', async () => {
    const { found, asked } = await seenAt({ profile: 'lm-studio' })
    assert.equal(found, [
      {
        id: 'openai lm-studio qwen2.5-7b-instruct lmstudio-community qwen2 gguf Q4_K_M',
        label: 'qwen2.5-7b-instruct (Q4_K_M)',
      },
    ])
    assert.equal(asked, ['GET /v1/models', 'GET /api/v0/models'])
  })

  it('is, at Ollama, the digest, whatever the tag is called', async () => {
    const fake = await startFakeOllama({ models: { 'llama3.2:latest': { digest: 'd'.repeat(64) } } })
    const found = await identify(`${fake.url}/v1`, ['llama3.2'])
    assert.equal(found.get('llama3.2'), {
      id: `openai ollama ${'d'.repeat(64)}`,
      label: 'llama3.2:latest (dddddddddddd)',
    })
    await fake.close()
  })

  it('is, at a service, the name, wherever it is', async () => {
    const { found, asked } = await seenAt({ profile: 'openai' })
    assert.is(found[0]?.id, 'openai name gpt-4o-mini-2024-07-18')
    assert.equal(asked, ['GET /v1/models'])
  })

  it('is not asked of OpenAI itself, which says no more than the name', async () => {
    const found = await identify('https://api.openai.com', ['gpt-4o-mini-2024-07-18'], {}, {}, 1)
    assert.is(found.get('gpt-4o-mini-2024-07-18')?.id, 'openai name gpt-4o-mini-2024-07-18')
  })

  it('is the name where the server has no list of models', async () => {
    const fake = await startFakeOpenAi()
    const found = await identify(`${fake.url}/gateway/v1`, ['m'])
    assert.is(found.get('m')?.id, 'openai name m')
    await fake.close()
  })

  it('is nobody where the model is not there: it says which are', async () => {
    const fake = await startFakeOpenAi({ profile: 'vllm', models: ['Qwen/Qwen3-8B'] })
    const error = (await errorOf(identify(fake.url, ['Qwen/Qwen3-9B', 'gone']))) as EngineUnavailable
    assert.is(error.diagnostic.code, 'model-not-served')
    assert.is(error.isModelMissing, true)
    assert.match(error.diagnostic.message, 'does not serve the models "Qwen/Qwen3-9B" and "gone"')
    assert.match(
      error.diagnostic.hint ?? '',
      'Did you mean "Qwen/Qwen3-8B" instead of "Qwen/Qwen3-9B"? It has "Qwen/Qwen3-8B".',
    )
    await fake.close()
  })

  it('is nobody where nobody listens, or something else does', async () => {
    const fake = await startFakeOpenAi({ pages: { '/other/models': { name: 'a page' } } })
    assert.is(await codeOf(identify(`${fake.url}/other/v1`, ['m'], {}, {})).catch(() => 'none'), 'none')
    await fake.close()
    assert.is(await codeOf(identify(fake.url, ['m'])), 'server-not-running')
  })

  it('wants the key, which is sent to this machine', async () => {
    const fake = await startFakeOpenAi({ key: 'sk-1' })
    const { model } = profiles['llama-server']
    assert.is(await codeOf(identify(fake.url, [model])), 'key-wanted')
    assert.is((await identify(fake.url, [model], {}, { OPENAI_API_KEY: 'sk-1' })).size, 1)
    await fake.close()
  })
})

spec('weights that are not pinned', (it) => {
  for (const [profile, models, hint] of [
    ['llama-server', undefined, 'name and the size of the file'],
    ['vllm', undefined, 'snapshots/<commit>'],
    ['lm-studio', undefined, 'the file'],
    ['openai', ['gpt-4o-mini'], 'gpt-4o-mini-2024-07-18'],
  ] as const) {
    it(`are told of, once, when a build asks ${profile}`, async () => {
      const notes = await notesOn({ profile, ...(models && { models }) })
      assert.equal(
        notes.map(({ code, severity }) => [code, severity]),
        [['weights-not-pinned', 'note']],
      )
      assert.match(notes[0]?.hint ?? '', hint)
    })
  }

  it('are not a dated model, nor a digest', async () => {
    assert.equal(await notesOn({ profile: 'openai' }), [])
    assert.equal(await notesOn({ profile: 'strict' }), [])
  })
})

async function widthAt(options: FakeOpenAiOptions, settings: object = {}, models?: readonly string[]) {
  const fake = await startFakeOpenAi(options)
  const engine = await openAt(fake, { settings: { ...settings }, ...(models && { models }) })
  await engine.close()
  await fake.close()
  return engine.server.width
}

spec('how many calls at once', (it) => {
  const llama = [profiles['llama-server'].model]

  it('is what llama-server says of its slots', async () => {
    assert.is(await widthAt({ slots: 6 }, {}, llama), 6)
  })

  it('is what the config says, whatever the server says', async () => {
    assert.is(await widthAt({ slots: 6 }, { concurrency: 3 }, llama), 3)
  })

  it('is found out where nobody says', async () => {
    assert.is(await widthAt({ profile: 'vllm' }, {}, [profiles.vllm.model]), 'auto')
    assert.is(await widthAt({ slots: 6, pages: { '/props': undefined } }, {}, llama), 'auto')
    assert.is(await widthAt({ slots: 6 }), 'auto')
  })
})
