/** A command on a terminal of its own: `script` (util-linux) opens it, and what it shows can be read as a user would see it. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commandLine } from '../../src/messages/command-line.js'
import { makeTestScreen } from './screen.js'

export interface PtyOptions {
  readonly columns: number
  readonly rows: number
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

export interface Pty {
  /** Keys, as they are typed; "\u0003" is Ctrl-C. */
  write(keys: string): void
  /** What is in sight, row by row, without blanks at the end. */
  screen(): readonly string[]
  /** Resolves with what is in sight as soon as it is so; rejects where the command ends before. */
  when(predicate: (screen: readonly string[]) => boolean): Promise<readonly string[]>
  /** As if the window was drawn to this size. */
  resize(columns: number, rows: number): Promise<void>
  kill(signal: NodeJS.Signals): void
  /** All lines, also those that scrolled away, and wrapped ones whole; when the command has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly lines: readonly string[]; readonly written: string }>
}

/** Why there can be none; `undefined`: there can. */
export const noPty: string | undefined =
  process.platform !== 'linux'
    ? '`script` speaks otherwise here'
    : /util-linux/.test(String(spawnSync('script', ['--version']).stdout))
      ? undefined
      : 'there is no `script` of util-linux'

/** Await `ended`, or kill it: the test process stays open else. */
export function openPty(command: readonly string[], { columns, rows, cwd, env = {} }: PtyOptions): Pty {
  const folder = mkdtempSync(join(tmpdir(), 'fusionkit-pty-'))
  const known = join(folder, 'process')
  const { PATH = '', HOME = '' } = process.env
  const start = `stty cols ${columns} rows ${rows}; { tty; echo $$; } > ${commandLine([known])}; exec ${commandLine(command)}`
  const child = spawn('script', ['-qfec', start, '/dev/null'], {
    cwd,
    env: { PATH, HOME, SHELL: '/bin/sh', TERM: 'xterm-256color', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const screen = makeTestScreen(columns, rows)
  const looks = new Set<() => void>()
  const lookAgain = async () => {
    await screen.rowsInSight()
    for (const look of looks) look()
  }
  let own: readonly string[] | undefined
  /** Its terminal and the number of its process: known once it has shown anything. */
  const told = () => (own ??= readFileSync(known, 'utf8').trim().split('\n')) as readonly [tty: string, pid: string]
  child.stdin.on('error', () => {})
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told()
    screen.write(text)
    void lookAgain()
  })
  const closed = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code))
  }).finally(() => rmSync(folder, { recursive: true, force: true }))
  return {
    write: (keys) => void child.stdin.write(keys),
    screen: screen.rowsNow,
    when: async (predicate) => {
      let look: (() => void) | undefined
      const seen = new Promise<readonly string[]>((resolve) => {
        const lookNow = () => {
          if (predicate(screen.rowsNow())) resolve(screen.rowsNow())
        }
        looks.add((look = lookNow))
      })
      const tooLate = async () => {
        await closed
        await lookAgain()
        const all = (await screen.lines()).join('\n')
        return Promise.race([seen, Promise.reject(new Error(`it ended without showing it:\n${all}`))])
      }
      look?.()
      return Promise.race([seen, tooLate()]).finally(() => look && looks.delete(look))
    },
    resize: async (wide, high) => {
      await screen.resize(wide, high)
      execFileSync('stty', ['-F', told()[0], 'cols', `${wide}`, 'rows', `${high}`])
    },
    kill: (signal) => {
      try {
        process.kill(Number(told()[1]), signal)
      } catch {
        // it has ended already
      }
    },
    ended: closed.then(async (code) => ({ code, lines: await screen.lines(), written: screen.written })),
  }
}
