import * as assert from 'uvu/assert'
import { hostSurroundings } from '../../src/app/host.js'
import { commandLineOf } from '../../src/commands/command-line.js'
import { complete } from '../../src/commands/completion/complete.js'
import { quotedForBash, typedLine } from '../../src/commands/completion/typed-line.js'
import { cursorAt } from '../../src/commands/completion/wanted.js'
import { commands } from '../../src/commands/index.js'
import { allLocales, localesAtHand } from '../../src/questions/faker.js'
import { inProject, questions, smallConfig, smallProject, type TestProject } from '../support/project.js'
import { spec } from '../support/spec.js'

const cli = commandLineOf(commands, () => {})

/** What a shell is told; without the first line, which says whether files are completed, too. */
async function told(root: string, shell: string, ...typed: readonly string[]) {
  let text = ''
  const { env } = hostSurroundings()
  const surroundings = { ...hostSurroundings(), env: { ...env, HOME: root } }
  await complete([shell, ...typed], commands, { cwd: root, out: (more) => (text += more), surroundings })
  const [kind, ...lines] = text.split('\n').slice(0, -1)
  return { kind, lines, names: lines.map((line) => line.split('\t')[0]) }
}

/** With fish, which is told everything there is. */
const names = async (root: string, ...words: readonly string[]) => (await told(root, 'fish', '--', ...words)).names

const kinds = (...words: readonly string[]) => cursorAt(words, cli).wanted.kind

function options(...words: readonly string[]): readonly string[] {
  const { wanted } = cursorAt([...words, '-'], cli)
  return wanted.kind === 'options' ? wanted.options.map(({ flag }) => flag) : []
}

/** Its words, and the quote that is open. */
function read(line: string): readonly (string | undefined)[] {
  const { words, open } = typedLine(line)
  return [...words, open]
}

/** A project that was built, in memory of what its build left behind. */
async function inBuilt<Result>(use: (project: TestProject) => Promise<Result>): Promise<Result> {
  return inProject(
    {
      ...smallProject,
      'q/music.jsonl': questions('Who?', 'Why?'),
      's.jsonl': questions('A?', 'B?', 'C?', 'D?'),
      'fusion.config.yaml': `${smallConfig}  cuts: { source: pool, size: 2 }\nsources:\n  pool: { files: s.jsonl }\n  people: { faker: { entries: 3 } }\n`,
    },
    async (project) => {
      const { code, stderr } = await project.run(['build'])
      assert.is(code, 0, stderr)
      return use(project)
    },
  )
}

spec('what is completed', (it) => {
  it('is what the commands are defined as: no option and no argument is forgotten', () => {
    const free = new Set(['n', 'm'])
    for (const verb of cli.commands) {
      for (const { rawName } of verb.options) {
        const [flag = '', value] = rawName.replace(/^-\w, /, '').split(/ (?=<)/)
        const { wanted } = cursorAt([verb.name, flag, ''], cli)
        const isFree = value === undefined || free.has(value.slice(1, -1))
        if (!isFree) assert.is.not(wanted.kind, 'anything', `${verb.name} ${rawName}: say in wanted.ts what it takes`)
      }
      for (const [at, { value }] of verb.args.entries()) {
        const before = Array.from({ length: at }, () => 'export')
        const { wanted } = cursorAt([verb.name, ...before, ''], cli)
        assert.is.not(wanted.kind, 'anything', `${verb.name} <${value}>: say in wanted.ts what it takes`)
      }
    }
  })

  it('is a command first, then its options and arguments, each of them once', () => {
    assert.is(kinds(''), 'commands')
    assert.is(kinds('bu'), 'commands')
    assert.is(kinds('help', 'bu'), 'commands')
    assert.is(kinds('help', 'build', ''), 'anything')
    assert.is(kinds('bild', ''), 'anything')
    assert.is(kinds('build', ''), 'targets')
    assert.is(kinds('build', '--force', ''), 'targets')
    assert.is(kinds('build', '--config', ''), 'files')
    assert.is(kinds('build', '--config='), 'files')
    assert.is(kinds('build', '--config', 'a.yaml', ''), 'targets')
    assert.is(kinds('build', '--max-calls', ''), 'anything')
    assert.is(kinds('build', '--', ''), 'anything')
    assert.is(kinds('explain', 'animals', ''), 'anything')
    assert.is(kinds('batch', ''), 'words')
    assert.is(kinds('batch', 'export', ''), 'groups')
    assert.is(kinds('batch', 'import', ''), 'files')
    assert.is(kinds('fuse', ''), 'files')
    assert.is(kinds('accept', ''), 'edited')
    assert.ok(options('build').includes('--force') && options('build').includes('--no-gpu'))
    assert.not(options('build', '--force').includes('--force'))
    assert.not(options('build', '-q').includes('--quiet'))
    assert.not(options('build', '--engine=rules').includes('--engine'))
    assert.equal(options(), ['--help', '--version'])
  })

  it('reads a line as bash does, with what is open at its end', () => {
    assert.equal(read('fusionkit build '), ['fusionkit', 'build', '', undefined])
    assert.equal(read(String.raw`fusionkit 'a b' c\ d "e\"f`), ['fusionkit', 'a b', 'c d', 'e"f', '"'])
    assert.equal(read(`explain merged:1`), ['explain', 'merged:1', undefined])
    assert.equal(read(`a ''`), ['a', '', undefined])
    assert.equal(read(`a 'b\\`), ['a', 'b\\', "'"])
    for (const name of ['plain-1.jsonl', 'a b', "it's", '$(rm)', '~x', 'a"b', 'é;ü', 'x\\y'])
      for (const open of ['"', "'", undefined] as const)
        assert.is(typedLine(`${open ?? ''}${quotedForBash(name, open)}`).words[0], name, `${name} in ${open}`)
  })

  it('knows targets, variants, lines and files of a project that was built, with what they are', () =>
    inBuilt(async ({ root, write }) => {
      assert.equal((await told(root, 'fish', '--', 'build', 'an')).lines, [
        'animals\ta group, 9 records',
        'inventions\ta group, 3 records',
        'music\ta group, 3 records',
        'topics\tthe key of 3 groups',
        'cuts-1\ta group, 3 records',
        'cuts-2\ta group, 3 records',
        'cuts\tthe key of 2 groups',
        'source:people\ta generated source, 3 records',
        'groups:cuts\tcuts "pool" into groups',
        'merged\tall groups in one file, 21 records',
      ])
      const output = 'dataset/fusion_datasets/animals.jsonl'
      assert.ok((await names(root, 'build', 'dataset/')).includes(output))
      assert.not((await names(root, 'build', 'animals', '')).includes('animals'))
      assert.equal(await names(root, 'preview', ''), ['simple', 'fluid', 'academic'])
      assert.equal(await names(root, 'rejected', '--variant', 'f'), ['simple', 'fluid', 'academic'])
      assert.equal(await names(root, 'explain', 'merged:'), ['merged:1', 'merged:21'])
      const files = await names(root, 'explain', 'q/')
      for (const file of ['q/animals.jsonl', 's.jsonl', 'fusion.config.yaml', output]) assert.ok(files.includes(file))
      assert.ok((await names(root, 'accept', '')).includes(output))
      assert.not((await names(root, 'batch', 'export', '')).includes('merged'))
      assert.ok((await names(root, 'rejected', '')).includes('merged'))
      assert.ok((await names(root, 'rejected', '--reason', '')).includes('duplicate'))
      assert.equal(await names(root, 'build', '--model='), ['--model=llama3.2:latest'])
      write(`${output}.edited-1a2b3c4d`, '')
      write('other.yaml', smallConfig.replace('topics', 'themes'))
      assert.ok((await names(root, 'build', '--config', 'other.yaml', '')).includes('themes'))
      assert.ok((await names(root, 'build', '--config=~/other.yaml', '')).includes('themes'))
    }))

  it('knows engines, languages and formats of this version', () =>
    inProject({}, async ({ root }) => {
      assert.equal(await names(root, 'build', '--engine', ''), ['ollama', 'openai', 'llama-cpp', 'rules'])
      assert.equal(await names(root, 'models', ''), ['ollama', 'openai', 'llama-cpp'])
      assert.equal(await names(root, 'fuse', '--lang', ''), ['en', 'fr'])
      assert.equal(
        await names(root, 'graph', '--format='),
        ['text', 'mermaid', 'dot', 'json'].map((f) => `--format=${f}`),
      )
      assert.equal(
        (await told(root, 'fish', '--', 'build', '--engin')).lines[1],
        '--engine\tAnother engine than the config names: ollama, openai, llama-cpp or rules',
      )
      assert.equal([...localesAtHand()].sort(), [...(await allLocales())].sort())
    }))

  it('is told to each shell as it takes it', () =>
    inProject(smallProject, async ({ root }) => {
      const ask = async (...typed: readonly string[]) => {
        const { kind, lines } = await told(root, ...(typed as [string]))
        return [kind, ...lines]
      }
      assert.equal(await ask('bash', 'fusionkit build ani', 'ani'), ['words', 'animals'])
      assert.equal(await ask('bash', 'fusionkit build --engine=ru', 'ru'), ['words', 'rules'])
      assert.equal(await ask('bash', 'fusionkit build --engine=ru', '--engine=ru'), ['words', '--engine=rules'])
      assert.equal(await ask('bash', 'fusionkit build --config=', ''), ['files'])
      assert.equal(await ask('bash', 'fusionkit build zz', 'zz'), ['words'])
      assert.equal(await ask('bash', 'fusionkit explain zz', 'zz'), ['files'])
      assert.equal(await ask('bash', 'npx -y fusionkit build mer', 'mer'), ['words', 'merged'])
      assert.equal(await ask('bash', 'npx cowsay mer', 'mer'), ['files'])
      assert.equal(await ask('zsh', '--', 'models', ''), ['words', 'ollama', 'openai', 'llama-cpp'])
      assert.ok((await ask('zsh', '--', 'build', 'x')).includes('merged:all groups in one file, never built'))
      assert.ok((await ask('zsh', '--', 'build', '--model', '')).includes('llama3.2\\:latest:asked by this config'))
      assert.equal(await ask('pwsh', '--', '=build', '=--engine=ru'), [
        'words',
        '--engine=rules\tthe engine of this config',
      ])
      assert.equal(await ask('pwsh', '--', '=build', '=--config', '='), ['files'])
      assert.equal(await ask('tcsh', '--', 'build', ''), [undefined])
    }))

  it('is commands and options alone where the config is broken or not there, and nothing is said of it', () =>
    inProject({ 'fusion.config.yaml': 'version: 1\n  engine: [' }, async ({ root, run }) => {
      for (const words of [
        ['build', ''],
        ['preview', ''],
        ['explain', ''],
        ['accept', ''],
        ['build', '--model', ''],
      ])
        assert.equal(await names(root, ...words), [])
      assert.ok((await names(root, '')).includes('build'))
      assert.equal(await run(['completion', '--complete', 'fish', '--', 'build', '--engine', '']), {
        code: 0,
        stdout: 'words\nollama\nopenai\nllama-cpp\nrules\n',
        stderr: '',
      })
      assert.equal(await names(root, 'build', '--config', 'no.yaml', ''), [])
      assert.equal(await run(['completion', '--complete']), { code: 0, stdout: '', stderr: '' })
    }))

  it('writes nothing, and waits for nobody who holds the lock', () =>
    inProject(smallProject, async ({ root, files, has, write }) => {
      const before = files()
      await names(root, 'build', '')
      assert.not(has('.fusionkit'))
      write('.fusionkit/lock', '{"pid":1}')
      await names(root, 'explain', '')
      assert.equal(files(), before)
    }))
})

spec('fusionkit completion', (it) => {
  it('prints a script for each shell, and says how to set it up where none is named', () =>
    inProject({}, async ({ run, files }) => {
      for (const shell of ['bash', 'zsh', 'fish', 'pwsh']) {
        const { code, stdout, stderr } = await run(['completion', shell])
        assert.is(code, 0, stderr)
        assert.match(stdout, new RegExp(`completion --complete ${shell}`))
        assert.not.match(stdout, /\beval\b|Invoke-Expression|undefined|\\\$\{/)
      }
      assert.is((await run(['completion', 'powershell'])).code, 0)
      const fish = await run(['completion'], { env: { SHELL: '/usr/bin/fish' } })
      assert.match(fish.stderr, /seems to be fish[\s\S]*fusionkit completion fish >/)
      assert.is(fish.stdout, '')
      const windows = await run(['completion'], { env: { PSModulePath: 'x' } })
      assert.match(windows.stderr, /seems to be pwsh/)
      assert.match((await run(['completion'], { env: { SHELL: '/bin/tcsh' } })).stderr, /Name it/)
      const slip = await run(['completion', 'zhs'])
      assert.is(slip.code, 2)
      assert.match(slip.stderr, /Did you mean "zsh"\?/)
      assert.equal(files(), {})
    }))

  it('has a script for PowerShell whose brackets and quotes close (no PowerShell tries it here)', () =>
    inProject({}, async ({ run }) => {
      const { stdout } = await run(['completion', 'pwsh'])
      const bare = stdout.replace(/^ *#.*$/gm, '').replace(/'[^'\n]*'|"[^"\n]*"/g, '')
      assert.not.match(bare, /['"`]/)
      const open: string[] = []
      for (const sign of bare.match(/[(){}[\]]/g) ?? []) {
        if ('([{'.includes(sign)) open.push(sign)
        else assert.is(`${open.pop()}${sign}`.replace(/^(\(\)|\[\]|\{\})$/, 'closed'), 'closed')
      }
      assert.equal(open, [])
    }))
})
