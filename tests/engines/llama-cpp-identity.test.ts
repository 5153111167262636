/** Who answers is what is in the model's files: found where the config says, and read again only when they have changed. */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { digestOf, digestOfFrames } from '../../src/base/hash.js'
import { sealedJson, unsealedJson } from '../../src/base/sealed-json.js'
import { EngineUnavailable } from '../../src/engines/engine.js'
import { llamaCpp } from '../../src/engines/llama-cpp.js'
import { findPackage } from '../../src/engines/llama-cpp/package.js'
import { openFileDigests } from '../../src/store/file-digests.js'
import { errorOf } from '../support/fake-ollama/asking.js'
import { spec } from '../support/spec.js'
import { installStub, stubVersion } from '../support/stub-llama/install.js'
import { inTempFolder } from '../support/temp-folder.js'

const kind = 'llama-cpp'

async function idOf(root: string, model: string, settings: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const known = await llamaCpp.identify({ kind, ...settings }, [model], { env: {}, root }, 1_000)
  return known.get(model)?.id ?? ''
}

async function refusal(root: string, model: string, settings: Readonly<Record<string, unknown>> = {}) {
  const error = await errorOf(idOf(root, model, settings))
  assert.instance(error, EngineUnavailable)
  const { diagnostic, isModelMissing } = error as EngineUnavailable
  return { ...diagnostic, isModelMissing }
}

const idFor = (digest: string) => `llama-cpp ${digest} node-llama-cpp ${stubVersion}`

async function inProject(files: readonly string[], use: (root: string) => Promise<void>): Promise<void> {
  await inTempFolder(async (root) => {
    installStub(root)
    for (const file of files) {
      mkdirSync(join(root, file, '..'), { recursive: true })
      writeFileSync(join(root, file), file)
    }
    await use(root)
  })
}

/** Writes other bytes, with the times of the old ones: only who reads them sees it. */
function changeUnseen(file: string, text: string): void {
  const { atime, mtime } = statSync(file)
  writeFileSync(file, text)
  utimesSync(file, atime, mtime)
}

spec('who answers for a model of llama.cpp', (it) => {
  it('is what is in its file, and the release that runs it: not its name, nor where it lies', async () =>
    inProject(['models/a.gguf'], async (root) => {
      const id = await idOf(root, 'models/a.gguf')
      assert.is(id, idFor(digestOf('models/a.gguf')))
      renameSync(join(root, 'models/a.gguf'), join(root, 'b.gguf'))
      assert.is(await idOf(root, join(root, 'b.gguf')), id)
      writeFileSync(join(root, 'b.gguf'), 'another one')
      assert.is(await idOf(root, 'b.gguf'), idFor(digestOf('another one')))
      installStub(root, '3.99.0')
      assert.match(await idOf(root, 'b.gguf'), /node-llama-cpp 3\.99\.0$/)
    }))

  it('is how messages are written down, too, where the config says that', async () =>
    inProject(['a.gguf'], async (root) => {
      const auto = await idOf(root, 'a.gguf', { chat_wrapper: 'auto' })
      assert.is(await idOf(root, 'a.gguf', { chat_wrapper: 'gemma' }), `${auto} chat_wrapper gemma`)
      for (const change of [{ sequences: 9 }, { threads: 1 }, { context_tokens: 999 }, { timeout_seconds: 1 }])
        assert.is(await idOf(root, 'a.gguf', change), auto)
    }))

  it('is what is in all parts of a model that has several', async () => {
    const parts = [1, 2, 3].map((part) => `big-0000${part}-of-00003.gguf`)
    await inProject(parts, async (root) => {
      const id = idFor(digestOfFrames(parts.map((part) => digestOf(part))))
      for (const part of parts) assert.is(await idOf(root, part), id)
      rmSync(join(root, 'big-00002-of-00003.gguf'))
      const { code, message, isModelMissing } = await refusal(root, 'big-00001-of-00003.gguf')
      assert.is(code, 'model-file-missing')
      assert.match(message, '3 parts, of which big-00002-of-00003.gguf is not there')
      assert.ok(isModelMissing)
    })
  })

  it('can be named as on Hugging Face, by what node-llama-cpp calls the files that it pulls', async () => {
    const names: Readonly<Record<string, string>> = {
      'hf_me_Tiny-3B.Q4_K_M.gguf': 'hf:me/Tiny-3B-GGUF:Q4_K_M',
      'hf_me_Tiny-4B.Q4_K_M.gguf': 'hf:me/Tiny-4B-GGUF',
      'hf_me_Tiny-5B.Q8_0-00001-of-00001.gguf': 'hf:me/Tiny-5B-GGUF:q8_0',
      'hf_me_plain_plain.Q4_K_M.gguf': 'huggingface:me/plain:Q4_K_M',
      'hf_me_Tiny-6B-IQ2.gguf': 'hf:me/Tiny-6B-GGUF/Tiny-6B-IQ2.gguf',
      'hf_me_Repo-GGUF_other.gguf': 'hf.co/me/Repo-GGUF/other.gguf',
      'hf_me_Repo-GGUF_dev_folder_deep.gguf': 'hf:me/Repo-GGUF/folder/deep.gguf#dev',
    }
    await inProject(
      Object.keys(names).map((file) => `pulled/${file}`),
      async (root) => {
        for (const [file, name] of Object.entries(names))
          assert.is(await idOf(root, name, { models_folder: 'pulled' }), idFor(digestOf(`pulled/${file}`)), name)
        const [file = ''] = Object.keys(names)
        assert.is(await idOf(root, file, { models_folder: 'pulled' }), idFor(digestOf(`pulled/${file}`)))
      },
    )
  })

  it('is nobody where nothing of that name was pulled: the command that does it is said, and nothing is fetched', async () =>
    inProject([], async (root) => {
      const usual = await refusal(root, 'hf:nobody/Nothing-GGUF:Q4_K_M')
      assert.is(usual.code, 'model-not-here')
      assert.match(usual.message, join(homedir(), '.node-llama-cpp', 'models'))
      assert.match(usual.hint ?? '', '`npx node-llama-cpp pull hf:nobody/Nothing-GGUF:Q4_K_M`')
      const own = await refusal(root, 'hf:nobody/Nothing-GGUF', { models_folder: 'pulled' })
      assert.match(own.hint ?? '', `pull --dir ${join(root, 'pulled')} hf:nobody/Nothing-GGUF`)
    }))

  it('is nobody where there is no such file: the one that may have been meant is said', async () =>
    inProject(['tiny-model.gguf'], async (root) => {
      const { code, hint } = await refusal(root, 'tiny-modle.gguf')
      assert.is(code, 'model-file-missing')
      assert.match(hint ?? '', 'Did you mean "tiny-model.gguf"?')
      assert.match((await refusal(root, 'quite/another.gguf')).hint ?? '', 'hf:user/repo')
    }))
})

spec('the package node-llama-cpp', (it) => {
  it('is that of the project, before the one beside fusionkit', async () =>
    inProject([], async (root) => {
      assert.is(findPackage(root)?.version, stubVersion)
      assert.match(findPackage(root)?.entry ?? '', 'node_modules/node-llama-cpp/dist/index.js')
    }))

  const sentence = 'that is not installed is said in a sentence with the line that installs it'
  if (findPackage('/') === undefined) {
    it(sentence, async () =>
      inTempFolder(async (root) => {
        const { code, message, hint } = await refusal(root, 'a.gguf')
        assert.is(code, 'llama-cpp-not-installed')
        assert.match(message, 'needs the package node-llama-cpp')
        assert.match(hint ?? '', '`npm install node-llama-cpp`')
        assert.match(hint ?? '', '@node-llama-cpp/')
      }),
    )
  } else it.skip(sentence, 'it is installed here')
})

spec('the digests of model files (contract 12)', (it) => {
  const oldMs = Date.now() + 60_000
  const open = (root: string, write = true) =>
    openFileDigests(join(root, 'models.json'), { nowMs: () => oldMs, hashAll: false, write })

  it('are remembered from build to build, and a file that has changed is read again', async () =>
    inTempFolder(async (root) => {
      const file = join(root, 'a.gguf')
      writeFileSync(file, 'one')
      assert.is(await open(root).digestOf(file), digestOf('one'))
      assert.is(await open(root).digestOf(file), digestOf('one'))
      changeUnseen(file, 'two')
      assert.is(await open(root).digestOf(file), digestOf('two')) // ctime says it
      assert.is(await open(root).digestOf(join(root, 'none.gguf')), undefined)
    }))

  it('are not read again where nothing has changed', async () =>
    inTempFolder(async (root) => {
      const [file, memory] = [join(root, 'a.gguf'), join(root, 'models.json')]
      writeFileSync(file, 'one')
      const digests = open(root)
      const both = await Promise.all([digests.digestOf(file), digests.digestOf(file)])
      assert.equal(both, [digestOf('one'), digestOf('one')])
      const kept = JSON.stringify(unsealedJson(readFileSync(memory, 'utf8')))
      const planted = JSON.parse(kept.replace(digestOf('one'), digestOf('two'))) as object
      writeFileSync(memory, sealedJson(planted))
      assert.is(await open(root).digestOf(file), digestOf('two')) // what is remembered, not what is in it
    }))

  it('leave nothing behind where nothing may be written', async () =>
    inTempFolder(async (root) => {
      writeFileSync(join(root, 'a.gguf'), 'one')
      await open(root, false).digestOf(join(root, 'a.gguf'))
      assert.throws(() => statSync(join(root, 'models.json')), /ENOENT/)
    }))
})
