import { spawnSync } from 'node:child_process'
import * as assert from 'uvu/assert'
import { commandLine } from '../../src/messages/command-line.js'
import type { FakeOllama } from '../support/fake-ollama/server.js'
import { type TestProject } from '../support/project.js'
import { noPty, openPty, type Pty } from '../support/pty.js'
import { showsCursor } from '../support/screen.js'
import { answered, onSlowServer, width } from '../support/slow-server.js'
import { spec } from '../support/spec.js'
import { cliPath } from '../support/start-cli.js'

const size = { columns: 100, rows: 24 }
const share = (screen: readonly string[]) => screen.find((row) => /^[━─]* *\d+ %/.test(row))
const build = ({ root }: TestProject, env = {}, ...words: string[]) =>
  openPty([process.execPath, cliPath, 'build', ...words], { ...size, cwd: root, env })

const onATerminal: readonly (readonly [string, (fake: FakeOllama, project: TestProject) => Promise<void>])[] = [
  [
    'shows how far it is at the bottom, and what is done above it, and at the end only that (contract 41)',
    async (fake, project) => {
      const pty = build(project)
      await answered(fake, 4)
      const screen = await pty.when((rows) => share(rows)?.includes('4 of 12 cells') === true)
      assert.match(share(screen) ?? '', /33 % {2}4 of 12 cells.*; 4 asked, 0 reused, 0 rejected/)
      assert.ok(screen.some((row) => /^ {2}animals .*% {2}\d of 9 cells/.test(row)))
      assert.ok(
        screen.some((row) => /^ {2}simple: \S/.test(row)),
        'what a model said last',
      )
      fake.release()
      const { code, lines, written } = await pty.ended
      assert.is(code, 0)
      assert.equal(
        lines.map((line) => line.split(' ')[0]),
        ['built', 'built', 'built', 'done:', '→', 'next:', ''],
      )
      assert.ok(showsCursor(written))
    },
  ],
  [
    'stays in one piece when the window is made narrower and wider while it stands there',
    async (fake, project) => {
      const pty = build(project)
      await answered(fake, 4)
      await pty.when((rows) => share(rows)?.includes('4 of 12 cells') === true)
      for (const columns of [31, 120, 58]) {
        await pty.resize(columns, 20)
        await pty.when((rows) => isOneFrame(rows, columns))
      }
      fake.release()
      const { lines } = await pty.ended
      assert.is(lines.filter((line) => /%|simple:/.test(line)).length, 0, lines.join('\n'))
    },
  ],
  [
    'is gone after Ctrl-C, and the cursor is there (contract 26)',
    async (fake, project) => {
      const pty = build(project)
      await answered(fake, 4)
      await pty.when((rows) => share(rows) !== undefined)
      pty.write('\u0003')
      await pty.when((rows) => rows.some((row) => row.startsWith('stopping: ')))
      fake.release(width)
      await isStopped(pty, 130)
    },
  ],
  [
    'is gone after `kill`, and after a second one that ends at once (contract 26)',
    async (fake, project) => {
      const pty = build(project)
      await answered(fake, 4)
      await pty.when((rows) => share(rows) !== undefined)
      pty.kill('SIGTERM')
      await pty.when((rows) => rows.some((row) => row.startsWith('stopping: ')))
      const pressing = setInterval(() => pty.kill('SIGTERM'), 20)
      const { code, lines, written } = await pty.ended.finally(() => clearInterval(pressing))
      assert.is(code, 143)
      assert.equal(
        lines.map((line) => line.split(' ')[0]),
        ['stopping:'],
      )
      assert.ok(showsCursor(written))
      fake.release()
    },
  ],
  [
    'is not drawn under CI, on a dumb terminal, with --quiet or --json',
    async (fake, project) => {
      fake.release()
      for (const [env, words] of [
        [{ CI: 'true' }, []],
        [{ TERM: 'dumb' }, []],
        [{}, ['--quiet']],
        [{}, ['--json']],
      ] as const) {
        const { code, lines, written } = await build(project, env, '--force', ...words).ended
        assert.is(code, 0)
        assert.not.match(written, '\u001B[?2026h')
        assert.is(lines.length === 0, words.includes('--quiet' as never), lines.join('\n'))
      }
    },
  ],
]

spec('a build on a terminal', (it) => {
  for (const [sentence, check] of onATerminal)
    if (noPty === undefined) it(sentence, () => onSlowServer(check))
    else it.skip(sentence, noPty)
})

spec('a help on a terminal', (it) => {
  const sentence = 'is set into its width, and one that tells no size is taken for 80 columns wide'
  if (noPty !== undefined) it.skip(sentence, noPty)
  else
    it(sentence, () => {
      const said = spawnSync('script', [
        '-qec',
        `stty cols 0; ${commandLine([process.execPath, cliPath])} gc --help`,
        '/dev/null',
      ])
      assert.is(said.status, 0)
      assert.match(String(said.stdout), /; --yes deletes\r?\nthem\r?\n/)
    })
})

/** One line over all, no row is wider than the window, and nothing of an earlier frame stands above. */
function isOneFrame(rows: readonly string[], columns: number): boolean {
  const shown = rows.filter((row) => row !== '')
  return share(rows) === shown[0] && shown.length === 4 && shown.every((row) => row.length < columns)
}

async function isStopped(pty: Pty, expected: number): Promise<void> {
  const { code, lines, written } = await pty.ended
  assert.is(code, expected, lines.join('\n'))
  assert.equal(
    lines.map((line) => line.split(' ')[0]),
    ['stopping:', 'stopped:'],
  )
  assert.ok(showsCursor(written))
}
