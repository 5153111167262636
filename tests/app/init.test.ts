import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { hostSurroundings } from '../../src/app/host.js'
import { type InitOptions, initProject } from '../../src/app/init.js'
import { loadProject } from '../../src/app/load-project.js'
import { buildProject } from '../../src/app/build.js'
import type { Begun } from '../../src/domain/beginning.js'
import type { Question } from '../../src/domain/choice.js'
import { UserError } from '../../src/domain/diagnostic.js'
import { begunLines } from '../../src/messages/init.js'
import { startFakeOllama } from '../support/fake-ollama/server.js'
import type { FakeOptions } from '../support/fake-ollama/state.js'
import { spec } from '../support/spec.js'
import { freshFolder } from '../support/temp-folder.js'

interface Place {
  readonly root: string
  readonly questions: readonly Question[]
  init(options?: InitOptions): Promise<Begun | undefined>
  write(path: string, text: string): void
  read(path: string): string
  /** Files of the folder, by path. */
  files(): readonly string[]
}

interface Ways {
  readonly env?: Readonly<Record<string, string>>
  /** What the user picks of each question, the first one otherwise; left out: nobody can be asked. */
  readonly picks?: (question: Question) => string | undefined
}

const nobody = { OLLAMA_HOST: 'http://127.0.0.1:9' }

async function inPlace({ env = {}, picks }: Ways, use: (place: Place) => Promise<void>): Promise<void> {
  const root = freshFolder('init')
  const questions: Question[] = []
  const choose = async (question: Question) => {
    questions.push(question)
    return picks?.(question)
  }
  try {
    await use({
      root,
      questions,
      init: (options = {}) =>
        initProject(
          root,
          options,
          { env: { ...nobody, ...env } },
          { signal: new AbortController().signal, ...(picks === undefined ? {} : { choose }) },
        ),
      write: (path, text) => {
        mkdirSync(dirname(join(root, path)), { recursive: true })
        writeFileSync(join(root, path), text)
      },
      read: (path) => readFileSync(join(root, path), 'utf8'),
      files: () =>
        readdirSync(root, { recursive: true, encoding: 'utf8' })
          .filter((path) => statSync(join(root, path)).isFile())
          .sort(),
    })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

async function withOllama(models: FakeOptions['models'], use: (env: Record<string, string>) => Promise<void>) {
  const server = await startFakeOllama(models === undefined ? {} : { models })
  try {
    await use({ OLLAMA_HOST: server.url })
    assert.is(server.stats.calls, 0, 'nothing is asked of a model')
  } finally {
    await server.close()
  }
}

const gigabytes = (size: number) => ({ size: size * 1e9 })
const configOf = ({ read }: Place) => read('fusion.config.yaml')
const said = (begun: Begun | undefined) => (begun === undefined ? '' : begunLines(begun).join('\n'))

const widest = (begun: Begun | undefined) =>
  Math.max(
    ...said(begun)
      .split('\n')
      .map((line) => line.length),
  )

async function codeOf(work: Promise<unknown>): Promise<readonly string[]> {
  try {
    await work
  } catch (error) {
    if (error instanceof UserError) return [`${error.exitCode}`, ...error.diagnostics.map(({ code }) => code)]
    throw error
  }
  return []
}

const plain = ['dataset/question_groups/animals.jsonl', 'dataset/question_groups/inventions.jsonl']
const all = ['.gitignore', ...plain, 'fusion.config.schema.json', 'fusion.config.yaml']

spec('a project that is begun', (it) => {
  for (const language of ['en', 'fr'] as const)
    for (const engine of ['rules', 'ollama', 'openai', 'llama-cpp'])
      it(`has a config that reads without a word, in at most 60 lines (${language}, ${engine})`, async () =>
        inPlace({}, async (place) => {
          await place.init({ language, engine })
          const config = configOf(place)
          assert.ok(config.split('\n').length <= 61 && config.endsWith('}\n'), config)
          assert.match(config, /^# yaml-language-server: \$schema=\S+\n/)
          assert.ok(config.split('\n').every((line) => line.length <= 140))
          const { project, warnings } = await loadProject(place.root, 'fusion.config.yaml', {})
          assert.equal(warnings, [])
          assert.is(project.engine.kind, engine)
        }))

  it('is built with the rule engine into 36 records at once, in both languages', async () => {
    for (const language of ['en', 'fr'] as const)
      await inPlace({}, async (place) => {
        await place.init({ language, engine: 'rules' })
        const run = { emit: () => {}, signal: new AbortController().signal }
        const config = await loadProject(place.root, 'fusion.config.yaml', {})
        const { exitCode, records, tally } = await buildProject(config, {}, hostSurroundings(), run)
        assert.equal([exitCode, records, tally.rejected], [0, 36, {}])
      })
  })

  it('is a config, two groups, the schema, a .gitignore, and nothing else', async () =>
    inPlace({}, async (place) => {
      const begun = await place.init({ language: 'en' })
      assert.equal(place.files(), all)
      assert.equal(begun?.written.map(({ path }) => path).sort(), all)
      const rows = plain.flatMap((path) => place.read(path).trim().split('\n'))
      assert.is(rows.length, 8)
      for (const row of rows) {
        const { question, answer } = JSON.parse(row) as Record<string, string>
        assert.match(question ?? '', /\?$/)
        assert.ok((answer ?? '') !== '')
      }
    }))

  it('lies in a folder that is made for it, and says how to get there', async () =>
    inPlace({}, async (place) => {
      const begun = await place.init({ folder: 'my quiz/first', language: 'en' })
      assert.equal(
        place.files(),
        all.map((path) => `my quiz/first/${path}`),
      )
      assert.match(said(begun), /next: cd 'my quiz\/first'\n {6}npx fusionkit build/)
    }))

  it('speaks the language of the system where nobody says another', async () => {
    const languages: readonly [Record<string, string>, string][] = [
      [{ LANG: 'fr_FR.UTF-8' }, 'fr'],
      [{ LANG: 'de_DE.UTF-8' }, 'en'],
      [{ LANG: 'fr_FR.UTF-8', LC_ALL: 'C' }, 'en'],
      [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'fr' }, 'fr'],
      [{ LANG: 'fur_IT' }, 'en'],
      [{}, 'en'],
    ]
    for (const [env, language] of languages)
      await inPlace({ env }, async (place) => {
        assert.is((await place.init({ engine: 'rules' }))?.language, language, JSON.stringify(env))
      })
  })

  it('is not begun twice: the second time says so, and touches nothing', async () =>
    inPlace({}, async (place) => {
      await place.init({ language: 'en' })
      rmSync(join(place.root, '.gitignore'))
      assert.equal(await codeOf(place.init({ language: 'fr' })), ['2', 'config-is-there'])
      assert.equal(
        place.files(),
        all.filter((path) => path !== '.gitignore'),
      )
    }))

  it('leaves question files that were there as they are, uses them, and puts none of its own among them', async () =>
    inPlace({}, async (place) => {
      place.write('dataset/question_groups/animals.jsonl', '"mine?"\n"and mine?"\n')
      const begun = await place.init({ language: 'en' })
      assert.is(place.read('dataset/question_groups/animals.jsonl'), '"mine?"\n"and mine?"\n')
      assert.equal(begun?.kept, ['dataset/question_groups/animals.jsonl'])
      assert.match(said(begun), /kept +dataset\/question_groups\/animals\.jsonl +it was there/)
      assert.match(said(begun), /^The prompts are English\.$/m, 'the questions may be in any language')
      assert.not(place.files().includes('dataset/question_groups/inventions.jsonl'))
    }))

  it('is written whole or not at all', async () =>
    inPlace({}, async (place) => {
      mkdirSync(join(place.root, '.gitignore'))
      assert.equal(await codeOf(place.init({})), ['2', 'system-refuses'])
      assert.equal(place.files(), [])
      assert.not(existsSync(join(place.root, 'dataset')))
    }))

  it('says what it did in lines that fit a terminal of 80 columns', async () => {
    await inPlace({}, async (place) => assert.ok(widest(await place.init({})) < 80))
    await withOllama({ 'llama3.2:latest': gigabytes(2), 'qwen3:4b': gigabytes(3) }, async (env) =>
      inPlace({ env }, async (place) => assert.ok(widest(await place.init({})) < 80)),
    )
    await inPlace({}, async (place) => {
      for (let each = 0; each < 30; each += 1) place.write(`dataset/question_groups/own-${each}.jsonl`, '"a?"\n"b?"\n')
      assert.match(said(await place.init({})), /kept +dataset\/question_groups\/ +30 files that were there/)
    })
  })

  it('is not begun in a file, nor below one', async () =>
    inPlace({}, async (place) => {
      place.write('file', '')
      assert.equal(await codeOf(place.init({ folder: 'file' })), ['2', 'folder-is-file'])
      assert.equal(await codeOf(place.init({ folder: 'file/below/that' })), ['2', 'folder-is-file'])
      assert.equal(place.files(), ['file'])
    }))
})

spec('the .gitignore of a project that is begun', (it) => {
  it('leaves out the state and what is built, and neither questions nor the lock', async () =>
    inPlace({}, async ({ root, init }) => {
      await init({ engine: 'rules', language: 'en' })
      execFileSync('git', ['init', '--quiet', root])
      const ignored = (path: string) => {
        try {
          execFileSync('git', ['-C', root, 'check-ignore', '--quiet', path])
          return true
        } catch {
          return false
        }
      }
      for (const path of ['.fusionkit/store/x', 'dataset/fusion_datasets/a.jsonl', 'dataset/batch_fusion_generator/b'])
        assert.ok(ignored(path), path)
      for (const path of ['fusion.lock.json', 'fusion.config.yaml', 'dataset/question_groups/animals.jsonl'])
        assert.not(ignored(path), path)
    }))

  it('gets what is missing behind what was there, and nothing twice', async () => {
    const cases: readonly [was: string, is: RegExp][] = [
      [
        'node_modules',
        /^node_modules\n\n# .*\n\.fusionkit\/\n\n# .*\ndataset\/fusion_datasets\/\ndataset\/batch_.*\/\n$/,
      ],
      [
        'a\r\n',
        /^a\r\n\r\n# .*\r\n\.fusionkit\/\r\n\r\n# .*\r\ndataset\/fusion_datasets\/\r\ndataset\/batch_.*\/\r\n$/,
      ],
      [
        '/.fusionkit\ndataset/fusion_datasets\n',
        /^\/\.fusionkit\ndataset\/fusion_datasets\n\n# .*\ndataset\/batch_.*\/\n$/,
      ],
    ]
    for (const [was, is] of cases)
      await inPlace({}, async (place) => {
        place.write('.gitignore', was)
        const begun = await place.init({})
        assert.match(place.read('.gitignore'), is)
        assert.equal(begun?.extended, ['.gitignore'])
      })
  })

  it('is left alone where nothing is missing', async () =>
    inPlace({}, async (place) => {
      await place.init({})
      const text = place.read('.gitignore')
      rmSync(join(place.root, 'fusion.config.yaml'))
      const begun = await place.init({})
      assert.is(place.read('.gitignore'), text)
      assert.equal(begun?.extended, [])
      assert.not(begun?.written.some(({ path }) => path === '.gitignore'))
    }))

  it('leaves out what is installed, where there was none', async () =>
    inPlace({}, async (place) => {
      mkdirSync(join(place.root, 'node_modules'))
      await place.init({})
      assert.match(place.read('.gitignore'), /^# .*\nnode_modules\/\n\n# .*\n\.fusionkit\/\n/)
    }))
})

const inPackage = 'node_modules/fusionkit/schemas/fusion.config.schema.json'
const names = (kind: string) => JSON.stringify({ [kind]: { fusionkit: '^0.1.0' } })

const schemaOf = (config: string) => /\$schema=(\S+)/.exec(config)?.[1]

spec('the schema of a project that is begun', (it) => {
  it('is that of the package, here or above, where everybody gets it who installs what package.json names', async () => {
    for (const folder of ['', 'a/b/'])
      await inPlace({}, async (place) => {
        place.write(inPackage, '{}')
        place.write('package.json', names('devDependencies'))
        await place.init(folder === '' ? {} : { folder })
        const up = folder === '' ? './' : '../../'
        assert.is(schemaOf(place.read(`${folder}fusion.config.yaml`)), `${up}${inPackage}`)
        assert.not(place.files().includes(`${folder}fusion.config.schema.json`))
      })
  })

  it('is written beside the config elsewhere, the same as in the package', async () =>
    inPlace({}, async (place) => {
      place.write(inPackage, '{}')
      place.write('package.json', '{}') // installed, but nobody else would get it
      await place.init({})
      assert.is(schemaOf(configOf(place)), './fusion.config.schema.json')
      assert.is(place.read('fusion.config.schema.json'), readFileSync('schemas/fusion.config.schema.json', 'utf8'))
    }))
})

spec('who answers in a project that is begun', (it) => {
  it('is the smallest model of Ollama that follows instructions on its own machine, and it is said which and why', async () =>
    withOllama(
      {
        'nomic-embed-text:latest': { ...gigabytes(0.3), capabilities: ['embedding'] },
        'bge-m3:latest': gigabytes(1.2),
        'smollm:135m': gigabytes(0.1),
        'qwen2.5-coder:1.5b': gigabytes(1),
        'llama3.2:3b-text-q4_K_M': gigabytes(1.9),
        'deepseek-r1:1.5b': gigabytes(1.1),
        'gpt-oss:20b-cloud': { ...gigabytes(1), remoteHost: 'https://ollama.com:443', remoteModel: 'gpt-oss:20b' },
        'qwen3:4b': { ...gigabytes(2.6), capabilities: ['completion', 'thinking'] },
        'llama3.2:latest': gigabytes(2),
      },
      async (env) =>
        inPlace({ env }, async (place) => {
          const begun = await place.init({ language: 'en' })
          assert.equal(begun?.answerer, { engine: 'ollama', model: 'llama3.2:latest' })
          assert.match(configOf(place), /^engine: ollama\nmodel: llama3\.2:latest /m)
          assert.match(
            said(begun),
            /"llama3\.2:latest" \(ollama\) answers,\nthe smallest that suits of the 9 models at http:\S+ \(2\.0 GB\)\./,
          )
        }),
    ))

  it('is what there is, where none suits well', async () => {
    const choices: readonly [FakeOptions['models'], string][] = [
      [{ 'smollm:135m': gigabytes(0.1), 'mistral-large:latest': gigabytes(73) }, 'mistral-large:latest'],
      [{ 'smollm:135m': gigabytes(0.1), 'deepseek-r1:8b': gigabytes(5) }, 'deepseek-r1:8b'],
      [{ 'codellama:7b': gigabytes(4), 'smollm:135m': gigabytes(0.1) }, 'smollm:135m'],
      [{ 'llava:7b': gigabytes(4.7) }, 'llava:7b'],
    ]
    for (const [models, model] of choices)
      await withOllama(models, async (env) =>
        inPlace({ env }, async (place) => assert.is((await place.init({}))?.answerer.model, model)),
      )
  })

  it('is the rule engine where nobody answers, or no model does, and why is said', async () => {
    await inPlace({}, async (place) => {
      const begun = await place.init({ language: 'en' })
      assert.is(begun?.answerer.engine, 'rules')
      assert.match(said(begun), /Ollama does not answer at http:\/\/127\.0\.0\.1:9\.\nThe rule engine answers/)
      assert.match(said(begun), /`ollama pull llama3\.2`,\nand write `engine: ollama`/)
    })
    await withOllama({}, async (env) =>
      inPlace({ env }, async (place) => assert.match(said(await place.init({})), /has no models yet/)),
    )
    await withOllama({ 'bge-m3:latest': gigabytes(1.2) }, async (env) =>
      inPlace({ env }, async (place) => assert.match(said(await place.init({})), /has 1 model, and none that answers/)),
    )
    await inPlace({ env: { OLLAMA_HOST: 'ftp://nowhere' } }, async (place) =>
      assert.match(said(await place.init({})), /OLLAMA_HOST[\s\S]*The rule engine answers/),
    )
  })

  it('is who was asked for, and what is still to be done for that is said', async () =>
    inPlace({}, async (place) => {
      const begun = await place.init({ engine: 'ollama', model: "o'dd: name" })
      assert.match(said(begun), /is not there yet[\s\S]*ollama serve[\s\S]*ollama pull/)
      const { project } = await loadProject(place.root, 'fusion.config.yaml', {})
      assert.is(Object.values(project.groups[0]?.recipes ?? {})[0]?.variants[0]?.model, "o'dd: name")
    }))

  it('is Ollama where only a model is named', async () =>
    withOllama({ 'qwen3:4b': gigabytes(2.6) }, async (env) =>
      inPlace({ env }, async (place) => {
        const begun = await place.init({ model: 'qwen3:4b', language: 'en' })
        assert.equal(begun?.answerer, { engine: 'ollama', model: 'qwen3:4b' })
        assert.match(said(begun), /"qwen3:4b" \(ollama\) answers\./)
      }),
    ))

  it('is a server of OpenAI’s protocol at an address that the config says: of this machine, or else OpenAI', async () =>
    inPlace({}, async (place) => {
      const begun = await place.init({ engine: 'openai', model: 'mine' })
      assert.match(configOf(place), /^engine: \{ kind: openai, base_url: https?:\/\/\S+ \}\nmodel: mine /m)
      if (begun?.answerer.baseUrl === 'https://api.openai.com') assert.match(said(begun), /OPENAI_API_KEY/)
    }))
})

const first = ({ choices }: Question) => choices[0]?.value
const last = ({ choices }: Question) => choices.at(-1)?.value

spec('whoever begins a project in a terminal', (it) => {
  it('is asked for the language and for the model, each with what fits best as the first answer', async () =>
    withOllama({ 'qwen3:4b': gigabytes(2.6), 'llama3.2:latest': gigabytes(2) }, async (env) =>
      inPlace({ env: { ...env, LANG: 'fr_FR' }, picks: first }, async (place) => {
        const begun = await place.init()
        assert.equal([begun?.language, begun?.answerer.model], ['fr', 'llama3.2:latest'])
        assert.equal(
          place.questions.map(({ choices }) => choices.map(({ label }) => label)),
          [
            ['French', 'English'],
            ['llama3.2:latest', 'qwen3:4b', 'rules'],
          ],
        )
      }),
    ))

  it('may take another model, the rule engine, or Ollama that is yet to come', async () => {
    await withOllama({ 'qwen3:4b': gigabytes(2.6) }, async (env) =>
      inPlace({ env, picks: last }, async (place) => assert.is((await place.init())?.answerer.engine, 'rules')),
    )
    await inPlace({ picks: last }, async (place) => {
      const begun = await place.init({ language: 'en' })
      assert.equal(begun?.answerer, { engine: 'ollama', model: 'llama3.2:latest' })
      assert.match(said(begun), /is not there yet/)
    })
  })

  it('is not asked what the command line says', async () =>
    inPlace({ picks: first }, async (place) => {
      await place.init({ language: 'fr', engine: 'rules' })
      assert.equal(place.questions, [])
    }))

  it('may end at any question, and nothing is written', async () => {
    for (const question of [0, 1])
      await inPlace(
        { picks: ({ asks, choices }) => (/language/.test(asks) === (question === 0) ? undefined : choices[0]?.value) },
        async (place) => {
          assert.is(await place.init(), undefined)
          assert.is(place.questions.length, question + 1)
          assert.equal(place.files(), [])
        },
      )
  })
})

/** The first of the next commands, in a project that is begun there. */
async function nextOf(env: Record<string, string>): Promise<string> {
  let text = ''
  await inPlace({ env }, async (place) => {
    text = said(await place.init({ engine: 'rules' }))
  })
  return /^next: (.*?) {2}/m.exec(text)?.[1] ?? text
}

const agent = (name: string) => ({ npm_config_user_agent: `${name}/9.1.0 node/v20.19.0 linux x64` })

spec('the next commands', (it) => {
  it('are written as they have to be typed here', async () => {
    assert.is(await nextOf(agent('npm')), 'npx fusionkit build')
    assert.is(await nextOf(agent('pnpm')), 'pnpm exec fusionkit build')
    assert.is(await nextOf(agent('yarn')), 'yarn fusionkit build')
    assert.is(await nextOf(agent('bun')), 'bunx fusionkit build')
    assert.is(await nextOf({}), 'npx fusionkit build')
    await inPlace({}, async ({ root, write }) => {
      write('fusionkit', '')
      assert.is(await nextOf({ PATH: root }), 'fusionkit build')
    })
  })
})
