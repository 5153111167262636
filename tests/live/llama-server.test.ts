/**
 * A real llama-server, on a model that the test writes itself:
 *
 *   FUSIONKIT_LLAMA_SERVER=/path/to/llama-server npm run test:live
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Completion, CompletionRequest } from '../../src/domain/completion.js'
import { openai } from '../../src/engines/openai.js'
import { aRequest, patient, sampling } from '../support/fake-ollama/asking.js'
import { openAt } from '../support/fake-openai/asking.js'
import { spec } from '../support/spec.js'
import { inTempFolder } from '../support/temp-folder.js'
import { writeTinyModel } from '../support/tiny-gguf.js'

const binary = (process.env['FUSIONKIT_LLAMA_SERVER'] ?? '').trim()
const model = 'tiny.gguf'
const longMs = 120_000
const slots = 2

type Ask = (changes?: Partial<CompletionRequest>) => Promise<Completion>

/** Words to choose from: else every seed says the same. */
const warm = { ...sampling, temperature: 1, top_k: 0, top_p: 1 }

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Resolves when the model is loaded; rejects with the last that the process said where it ends before. */
async function loaded(url: string, child: ChildProcess): Promise<void> {
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-2_000)))
  let failure: string | undefined
  child.once('error', (error) => (failure = error.message))
  child.once('exit', (code) => (failure ??= `exit code ${code}: ${said}`))
  for (;;) {
    const status = await fetch(`${url}/health`).then(
      (reply) => reply.status,
      () => 0,
    )
    if (status === 200) return
    if (failure !== undefined) throw new Error(`${binary}: ${failure}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function withServer(folder: string, use: (url: string) => Promise<void>): Promise<void> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const context = String(512 * slots) // divided among the slots
  const where = ['--host', '127.0.0.1', '--port', String(port)]
  const flags = ['-m', join(folder, model), ...where, '-c', context, '-np', String(slots), '-t', '1']
  const child = spawn(binary, flags, { stdio: ['ignore', 'ignore', 'pipe'] })
  const isGone = new Promise((resolve) => child.once('close', resolve))
  try {
    await loaded(url, child)
    await use(url)
  } finally {
    child.kill('SIGKILL')
    await isGone
  }
}

async function asking(use: (ask: Ask, url: string, width: number | 'auto') => Promise<void>): Promise<void> {
  await inTempFolder(async (folder) => {
    writeTinyModel(join(folder, model))
    await withServer(folder, async (url) => {
      const engine = await openAt({ url }, { models: [model] })
      try {
        await use(
          async (changes) => engine.complete(aRequest({ model, ...changes }), patient),
          url,
          engine.server.width,
        )
      } finally {
        await engine.close()
      }
    })
  })
}

async function idAt(url: string): Promise<string> {
  const who = await openai.identify({ kind: 'openai', base_url: url }, [model], { env: {} }, 5_000)
  return who.get(model)?.id ?? ''
}

const cases: readonly (readonly [string, () => Promise<void>])[] = [
  [
    'is known by its file, its counts and its template, which are the same after a restart at another port',
    async () =>
      inTempFolder(async (folder) => {
        writeTinyModel(join(folder, model))
        const ids: string[] = []
        while (ids.length < 2) await withServer(folder, async (url) => void ids.push(await idAt(url)))
        assert.match(ids[0] ?? '', /^openai llama\.cpp tiny \d+ \d+ \d+ \d+ template [\da-f]{16}$/)
        assert.is(ids[1], ids[0])
      }),
  ],
  [
    'says a question to its end, and how many calls it takes at once',
    async () =>
      asking(async (ask, _url, width) => {
        const { text, end, promptTokens = 0, completionTokens = 0 } = await ask({ sampling: warm })
        assert.match(text, /^(?:When|Who|How|Where|What) .*\?$/)
        assert.is(end, 'stop')
        assert.ok(promptTokens > 0 && completionTokens > 3)
        assert.is(width, slots)
      }),
  ],
  [
    'cuts an answer at max_tokens, and says so',
    async () =>
      asking(async (ask) => {
        const { end, completionTokens } = await ask({ sampling: { ...warm, max_tokens: 2 } })
        assert.equal([end, completionTokens], ['length', 2])
      }),
  ],
  [
    'says the same for the same seed, and other things for others',
    async () =>
      asking(async (ask) => {
        const texts: string[] = []
        for (const seed of [1, 2, 3, 4, 5, 6]) texts.push((await ask({ seed, sampling: warm })).text)
        assert.ok(new Set(texts).size > 2, texts.join(' '))
        for (const [index, text] of texts.entries())
          assert.is((await ask({ seed: index + 1, sampling: warm })).text, text)
      }),
  ],
  [
    'keeps to a JSON schema',
    async () =>
      asking(async (ask) => {
        const text = { type: 'string' }
        const properties = { simple: text, fluid: text }
        const format = { type: 'object', properties, required: ['simple', 'fluid'], additionalProperties: false }
        const answer = await ask({ format, sampling: { ...warm, max_tokens: 200 } })
        assert.is(answer.end, 'stop')
        assert.equal(Object.keys(JSON.parse(answer.text) as object), ['simple', 'fluid'])
      }),
  ],
  [
    'says that a prompt does not fit, instead of cutting it',
    async () =>
      asking(async (ask) => {
        const { end } = await ask({ messages: [{ role: 'user', content: 'How long is a sentence? '.repeat(200) }] })
        assert.is(end, 'prompt-too-long')
      }),
  ],
]

spec('a real llama-server', (it) => {
  for (const [sentence, check] of cases) {
    if (binary !== '') it(sentence, check, { deadlineMs: longMs })
    else it.skip(sentence, 'FUSIONKIT_LLAMA_SERVER names no program: "/path/to/llama-server"')
  }
})
