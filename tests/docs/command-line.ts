/** `fusionkit …` in this process: the parser, the commands and their sentences of `src/cli.ts`, without a process for each line. */
import { inspect } from 'node:util'
import { makeSystemClock } from '../../src/base/clock.js'
import { commands } from '../../src/commands/index.js'
import { type Action, actionOf } from '../../src/commands/parse.js'
import { UserError } from '../../src/domain/diagnostic.js'
import { renderDiagnostics } from '../../src/messages/render.js'

export interface Printed {
  readonly code: number
  readonly stdout: string
  /** Both streams, as they come on a terminal. */
  readonly text: string
}

export interface Ways {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Told of all that was printed so far, whenever there is more; `stop` is Ctrl-C. */
  readonly onText?: (text: string, stop: () => void) => void
}

/** Runs a command to its end. */
export async function runHere(words: readonly string[], { cwd, env, onText }: Ways): Promise<Printed> {
  const stop = new AbortController()
  let stdout = ''
  let text = ''
  const say = (more: string) => {
    text += more
    onText?.(text, () => stop.abort())
  }
  const terminal = {
    cwd,
    out: (more: string) => {
      stdout += more
      say(more)
    },
    err: say,
    color: false,
    dataColor: false,
    screen: undefined,
    keys: () => () => {},
    surroundings: {
      env,
      processId: process.pid,
      nowMs: () => Date.now(),
      clock: impatient,
      random: () => 0.5,
    },
    signal: stop.signal,
  }
  try {
    const { result: action, said } = capturing(() => parsed(words))
    terminal.out(said)
    const code = (await action?.(terminal)) ?? 0
    return { code, stdout, text }
  } catch (error) {
    if (error instanceof UserError) {
      say(`${renderDiagnostics(error.diagnostics, { color: false })}\n`)
      return { code: error.exitCode, stdout, text }
    }
    if (error === stop.signal.reason) return { code: 130, stdout, text }
    throw error
  }
}

/** What is wrong with a command line that is only read, or nothing. */
export function mistakesIn(words: readonly string[]): readonly string[] {
  try {
    capturing(() => parsed(words))
    return []
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return error.diagnostics.map(({ message }) => message)
  }
}

/** Waits between tries are for servers that are busy; here none is. */
const impatient = {
  now: () => performance.now(),
  sleep: async (milliseconds: number, signal: AbortSignal) =>
    makeSystemClock().sleep(Math.min(milliseconds, 200), signal),
}

function parsed(words: readonly string[]): Action | undefined {
  return actionOf(words, commands, '0.0.0')
}

/** Help goes to the console. */
function capturing<Result>(work: () => Result): { readonly result: Result; readonly said: string } {
  let said = ''
  const restore = onConsole((line) => (said += `${line}\n`))
  try {
    const result = work()
    return { result, said }
  } finally {
    restore()
  }
}

/** Until what it returns is called, the console tells this instead of printing; its warnings and errors go nowhere. */
export function onConsole(tell: (line: string) => void): () => void {
  const printer = globalThis.console
  const { log, info, warn, error } = printer
  const told = (...parts: readonly unknown[]) => tell(parts.map(wordOf).join(' '))
  Object.assign(printer, { log: told, info: told, warn: () => {}, error: () => {} })
  return () => void Object.assign(printer, { log, info, warn, error })
}

function wordOf(part: unknown): string {
  return typeof part === 'string' ? part : inspect(part)
}
