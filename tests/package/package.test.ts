import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { publint } from 'publint'
import * as assert from 'uvu/assert'
import { type Installed, installedPackage } from '../support/packed.js'
import { spec } from '../support/spec.js'

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
}

type Check = (installed: Installed) => void | Promise<void>

const run = promisify(execFile)
const packageOf = ({ root }: Installed) => join(root, 'node_modules/fusionkit')
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest

/** More than this is looked at before it is shipped. Bytes; today's figures are in bench/README.md. */
const most = { packed: 750_000, unpacked: 2_700_000, files: 800 }

/** As npm names them. */
const entries = ['dist/src/cli.js', 'dist/src/index.js']

/** What a file imports, at once, later, or as the beginning of another process. */
function importsOf(text: string): readonly string[] {
  const imported = [
    ...text.matchAll(/(?:^(?:import|export|\}) .*?from |\bimport\(|\brequire\(|^import )["']([@\w./:-]+)["']/gm),
  ]
  const begun = [...text.matchAll(/new URL\(["']([^"']+\.js)["'], import\.meta\.url\)/g)]
  return [...imported.map(([, name = '']) => name), ...begun.map(([, name = '']) => `./${name}`)]
}

/** Files that the entries reach; what is not there is reached, too. */
function reachedFrom(folder: string, from: readonly string[], ending: '.js' | '.d.ts'): ReadonlySet<string> {
  const found = new Set(from)
  for (const path of found) {
    if (!existsSync(join(folder, path))) continue
    const own = importsOf(readFileSync(join(folder, path), 'utf8')).filter((name) => name.startsWith('.'))
    for (const name of own) found.add(join(dirname(path), name).replace(/(?:\.d)?\.[jt]s$/, ending))
  }
  return found
}

/** What is written by hand in projects that are shown: what a build makes of them is not shipped. */
function shownIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.(?:md|ya?ml|jsonl)$/.test(path) && !isBuilt.test(path))
}

const isBuilt = /\/(?:\.fusionkit|fusion_datasets|batch_fusion_generator|groups)\/|\/random\.jsonl$/

/** Links to files, each with its line. */
function linesWithLinks(page: string): readonly { readonly line: string; readonly link: string }[] {
  return page
    .split('\n')
    .flatMap((line) => [...line.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link = '']) => ({ line, link })))
}

/** How a program's compiler may look for modules; each strict, with the types of all libraries checked. */
const resolutions = [
  { module: 'node16', moduleResolution: 'node16' },
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
]

async function compiled({ root }: Installed, options: object): Promise<string> {
  const config = {
    compilerOptions: { target: 'es2022', strict: true, skipLibCheck: false, noEmit: true, types: ['node'], ...options },
    files: ['consumer.ts'],
  }
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(process.cwd(), 'node_modules/typescript/bin/tsc')
  const ended = run(process.execPath, [tsc, '--project', root], { cwd: root })
  return ended.then(
    () => '',
    (error: Error & { readonly stdout?: string }) => error.stdout || error.message,
  )
}

const checks: readonly (readonly [sentence: string, check: Check])[] = [
  [
    'holds what runs and its types, the schema, the documents with the projects that they show, and nothing else',
    (installed) => {
      const folder = packageOf(installed)
      const schemas = ['schemas/fusion.config.schema.json']
      const beside = ['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'fusion.config.yaml', 'package.json']
      const shown = ['examples', 'dataset/question_groups'].flatMap(shownIn)
      const docs = readdirSync('docs').map((name) => `docs/${name}`)
      const code = [...reachedFrom(folder, entries, '.js'), ...reachedFrom(folder, ['dist/src/index.d.ts'], '.d.ts')]
      assert.equal(
        installed.packed.files.map(({ path }) => path).sort(),
        [...code, ...schemas, ...beside, ...docs, ...shown].sort(),
      )
      assert.ok(code.includes('dist/src/engines/llama-cpp/child.js'), 'a process of its own')
      assert.ok(code.includes('dist/src/config/validate-config.js'), 'the compiled schema')
    },
  ],
  [
    'imports what it brings and what package.json names, and all of that',
    (installed) => {
      const names = installed.packed.files
        .filter(({ path }) => /\.(?:js|d\.ts)$/.test(path))
        .flatMap(({ path }) => importsOf(readFileSync(join(packageOf(installed), path), 'utf8')))
        .filter((name) => !name.startsWith('.') && !isBuiltin(name))
        .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name)
      const imported = new Set(names)
      const needed = Object.keys(manifest.dependencies)
      const known = new Set([...needed, ...Object.keys(manifest.peerDependencies)])
      assert.equal(
        [...imported].filter((name) => !known.has(name)),
        [],
      )
      assert.equal(
        needed.filter((name) => !imported.has(name)),
        [],
        'each is needed when it runs',
      )
    },
  ],
  [
    'leads to no map of sources that are not in it',
    (installed) => {
      for (const { path } of installed.packed.files)
        if (/\.(?:js|d\.ts)$/.test(path))
          assert.not.match(readFileSync(join(packageOf(installed), path), 'utf8'), /^\/\/# sourceMappingURL/m, path)
    },
  ],
  [
    'is small',
    ({ packed }) => {
      const { size, unpackedSize, files } = packed
      const figures = `${size} bytes, ${unpackedSize} unpacked, ${files.length} files`
      assert.ok(size <= most.packed && unpackedSize <= most.unpacked && files.length <= most.files, figures)
    },
  ],
  [
    'brings a command that can be run as it is',
    ({ packed }) => {
      assert.is((packed.files.find(({ path }) => path === 'dist/src/cli.js')?.mode ?? 0) & 0o111, 0o111)
      assert.ok(readFileSync('dist/src/cli.js', 'utf8').startsWith('#!/usr/bin/env node\n'))
    },
  ],
  [
    'is as publint wants it',
    async (installed) => {
      const { messages } = await publint({ pkgDir: packageOf(installed), pack: false, strict: true })
      assert.equal(messages, [])
    },
  ],
  [
    'has pages whose links lead to what is in it, or say that they lead into the repository',
    (installed) => {
      const folder = packageOf(installed)
      const pages = ['README.md', ...readdirSync(join(folder, 'docs')).map((name) => `docs/${name}`)]
      const dead = pages.flatMap((page) =>
        linesWithLinks(readFileSync(join(folder, page), 'utf8'))
          .filter(
            ({ line, link }) =>
              !/repository|ARCHITECTURE|CONTRIBUTING/.test(line) && !existsSync(join(folder, dirname(page), link)),
          )
          .map(({ link }) => `${page}: ${link}`),
      )
      assert.equal(dead, [])
    },
  ],
  [
    'begins and builds a project where it is installed, in the words that its user has to type',
    async ({ root }) => {
      const { PATH = '', HOME = '' } = process.env
      const agent = { npm_config_user_agent: 'npm/11.0.0 node/v20.19.0 linux x64' }
      const env = { PATH, HOME, OLLAMA_HOST: 'http://127.0.0.1:9', LANG: 'C', ...agent }
      const bin = join(root, 'node_modules/fusionkit/dist/src/cli.js')
      const call = async (...words: readonly string[]) => (await run(bin, words, { cwd: root, env })).stderr
      const begun = await call('init')
      assert.match(begun, /^wrote {5}fusion\.config\.yaml\n[\s\S]*\nnext: npx fusionkit build /)
      const text = readFileSync(join(root, 'fusion.config.yaml'), 'utf8')
      const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? []
      assert.is(schema, './node_modules/fusionkit/schemas/fusion.config.schema.json')
      assert.ok(existsSync(join(root, schema)))
      assert.match(await call('build'), /done: 3 targets in .*; 36 cells: 36 records, 0 rejected/)
      assert.match(await call('build'), /^up to date: 3 targets, 36 records\n$/)
    },
  ],
  [
    'has types with which a program compiles that uses every export, and wrong uses do not',
    async (installed) => {
      const consumer = readFileSync('tests/package/consumer.ts', 'utf8')
      const index = readFileSync(join(packageOf(installed), 'dist/src/index.d.ts'), 'utf8')
      assert.equal(
        exportsOf(index).filter((name) => !new RegExp(`^  (?:type )?${name},$`, 'm').test(consumer)),
        [],
        'tests/package/consumer.ts uses every export',
      )
      writeFileSync(join(installed.root, 'consumer.ts'), consumer)
      for (const options of resolutions) assert.is(await compiled(installed, options), '', JSON.stringify(options))
    },
  ],
]

/** Names of values and of types. */
function exportsOf(types: string): readonly string[] {
  const declared = [
    ...types.matchAll(/^export (?:declare )?(?:async )?(?:function|interface|class|type|const) (\w+)/gm),
  ]
  const listed = [...types.matchAll(/^export (?:type )?\{([^}]+)\}/gm)].flatMap(([, names = '']) => names.split(','))
  return [...declared.map(([, name = '']) => name), ...listed.map((name) => name.trim())].filter((name) => name !== '')
}

spec(
  'the package',
  (it) => {
    for (const [sentence, check] of checks) it(sentence, async () => check(await installedPackage()))
  },
  120_000,
)
