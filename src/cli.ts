#!/usr/bin/env node
/**
 * argv in, exit code out; the only file that touches the process.
 *
 * A mistake of the user ends with its diagnostics (exit 2 or 3), never with a stack trace; anything else that escapes
 * is a bug of ours and says so (exit 70).
 */
import type { LiveScreen } from './app/reporters/screen.js'
import { makeSystemClock } from './base/clock.js'
import type { LiveArea } from './base/live-area.js'
import type { Action } from './commands/command-line.js'
import type { Terminal } from './commands/terminal.js'
import type { Choose } from './domain/choice.js'
import { type ExitCode, exitCodeOf, Interrupted } from './domain/diagnostic.js'

/** npm passes on a Ctrl-C that the terminal has given to all of its processes: one press comes twice, a moment apart. */
const samePressMs = 100

/** Without a size of its own a terminal is taken for the usual one. Here, since nothing below `main()` is there before its end. */
const usual = { columns: 80, rows: 24 }

/** Made when they are first needed: a build that prints no data does without the one, a plan without the other. */
let stdout: NodeJS.WriteStream | undefined
let stderr: NodeJS.WriteStream | undefined

/** What stands at the bottom of the terminal: all that is said meanwhile goes above it. */
let standing: LiveArea | undefined

process.exitCode = await main()

async function main(): Promise<ExitCode> {
  const stop = stopOnSignal()
  const terminal = terminalOf(stop.signal)
  try {
    const action = await actionOf(process.argv.slice(2))
    if (action === undefined) return 0
    const code = await action(terminal)
    return await leave(stop.exitCode() ?? code)
  } catch (error) {
    return error === stop.signal.reason ? await leave(exitCodeOf(stop.signal)) : await told(error, terminal)
  } finally {
    stop.forget()
  }
}

async function told(error: unknown, terminal: Terminal): Promise<ExitCode> {
  const { tellError } = await import('./commands/tell-error.js')
  return tellError(error, terminal)
}

/** `undefined`: help or the version was asked for, and is printed. */
async function actionOf(argv: readonly string[]): Promise<Action | undefined> {
  // Typed all day, and with nothing in it to parse: the parser and the other commands would be a tenth of the time.
  if (argv.length === 1 && argv[0] === 'build') {
    const { buildTargets, plainBuild } = await import('./commands/build-targets.js')
    return (terminal) => buildTargets(plainBuild, terminal)
  }
  if (argv.length === 1 && argv[0] === 'plan') {
    const { planTargets } = await import('./commands/plan.js')
    return (terminal) => planTargets([], {}, terminal)
  }
  return (await import('./commands/typed.js')).actionOfTyped(argv, columnsOf(process.stdout))
}

/**
 * All is closed and written here: what the runtime still tidies up in its threads is not waited for (50 ms at 1,000 groups), nor, after
 * Ctrl-C, a server that does not answer. A pipe that still takes its bytes is.
 */
async function leave(code: ExitCode): Promise<ExitCode> {
  for (const stream of [stdout, stderr])
    if (stream !== undefined && stream.writableLength > 0)
      await new Promise<void>((resolve) => stream.write('', () => resolve()))
  return process.exit(code)
}

/** The first Ctrl-C asks for an orderly end, the second ends at once: every file and the store are whole at any time. */
function stopOnSignal(): {
  readonly signal: AbortSignal
  readonly exitCode: () => ExitCode | undefined
  readonly forget: () => void
} {
  const controller = new AbortController()
  let firstAt = 0
  const onSignal = (signal: NodeJS.Signals) => {
    const interrupted = new Interrupted(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM')
    if (controller.signal.aborted) {
      if (performance.now() - firstAt > samePressMs) process.exit(interrupted.exitCode)
      return
    }
    firstAt = performance.now()
    controller.abort(interrupted)
    void import('./messages/usage.js').then(({ stopping }) => say(`${stopping}\n`))
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    signal: controller.signal,
    exitCode: () => (controller.signal.aborted ? exitCodeOf(controller.signal) : undefined),
    forget: () => {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}

function terminalOf(signal: AbortSignal): Terminal {
  const { env, pid } = process
  return {
    cwd: process.cwd(),
    out: (text) => void (stdout ??= heard(process.stdout)).write(text),
    err: say,
    get color() {
      return wantsColor(process.stderr)
    },
    get dataColumns() {
      return columnsOf(process.stdout)
    },
    get dataColor() {
      return wantsColor(process.stdout)
    },
    get screen() {
      return screenOf(env)
    },
    get keys() {
      return process.stdin.isTTY && process.stderr.isTTY ? listenToKeys : undefined
    },
    get choose() {
      return process.stdin.isTTY && screenOf(env) !== undefined ? chooserOf(signal) : undefined
    },
    surroundings: {
      env,
      processId: pid,
      nowMs: () => Date.now(),
      clock: makeSystemClock(),
      random: () => Math.random(),
    },
    signal,
  }
}

/** What is done is done, whether or not somebody still reads of it: `fusionkit plan | head` is no error, nor a window that is closed. */
function heard(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  return stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
  })
}

function say(text: string): void {
  if (standing === undefined) (stderr ??= heard(process.stderr)).write(text)
  else standing.print(text)
}

function wantsColor({ isTTY }: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (FORCE_COLOR !== undefined) return !['0', 'false'].includes(FORCE_COLOR)
  return isTTY && TERM !== 'dumb'
}

/** Loaded by the first question. */
function chooserOf(signal: AbortSignal): Choose {
  return async (question) => {
    const { chooseInTerminal } = await import('./app/choose-in-terminal.js')
    return chooseInTerminal(question, { input: process.stdin, output: process.stderr, signal })
  }
}

/** `undefined`: it is no terminal. */
function columnsOf({ isTTY, columns }: NodeJS.WriteStream): number | undefined {
  return isTTY ? columns || usual.columns : undefined
}

/** `undefined`: nothing may be drawn on stderr. */
function screenOf({ CI, TERM, XTERM_VERSION, TMUX }: NodeJS.ProcessEnv): LiveScreen | undefined {
  const stream = (stderr ??= heard(process.stderr))
  if (!stream.isTTY || TERM === 'dumb' || !['', '0', 'false'].includes(CI ?? '')) return undefined
  return {
    write: (text) => void stream.write(text),
    get columns() {
      return stream.columns || usual.columns
    },
    get rows() {
      return stream.rows || usual.rows
    },
    // xterm and GNU screen cut off what no longer fits, and do not wrap it
    reflows: XTERM_VERSION === undefined && (TMUX !== undefined || TERM?.startsWith('screen') !== true),
    lend: (area, resized) => {
      const clear = () => area.clear()
      standing = area
      stream.on('resize', resized)
      process.on('exit', clear)
      return () => {
        standing = undefined
        stream.off('resize', resized)
        process.off('exit', clear)
      }
    },
  }
}

/**
 * Keys as they are pressed, without Enter. The terminal then gives no signals by itself: Ctrl-C and Ctrl-Z are sent on as the signals
 * that they are elsewhere.
 */
function listenToKeys(pressed: (key: string) => void): () => void {
  const { stdin } = process
  const restore = () => void stdin.setRawMode(false)
  const listen = () => void stdin.setRawMode(true)
  const onData = (data: Buffer) => {
    const text = data.toString()
    if (text.startsWith('\u001B')) return // an arrow, or a mouse
    for (const key of text) {
      if (key === '\u0003') process.kill(process.pid, 'SIGINT')
      else if (key === '\u001A' && process.platform !== 'win32') {
        restore()
        process.kill(0, 'SIGTSTP') // all of the job: npx waits for us, too
      } else pressed(key)
    }
  }
  listen()
  stdin.on('data', onData)
  stdin.resume()
  process.on('exit', restore)
  process.on('SIGCONT', listen)
  return () => {
    restore()
    stdin.off('data', onData)
    stdin.pause()
    process.off('exit', restore)
    process.off('SIGCONT', listen)
  }
}
