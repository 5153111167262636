/** Completion in the real shells: bash always, zsh and fish where they are. */
import { execFile, spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as assert from 'uvu/assert'
import { scripts } from '../../src/commands/completion/scripts.js'
import { inProject, smallProject, type TestProject } from '../support/project.js'
import { noPty, openPty, type Pty } from '../support/pty.js'
import { spec } from '../support/spec.js'
import { cliPath } from '../support/start-cli.js'

const answer = promisify(execFile)

const missing = (shell: string): string | undefined =>
  spawnSync(shell, ['--version']).status === 0 ? undefined : `there is no ${shell} here`

/** A project with files whose names are hard on shells, and a \`fusionkit\` on the path and under node_modules. */
async function inShellProject<Result>(use: (project: TestProject, env: Record<string, string>) => Promise<Result>) {
  return inProject(
    {
      ...smallProject,
      'my config.yaml': smallProject['fusion.config.yaml'],
      'bin/fusionkit': `#!/bin/sh\nexec '${process.execPath}' '${cliPath}' "$@"\n`,
      'node_modules/.bin/fusionkit': `#!/bin/sh\nexec '${process.execPath}' '${cliPath}' "$@"\n`,
      'complete.bash': scripts.bash,
      '.zshrc': `PS1='$ '\n. ./complete.zsh\n`,
      'complete.zsh': scripts.zsh,
      'complete.fish': scripts.fish,
    },
    async (project) => {
      for (const path of ['bin/fusionkit', 'node_modules/.bin/fusionkit']) chmodSync(join(project.root, path), 0o755)
      const PATH = `${join(project.root, 'bin')}:${process.env['PATH'] ?? ''}`
      return use(project, { PATH, HOME: project.root, ZDOTDIR: project.root })
    },
  )
}

/** What is typed before Tab → the whole line after it. */
const lines: readonly (readonly [typed: string, becomes: string])[] = [
  ['fusionkit build ani', 'fusionkit build animals '],
  ['fusionkit build --engine=ru', 'fusionkit build --engine=rules '],
  ['fusionkit build --model=llama3.2:la', 'fusionkit build --model=llama3.2:latest '],
  ['fusionkit build --config=my', String.raw`fusionkit build --config=my\ config.yaml `],
  [
    String.raw`fusionkit build --config my\ config.yaml inv`,
    String.raw`fusionkit build --config my\ config.yaml inventions `,
  ],
  ['npx fusionkit preview flu', 'npx fusionkit preview fluid '],
]

/** Types each line, presses Tab, and waits until the line is there. */
async function tryLines(shell: Pty): Promise<void> {
  for (const [typed, becomes] of lines) {
    shell.write('\u0015') // clears the line
    shell.write(`${typed}\t#`)
    await shell.when((screen) => screen.some((row) => row.trimEnd().endsWith(`${becomes}#`)))
  }
  shell.write('\u0015exit\n')
  await shell.ended
}

spec('completion in a real shell', (it) => {
  const noBash = missing('bash')
  if (noBash !== undefined) it.skip('bash: is what a word is taken for, whatever bash breaks it at', noBash)
  else
    it('bash: answers for quotes, for ":" and "=", and for a script that is loaded twice', () =>
      inShellProject(async ({ root }, env) => {
        const drive = `source complete.bash; source complete.bash
ask() { COMP_LINE=$1 COMP_POINT=\${#1}; _fusionkit fusionkit "$2" x; printf '%s\\n' "\${#COMPREPLY[@]}" "\${COMPREPLY[@]}"; }
ask 'fusionkit explain "mer' 'mer'; ask 'fusionkit build --model=llama3.2:' ''; ask 'fusionkit build --model llama3.2:la' 'la'
ask 'fusionkit build "$(touch evil)' ''; ask 'fusionkit build zz' 'zz'; complete -p fusionkit npx`
        const { stdout, stderr } = await answer('bash', ['--norc', '-c', drive], { cwd: root, env })
        assert.equal(stdout.split('\n').slice(0, -3), ['1', 'merged', '1', 'latest', '1', 'latest', '0', '0'])
        assert.match(stdout, /-F _fusionkit fusionkit\n.*-F _fusionkit_npx npx\n$/)
        assert.not.match(stderr, /readonly|error/i)
      }))

  for (const [shell, start] of [
    ['bash', ['bash', '--norc', '-i']],
    ['zsh', ['zsh', '-i']],
  ] as const) {
    const why = noPty ?? missing(shell)
    const sentence = `${shell}: completes names, values, files and paths as they are typed`
    if (why !== undefined) it.skip(sentence, why)
    else
      it(sentence, () =>
        inShellProject(async ({ root }, env) => {
          const pty = openPty(start, { columns: 120, rows: 40, cwd: root, env: { ...env, PS1: '$ ' } })
          try {
            await pty.when((screen) => screen.some((row) => row.startsWith('$')))
            if (shell === 'bash') pty.write('source complete.bash\n')
            await tryLines(pty)
          } finally {
            pty.kill('SIGKILL')
          }
        }),
      )
  }

  const noFish = missing('fish')
  const sentence = 'fish: completes names, values, files and paths, with what they are'
  if (noFish !== undefined) it.skip(sentence, noFish)
  else
    it(sentence, () =>
      inShellProject(async ({ root }, env) => {
        const asked = [
          'fusionkit build an',
          'fusionkit build --engine=ru',
          'fusionkit build --config=my',
          'npx fusionkit preview flu',
          'fusionkit build zz',
        ]
        const drive = `source complete.fish; ${asked.map((line) => `complete -C '${line}'; echo @@`).join('; ')}`
        const { stdout, stderr } = await answer('fish', ['--no-config', '-c', drive], { cwd: root, env })
        const [targets, engines, files, variants, nothing] = stdout.split('@@\n').map((block) => block.trim())
        assert.is(targets, 'animals\ta group, never built')
        assert.is(engines, '--engine=rules\tthe engine of this config')
        assert.match(files ?? '', /^--config=my.*config\.yaml/)
        assert.match(variants ?? '', /^fluid\tRewrite/)
        assert.is(nothing, '')
        assert.is(stderr, '')
      }),
    )
})
