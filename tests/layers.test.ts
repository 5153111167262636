import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path/posix'
import * as assert from 'uvu/assert'
import { pathsBelow } from './support/paths-below.js'
import { spec } from './support/spec.js'

/** A folder → what it may import, beside itself. A folder that is not listed here may not exist. */
const may: Readonly<Record<string, readonly string[]>> = {
  base: [],
  domain: ['base'],
  messages: ['base', 'domain'],
  checks: ['base', 'domain', 'messages'],
  engines: ['base', 'domain', 'messages'],
  store: ['base', 'domain', 'messages'],
  questions: ['base', 'domain', 'messages'],
  config: ['base', 'domain', 'messages', 'checks', 'engines'],
  plan: ['base', 'domain', 'messages', 'checks'],
  fusion: ['base', 'domain', 'messages', 'checks'],
  targets: ['base', 'domain', 'messages', 'questions', 'fusion'],
  run: ['base', 'domain', 'messages', 'plan', 'store', 'fusion', 'questions', 'targets', 'engines', 'checks'],
  watch: ['base', 'domain', 'messages', 'config', 'plan', 'run'],
  app: [
    'base',
    'domain',
    'messages',
    'config',
    'plan',
    'store',
    'fusion',
    'questions',
    'targets',
    'engines',
    'checks',
    'run',
    'watch',
  ],
  commands: ['domain', 'messages', 'app'],
  'cli.ts': ['base', 'domain', 'messages', 'app', 'commands'],
  'index.ts': ['base', 'domain', 'app'],
}

/** A catalogue → its contract: all that others see of it. */
const catalogues: Readonly<Record<string, string>> = { checks: 'check.ts', engines: 'engine.ts' }

/** What several members of a catalogue share: they may import it, and it none of them. */
const shared = ['engines/calls', 'engines/http']

interface Source {
  /** From src/. */
  readonly path: string
  readonly home: string
  readonly text: string
  /** Paths from src/ of what it imports: values, types, and what is loaded later. */
  readonly imports: readonly string[]
}

const sources = pathsBelow('src')
  .filter((path) => path.endsWith('.ts'))
  .sort()
  .map(readSource)

function readSource(path: string): Source {
  const text = readFileSync(join('src', path), 'utf8')
  const specifiers = [...text.matchAll(/(?:\bfrom |\bimport\(|^import )'(\.[^']+)'/gm)].map(([, found = '']) => found)
  const imports = specifiers.map((found) => join(dirname(path), found).replace(/\.js$/, '.ts'))
  return { path, home: homeOf(path), text, imports }
}

function homeOf(path: string): string {
  return path.split('/')[0] ?? path
}

/** What `matches` says of every line that is no comment. */
function linesWith(pattern: RegExp, { path, text }: Source): string[] {
  return text
    .split('\n')
    .filter((line) => !/^\s*(\*|\/\*|\/\/)/.test(line) && pattern.test(line))
    .map((line) => `${path}: ${line.trim()}`)
}

spec('the layers', (it) => {
  it('are all on the map, and the map names no other', () => {
    assert.equal([...new Set(sources.map(({ home }) => home))].sort(), Object.keys(may).sort())
  })

  it('import inwards only, types and what is loaded later included', () => {
    const strays = sources.flatMap(({ path, home, imports }) =>
      imports
        .map(homeOf)
        .filter((to) => to !== home && may[home]?.includes(to) !== true)
        .map((to) => `${path} imports from ${to}`),
    )
    assert.equal(strays, [])
  })

  it('have a map without circles', () => {
    const seen = new Set<string>()
    for (let left = Object.keys(may); left.length > 0;) {
      const free = left.filter((folder) => may[folder]?.every((to) => seen.has(to)) === true)
      assert.ok(free.length > 0, `${left.join(', ')} import each other`)
      for (const folder of free) seen.add(folder)
      left = left.filter((folder) => !seen.has(folder))
    }
  })

  it('import files that are there, and no folder', () => {
    const known = new Set(sources.map(({ path }) => path).concat('config/validate-config.ts'))
    const strays = sources.flatMap(({ path, imports }) =>
      imports.filter((to) => !known.has(to) && !known.has(to.replace(/\.ts$/, '.d.ts'))).map((to) => `${path}: ${to}`),
    )
    assert.equal(strays, [])
  })

  it('meet a catalogue’s index.ts in app/ alone, so that everything else takes the catalogue as a value', () => {
    const strays = sources
      .filter(({ home }) => home !== 'app')
      .flatMap(({ path, imports }) => imports.filter(isCatalogueIndex).map((to) => `${path} imports ${to}`))
    assert.equal(strays, [])
  })

  it('see of the checks and the engines the contract alone', () => {
    const strays = sources.flatMap(({ path, home, imports }) =>
      imports
        .filter((to) => {
          const contract = catalogues[homeOf(to)]
          return contract !== undefined && home !== homeOf(to) && basename(to) !== contract && !isCatalogueIndex(to)
        })
        .map((to) => `${path} imports ${to}`),
    )
    assert.equal(strays, [])
  })

  // What two engines share lies in a folder of its own, which is no member: engines/calls/
  it('have members of a catalogue that know nothing of their siblings', () => {
    const strays = ['checks', 'engines', 'targets'].flatMap(strangersIn)
    assert.equal(strays, [])
  })

  it('share what several members need in folders that know no member', () => {
    const strays = sources
      .filter(({ path }) => shared.includes(dirname(path)))
      .flatMap(({ path, home, imports }) =>
        imports
          .filter((to) => homeOf(to) === home && basename(to) !== catalogues[home] && !shared.includes(dirname(to)))
          .map((to) => `${path} imports ${to}`),
      )
    assert.equal(strays, [])
  })

  it('keep in a catalogue its contract, its members with their folders, and what is shared', () => {
    const folders = sources.map(({ path }) => dirname(path)).filter((folder) => /^engines\/./.test(folder))
    const own = membersOf('engines').map((member) => member.replace(/\.ts$/, ''))
    assert.equal(
      [...new Set(folders)].filter((folder) => ![...own, ...shared].some((one) => `${folder}/`.startsWith(`${one}/`))),
      [],
    )
  })

  it('list every member of a catalogue in its index.ts', () => {
    for (const catalogue of ['checks', 'engines'] as const) {
      const files = sources
        .filter(
          ({ path }) => dirname(path) === catalogue && ![catalogues[catalogue], 'index.ts'].includes(basename(path)),
        )
        .map(({ path }) => path)
      assert.equal(
        files.filter((file) => !membersOf(catalogue).includes(file)),
        [],
        `not listed in src/${catalogue}/index.ts`,
      )
    }
  })

  it('touch the process, the clock and chance in cli.ts and app/ alone, and where a process of its own begins', () => {
    const pattern =
      /\bprocess\.|\bconsole\.|\bDate\.now\b|\bnew Date\(|\bMath\.random\b|\bperformance\.now\b|node:process/
    // base/clock.ts is where the clock that cli.ts and app/ hand in is made
    const may: ReadonlySet<string> = new Set(['cli.ts', 'base/clock.ts', 'engines/llama-cpp/child.ts'])
    const strays = sources
      .filter(({ path, home }) => home !== 'app' && !may.has(path))
      .flatMap((source) => linesWith(pattern, source))
    assert.equal(strays, [])
  })

  it('write to the process’s streams in cli.ts alone', () => {
    const strays = sources
      .filter(({ path }) => path !== 'cli.ts')
      .flatMap((source) => linesWith(/\bstd(out|err)\.write\b|\bconsole\./, source))
    assert.equal(strays, [])
  })

  it('say to users only what messages/ says: nobody else makes a diagnostic', () => {
    const strays = sources
      .filter(({ home }) => home !== 'messages' && home !== 'domain')
      .flatMap((source) => linesWith(/\bseverity: '(error|warning)'/, source))
    assert.equal(strays, [])
  })

  it('have files that are named after what they hold', () => {
    const vague = /^(utils?|helpers?|types?|common|misc|shared|constants)(\.ts)?$/
    const names = sources.flatMap(({ path }) => path.split('/').filter((part) => vague.test(part)))
    assert.equal(names, [])
  })
})

function isCatalogueIndex(path: string): boolean {
  return /^(checks|engines|targets)\/index\.ts$/.test(path)
}

/** What index.ts lists. */
function membersOf(catalogue: string): readonly string[] {
  const index = sources.find(({ path }) => path === `${catalogue}/index.ts`)
  const contracts = new Set([`${catalogue}/${catalogues[catalogue] ?? ''}`, 'targets/target-kind.ts'])
  return (index?.imports ?? []).filter((path) => homeOf(path) === catalogue && !contracts.has(path))
}

/** A member's files are its own and those of the folder of its name. */
function strangersIn(catalogue: string): string[] {
  const members = membersOf(catalogue)
  const memberOf = (path: string) =>
    members.find((member) => path === member || path.startsWith(`${member.replace(/\.ts$/, '')}/`))
  return sources
    .filter(({ path }) => path !== `${catalogue}/index.ts`)
    .flatMap(({ path, imports }) => {
      const owner = memberOf(path)
      if (owner === undefined) return []
      return imports
        .filter((to) => homeOf(to) === catalogue)
        .filter((to) => isCatalogueIndex(to) || ![owner, undefined].includes(memberOf(to)))
        .map((to) => `${path} imports ${to}`)
    })
}
