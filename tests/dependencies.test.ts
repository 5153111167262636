import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { promisify } from 'node:util'
import * as assert from 'uvu/assert'
import { pathsBelow } from './support/paths-below.js'
import { spec } from './support/spec.js'

interface Manifest {
  readonly version: string
  readonly license?: string
  readonly engines: { readonly node: string }
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

interface Locked {
  readonly version: string
  readonly integrity?: string
  readonly optional?: boolean
  readonly engines?: { readonly node?: string }
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
const lockText = readFileSync('package-lock.json', 'utf8')
const lock = JSON.parse(lockText) as { readonly packages: Readonly<Record<string, Locked>> }
const locked = Object.entries(lock.packages).filter(([path]) => path !== '')

const isWindows = process.platform === 'win32'

/** The oldest Node that is promised. */
const floor = [20, 19, 0] as const

spec('the dependencies', (it) => {
  it('run on Node 20.19, as package.json promises', () => {
    assert.is(manifest.engines.node, '>=20.19')
    const others = locked
      .filter(([, { engines }]) => engines?.node !== undefined && !admits(engines.node, floor))
      .map(([path, { engines }]) => `${path} wants ${engines?.node}`)
    assert.equal(others, [])
  })

  it('are pinned exactly where another version writes other bytes', () => {
    for (const name of ['@faker-js/faker', 'lmdb', 'wink-nlp', 'wink-eng-lite-web-model'])
      assert.match(manifest.dependencies[name] ?? '', /^\d+\.\d+\.\d+$/)
  })

  it('are in the lock as package.json has them', () => {
    const root = lock.packages[''] as unknown as Manifest
    assert.equal(root.dependencies, manifest.dependencies)
    assert.equal(root.devDependencies, manifest.devDependencies)
    assert.is(root.version, manifest.version)
    assert.equal(root.engines, manifest.engines)
  })

  it('are in the lock for every platform, or npm ci refuses it', () => {
    const missing = locked.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => lock.packages[`node_modules/${name}`] === undefined)
        .map((name) => `${name} of ${path}`),
    )
    assert.equal(missing, [])
  })

  it('are locked without an address, and with the digest of what is installed', () => {
    assert.not.match(lockText, /"resolved"|\bregistry\b/)
    const unsure = locked.filter(([, { integrity, optional }]) => integrity === undefined && optional !== true)
    assert.equal(unsure, [])
  })

  it('are those that the product imports, and no others', () => {
    const imported = new Set(
      productFiles().flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(/(?:\bfrom |\bimport\(|\brequire\()['"]((?:@[\w-]+\/)?[\w-]+)/g)].map(
          ([, name = '']) => name,
        ),
      ),
    )
    assert.equal([...imported].filter((name) => name !== 'node').sort(), Object.keys(manifest.dependencies).sort())
  })
})

spec('the package', (it) => {
  it(
    'holds what runs and its types, the schemas, and nothing else',
    async () => {
      const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
        shell: isWindows, // npm is a script there
      })
      const [{ files }] = JSON.parse(stdout) as [{ files: { path: string; mode: number }[] }]
      const paths = files.map(({ path }) => path)
      for (const path of ['dist/src/cli.js', 'dist/src/index.js', 'dist/src/index.d.ts', 'README.md', 'LICENSE'])
        assert.ok(paths.includes(path), path)
      assert.ok(paths.includes('dist/src/config/validate-config.js'), 'the compiled schema')
      assert.ok(paths.includes('schemas/fusion.config.schema.json'))
      const fits = /^(dist\/src\/.+\.(js|d\.ts)|schemas\/[\w.-]+\.json|README\.md|LICENSE|package\.json)$/
      assert.equal(
        paths.filter((path) => !fits.test(path)),
        [],
      )
    },
    { deadlineMs: 30_000 },
  )

  it('has a command that can be run as it is', () => {
    assert.ok(readFileSync('dist/src/cli.js', 'utf8').startsWith('#!/usr/bin/env node\n'))
    // Windows has no such mode: there npm writes a script that calls node
    assert.ok(isWindows || (statSync('dist/src/cli.js').mode & 0o111) !== 0)
  })
})

/** What is compiled from src/, with the schema that is compiled to code. */
function productFiles(): string[] {
  return pathsBelow('dist/src')
    .filter((path) => path.endsWith('.js'))
    .map((path) => `dist/src/${path}`)
}

spec('the reading of "engines"', (it) => {
  it('knows the forms that packages use', () => {
    const good = [
      '>=18',
      '>= 20.0.0',
      '^20.19.0 || >=22.12.0',
      '>=6.9.0 <21',
      '20.x || >=22',
      '*',
      '>=12.0',
      '18 || 20',
      '^18.17.0 || >=20.5.0',
    ]
    for (const range of good) assert.ok(admits(range, floor), range)
    const bad = ['>=22', '^18.0.0', '>=20.20', '^22.12.0 || >=24', '>20.19.0', '18', '>=18 <20']
    for (const range of bad) assert.not(admits(range, floor), range)
  })
})

type Version = readonly [number, number, number]

/** Enough of semver's ranges for "engines": `||`, blanks for and, comparators, `^`, `~`, x. Throws at anything else. */
function admits(range: string, version: Version): boolean {
  return range.split('||').some((part) =>
    part
      .trim()
      .replace(/([<>=^~])\s+/g, '$1')
      .split(/\s+/)
      .every((comparator) => fits(comparator, version)),
  )
}

function fits(comparator: string, version: Version): boolean {
  const found = /^([<>]=?|[=^~]?)v?(\d+|[x*])?(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?$/.exec(comparator)
  if (found === null) throw new Error(`"${comparator}" is not understood`)
  const [, sign = '', ...parts] = found
  const numbers = parts.map((part) => (part === undefined || /[x*]/.test(part) ? undefined : Number(part)))
  const [major, minor, patch] = numbers
  if (major === undefined) return true
  const order = compare(version, [major, minor ?? 0, patch ?? 0])
  switch (sign) {
    case '>=':
      return order >= 0
    case '>':
      return order > 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '^':
      return order >= 0 && version[0] === major
    case '~':
      return order >= 0 && version[0] === major && (minor === undefined || version[1] === minor)
    default:
      return version[0] === major && [undefined, version[1]].includes(minor) && [undefined, version[2]].includes(patch)
  }
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}
