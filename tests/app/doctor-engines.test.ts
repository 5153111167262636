/** What `fusionkit doctor` finds out of engines: on servers that are there, and on those that are not as they should be. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { isExempt } from '../../src/engines/http/proxy.js'
import { isNear } from '../../src/engines/http/near.js'
import { ollama } from '../../src/engines/ollama.js'
import { areToldWell, checkOf, checksOf, checkUp, type CheckWays, troubles } from '../support/checking-up.js'
import { type FakeOllama, startFakeOllama } from '../support/fake-ollama/server.js'
import type { FakeOptions } from '../support/fake-ollama/state.js'
import { type FakeOpenAiOptions, startFakeOpenAi } from '../support/fake-openai/server.js'
import { spec } from '../support/spec.js'
import { installStub } from '../support/stub-llama/install.js'
import { inTempFolder } from '../support/temp-folder.js'

const model = 'llama3.2:latest'

async function inFolder(engine: object, use: (root: string) => Promise<void>, more: object = {}): Promise<void> {
  await inTempFolder(async (root) => {
    const config = { version: 1, engine, model, groups: { g: { files: 'q.jsonl' } }, ...more }
    writeFileSync(join(root, 'fusion.config.yaml'), JSON.stringify(config))
    writeFileSync(join(root, 'q.jsonl'), '"What is a snail?"\n"What is a bird?"\n')
    await use(root)
  })
}

interface Asked extends CheckWays {
  readonly engine?: object
  readonly more?: object
}

/** How often a case has had a model loaded itself. */
let preloads = 0

/** The check-up of a project that asks a fake Ollama. */
async function withOllama(
  options: FakeOptions,
  { engine, more, ...ways }: Asked = {},
  before?: (fake: FakeOllama) => void | Promise<void>,
) {
  const fake = await startFakeOllama(options)
  try {
    await before?.(fake)
    let found: Awaited<ReturnType<typeof checkUp>> | undefined
    await inFolder(
      { kind: 'ollama', hosts: [fake.url], ...engine },
      async (root) => {
        found = await checkUp(root, ways)
      },
      more,
    )
    if (found === undefined) throw new Error('nothing was looked at')
    areToldWell(found)
    assert.is(fake.stats.calls + fake.stats.preloads - preloads, 0, 'no model is asked, none is loaded')
    return { ...found, url: fake.url }
  } finally {
    await fake.close()
  }
}
async function withOpenAi(options: FakeOpenAiOptions, { engine, more, ...ways }: Asked = {}) {
  const fake = await startFakeOpenAi(options)
  try {
    let found: Awaited<ReturnType<typeof checkUp>> | undefined
    await inFolder(
      { kind: 'openai', base_url: fake.url, ...engine },
      async (root) => {
        found = await checkUp(root, ways)
      },
      { model: 'qwen', ...more },
    )
    if (found === undefined) throw new Error('nothing was looked at')
    areToldWell(found)
    assert.is(fake.stats.calls, 0, 'no model is asked')
    return { ...found, url: `${fake.url}/v1` }
  } finally {
    await fake.close()
  }
}

spec('fusionkit doctor, with Ollama,', (it) => {
  it('says its version, what is there of the models, and what cannot be known', async () => {
    const models = { [model]: { size: 2_019_393_189, capabilities: ['completion', 'thinking'] } }
    const found = await withOllama({ models, version: '0.33.0' })
    assert.equal(troubles(found), [])
    assert.is(found.exitCode, 0)
    assert.is(checkOf(found, 'engine').summary, `Ollama 0.33.0 answers at ${found.url}.`)
    assert.match(
      checkOf(found, 'model').summary,
      /2\.0 GB, made for 131,072 tokens of context, can think, and is told not to\.$/,
    )
    assert.match(checkOf(found, 'place').summary, /not loaded: .* not known before the first call/)
    assert.match(checkOf(found, 'parallel').summary, /does not say how many .*OLLAMA_NUM_PARALLEL/)
  })

  it('says how many calls at once the config lets through', async () => {
    const found = await withOllama({}, { engine: { concurrency: 4 } })
    assert.match(checkOf(found, 'parallel').summary, /^At most 4 calls at once/)
  })

  it('is an error where nobody answers: exit 3, and what to type', async () => {
    const found = await withOllama({}, {}, (fake) => fake.goDown())
    assert.equal(troubles(found), ['error engine'])
    assert.is(found.exitCode, 3)
    assert.is(checkOf(found, 'engine').fix, 'ollama serve')
  })

  it('is an error where a server takes the question and says nothing, which costs no more than the deadline', async () => {
    const fake = await startFakeOllama({})
    fake.mute(true)
    try {
      const settings = { kind: 'ollama', hosts: [fake.url] }
      const checks = (await ollama.checkUp?.(settings, { models: [model], gpu: true }, { env: {} }, 100)) ?? []
      const engine = checks.find(({ id }) => id === 'engine')
      assert.is(engine?.status, 'error')
      assert.match(engine?.summary ?? '', /does not answer at .* in time/)
    } finally {
      await fake.close()
    }
  })

  it('lets nobody keep it waiting: what takes too long is an error of its own', async () => {
    const clock = { now: () => 0, sleep: async () => {} }
    const found = await withOllama({}, { clock }, (fake) => fake.mute(true))
    assert.match(checkOf(found, 'engine').summary, /did not say within 15 s/)
    assert.is(found.exitCode, 3)
  })

  it('says which model is not pulled, and how to pull it where it is missing', async () => {
    const found = await withOllama({ models: { 'llama3.2:1b': {} } })
    const missing = checkOf(found, 'model')
    assert.equal(troubles(found), ['error model'])
    assert.is(found.exitCode, 3)
    assert.match(missing.summary, /"llama3\.2:latest" is not there .* It has "llama3\.2:1b"\.$/)
    assert.is(missing.fix, `OLLAMA_HOST=${found.url} ollama pull ${model}`)
  })

  it('warns of a version that cuts prompts, and of none that was built by hand', async () => {
    const old = await withOllama({ version: '0.12.3' })
    assert.equal(troubles(old), ['warning engine-version'])
    assert.is(old.exitCode, 0)
    for (const version of ['0.12.4', '0.30.1', '1.0.0', '0.0.0'])
      assert.equal(troubles(await withOllama({ version })), [], version)
  })

  it('warns of a model whose context is smaller than what the config asks for', async () => {
    const found = await withOllama(
      { models: { [model]: { contextTokens: 2048 } } },
      { engine: { context_tokens: 4096 } },
    )
    assert.equal(troubles(found), ['warning context'])
    assert.match(checkOf(found, 'context').summary, /2,048 tokens, and `context_tokens` asks for 4,096/)
    assert.match(checkOf(found, 'context').fix ?? '', /`context_tokens: 2048`/)
  })

  it('says where a loaded model sits: on the GPU, half of it, or on the CPU', async () => {
    const loaded = async (options: FakeOptions, gpu?: boolean) =>
      withOllama(options, gpu === undefined ? {} : { more: { gpu } }, async (fake) => {
        preloads = 1
        await fetch(`${fake.url}/api/chat`, { method: 'POST', body: JSON.stringify({ model, messages: [] }) })
      }).finally(() => {
        preloads = 0
      })
    assert.match(checkOf(await loaded({}), 'place').summary, /is loaded on the GPU\.$/)
    const half = await loaded({ models: { [model]: { vram: 1e9, size: 2e9 } } })
    assert.match(checkOf(half, 'place').summary, /^\d\d % of .* is on the CPU/)
    assert.equal(troubles(half), ['warning place'])
    const none = await loaded({ gpu: false })
    assert.match(checkOf(none, 'place').summary, /on the CPU, although `gpu: true`/)
    assert.is(checkOf(none, 'place').fix, 'ollama ps')
    assert.equal(troubles(await loaded({ gpu: false }, false)), [])
    assert.match(checkOf(await loaded({}, false), 'place').summary, /loads it afresh on the CPU/)
  })

  it('knows models that write no text, that cannot stop thinking, and that are answered elsewhere', async () => {
    const embedding = await withOllama({ models: { [model]: { capabilities: ['embedding'] } } })
    assert.match(checkOf(embedding, 'model').summary, /writes no text.*embedding/)
    assert.is(embedding.exitCode, 3)
    const thinker = { family: 'gptoss', capabilities: ['completion', 'thinking'] }
    assert.match(checkOf(await withOllama({ models: { [model]: thinker } }), 'model').summary, /always thinks/)
    const cloud = await withOllama({ models: { [model]: { remoteHost: 'https://ollama.com:443' } } })
    assert.equal(troubles(cloud), ['warning place'])
  })

  it('only warns of one of several hosts that is away, or lacks a model', async () => {
    const [fake, other] = await Promise.all([startFakeOllama({}), startFakeOllama({ models: { 'other:1b': {} } })])
    try {
      await inFolder({ kind: 'ollama', hosts: [fake.url, other.url, 'http://127.0.0.1:9'] }, async (root) => {
        const found = await checkUp(root)
        assert.equal(troubles(found), ['warning engine', 'warning model'])
        assert.is(found.exitCode, 0)
        areToldWell(found)
      })
    } finally {
      await Promise.all([fake.close(), other.close()])
    }
  })

  it('refuses hosts that have different weights under one name', async () => {
    const other = await startFakeOllama({ models: { [model]: { digest: 'b'.repeat(64) } } })
    const fake = await startFakeOllama({})
    try {
      await inFolder({ kind: 'ollama', hosts: [fake.url, other.url] }, async (root) => {
        const found = await checkUp(root)
        assert.equal(troubles(found), ['error model'])
        assert.is(found.exitCode, 3)
      })
    } finally {
      await fake.close()
      await other.close()
    }
  })

  it('warns of a proxy between it and a host of the own network, and says what to type', async () => {
    await inFolder({ kind: 'ollama', hosts: ['http://gpu-box:11434'] }, async (root) => {
      const found = await checkUp(root, { env: { HTTP_PROXY: 'http://name:secret@127.0.0.1:9' } })
      assert.equal(troubles(found), ['error engine', 'warning proxy'])
      assert.is(checkOf(found, 'proxy').fix, 'export NO_PROXY="gpu-box,$NO_PROXY"')
      assert.not.match(JSON.stringify(found), /secret/)
    })
  })

  it('says of an address that is none that the config is wrong: exit 2', async () => {
    await inFolder({ kind: 'ollama' }, async (root) => {
      const found = await checkUp(root, { env: { OLLAMA_HOST: 'ftp://gpu-box' } })
      assert.equal(troubles(found), ['error address'])
      assert.is(found.exitCode, 2)
    })
  })
})

spec('fusionkit doctor, with a server of the kind of OpenAI,', (it) => {
  it('says what the server says: its release, its room, and how many calls it works on', async () => {
    const found = await withOpenAi({ models: ['qwen'], slots: 4 })
    assert.equal(troubles(found), [])
    assert.match(checkOf(found, 'engine').summary, /answers: llama-server b6789/)
    assert.match(checkOf(found, 'context').summary, /room for 4,096 tokens/)
    assert.match(checkOf(found, 'parallel').summary, /works on 4 calls at once/)
    assert.match(checkOf(found, 'key').summary, /OPENAI_API_KEY is not set, and .* answers without a key/)
  })

  it('warns of more calls at once, and of more room, than the server has', async () => {
    const found = await withOpenAi({ models: ['qwen'], slots: 2 }, { engine: { concurrency: 8, context_tokens: 9000 } })
    assert.equal(troubles(found), ['warning context', 'warning parallel'])
  })

  it('says that a key is wanted, or not accepted, and never shows one', async () => {
    const options = { profile: 'vllm', models: ['qwen'], key: 'sk-good' } as const
    const none = await withOpenAi(options)
    assert.equal(troubles(none), ['error key'])
    assert.is(none.exitCode, 3)
    const wrong = await withOpenAi(options, { env: { OPENAI_API_KEY: 'sk-wrong' } })
    assert.match(checkOf(wrong, 'key').summary, /does not accept the one in OPENAI_API_KEY/)
    const good = await withOpenAi(options, { env: { OPENAI_API_KEY: 'sk-good' } })
    assert.equal(troubles(good), [])
    for (const found of [wrong, good]) assert.not.match(JSON.stringify(found), /sk-/)
  })

  it('says which models there are where the one of the config is not', async () => {
    const found = await withOpenAi({ profile: 'vllm', models: ['qwen-72b'] })
    assert.equal(troubles(found), ['error model'])
    assert.match(checkOf(found, 'model').fix ?? '', /"qwen-72b"/)
    assert.is(found.exitCode, 3)
  })

  it('is an error where nobody answers, with what to do', async () => {
    await inFolder({ kind: 'openai', base_url: 'http://127.0.0.1:9' }, async (root) => {
      const found = await checkUp(root)
      assert.equal(troubles(found), ['error engine'])
      assert.is(found.exitCode, 3)
    })
  })
})

/** Overrides the stand-in's start. */
function startsWith(root: string, body: string): void {
  installStub(root)
  mkdirSync(join(root, 'node_modules/node-llama-cpp/dist'), { recursive: true })
  writeFileSync(
    join(root, 'node_modules/node-llama-cpp/dist/index.js'),
    `export async function getLlama() { ${body} }\n`,
  )
}

spec('fusionkit doctor, with llama.cpp,', (it) => {
  const engine = { kind: 'llama-cpp', models_folder: '.' }
  const more = { model: 'a.gguf' }

  it('says which GPU it sees, in a process that is gone afterwards; no model is loaded', () =>
    inFolder(
      engine,
      async (root) => {
        writeFileSync(join(root, 'a.gguf'), 'GGUF')
        startsWith(root, 'return { gpu: "cuda", getGpuDeviceNames: async () => ["NVIDIA T4"] }')
        const found = await checkUp(root)
        areToldWell(found)
        assert.equal(troubles(found), [])
        assert.match(checkOf(found, 'place').summary, /sees a GPU: cuda \(NVIDIA T4\)/)
        assert.match(checkOf(found, 'engine').summary, /node-llama-cpp 3\.22\.1 is installed/)
      },
      more,
    ))

  it('warns where it sees none though the config asks for one', () =>
    inFolder(
      engine,
      async (root) => {
        writeFileSync(join(root, 'a.gguf'), 'GGUF')
        startsWith(root, 'return { gpu: false }')
        assert.equal(troubles(await checkUp(root)), ['warning place'])
        assert.equal(troubles(await checkUp(root, { overrides: { gpu: false } })), [])
      },
      more,
    ))

  it('is an error where the package, its native code or the file is not there, or where it crashes', () =>
    inFolder(
      engine,
      async (root) => {
        startsWith(root, 'const error = new Error("none"); error.name = "NoBinaryFoundError"; throw error')
        const none = await checkUp(root)
        assert.equal(troubles(none), ['error engine', 'error model'])
        assert.match(checksOf(none, 'engine').at(-1)?.fix ?? '', /^npm install @node-llama-cpp\//)
        startsWith(root, 'process.kill(process.pid, "SIGSEGV"); await new Promise(() => {})')
        const crash = await checkUp(root)
        assert.match(checksOf(crash, 'engine').at(-1)?.summary ?? '', /does not get ready on this machine \(SIGSEGV/)
        assert.is(crash.exitCode, 3)
      },
      more,
    ))
})

spec('what a check-up knows of networks', (it) => {
  it('tells hosts of the own network from others by their name or address', () => {
    for (const name of ['gpu-box', '192.168.1.20', '10.0.0.7', '172.20.1.1', '[fd00::1]', 'box.local'])
      assert.ok(isNear(name), name)
    for (const name of ['ollama.com', '8.8.8.8', '172.32.0.1', '[2001:db8::1]']) assert.not.ok(isNear(name), name)
  })

  it('reads NO_PROXY as the requests do: names, domains, ports, and the star alone', () => {
    const url = 'http://gpu.example.org:11434'
    for (const exempt of [
      '*',
      'gpu.example.org',
      '.example.org',
      'example.org',
      '*.example.org',
      'a, gpu.example.org:11434',
    ])
      assert.ok(isExempt(url, exempt), exempt)
    for (const other of ['', 'a,*', 'ample.org', 'gpu.example.org:80']) assert.not.ok(isExempt(url, other), other)
  })
})
