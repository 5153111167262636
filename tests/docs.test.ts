import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { spec } from './support/spec.js'

const readme = readFileSync('README.md', 'utf8')
const script = readFileSync('.ci/run', 'utf8')
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }

/** Commands of the fenced shell blocks, as they are typed: without prompt signs and comments. */
function shellCommands(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^```(?:sh|shell|bash|console)\n(.*?)^```/gms)].map(([, block = '']) => block)
  return blocks.flatMap((block) =>
    block
      .split('\n')
      .map((line) =>
        line
          .replace(/^\$ /, '')
          .replace(/ +#.*$/, '')
          .trim(),
      )
      .filter((line) => line !== '' && !line.startsWith('#')),
  )
}

/** What .ci/run does beside getting ready. */
function commandsOfScript(): string[] {
  return script
    .split('\n')
    .filter((line) => line !== '' && !/^(#|set |cd )/.test(line))
    .map((line) => line.replace(/^\((.*)\)$/, '$1'))
}

spec('README.md and .ci/run', (it) => {
  it('set up, build and test with the same two commands, in the same order', () => {
    assert.equal(commandsOfScript(), ['npm ci && npx fusionkit build', 'npm test'])
    const told = shellCommands(readme).filter((line) => commandsOfScript().includes(line))
    assert.equal([...new Set(told)], commandsOfScript())
  })

  it('ends with the first command that fails', () => {
    assert.match(script, /^#!\/usr\/bin\/env bash\n/)
    assert.match(script, /^set -euo pipefail$/m)
    assert.ok(process.platform === 'win32' || (statSync('.ci/run').mode & 0o111) !== 0, '.ci/run can be run')
    assert.not.match(script, /^[^(\n#]*&&/m, 'an && list outside of parentheses does not end the script')
  })
})

spec('the documents', (it) => {
  const documents = [
    'README.md',
    'CONTRIBUTING.md',
    'ARCHITECTURE.md',
    'CHANGELOG.md',
    'SECURITY.md',
    'examples/README.md',
    'bench/README.md',
    ...readdirSync('docs').map((name) => `docs/${name}`),
  ]
  const there = documents.filter((path) => existsSync(path))

  it('name scripts that package.json has', () => {
    for (const path of there) {
      const named = [...readFileSync(path, 'utf8').matchAll(/`npm run ([\w:-]+)/g)].map(([, name = '']) => name)
      const inBlocks = shellCommands(readFileSync(path, 'utf8')).flatMap(
        (line) => /\bnpm run ([\w:-]+)/.exec(line)?.[1] ?? [],
      )
      for (const name of [...named, ...inBlocks])
        assert.ok(manifest.scripts[name] !== undefined, `${path}: npm run ${name}`)
    }
  })
})
