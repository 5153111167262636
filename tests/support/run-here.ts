/** `fusionkit …` in this process: the parser, the commands and their sentences of `src/cli.ts`, without a process for each line. */
import { inspect } from 'node:util'
import { makeSystemClock } from '../../src/base/clock.js'
import { tellError } from '../../src/commands/tell-error.js'
import type { Terminal } from '../../src/commands/terminal.js'
import { actionOfTyped } from '../../src/commands/typed.js'
import { exitCodeOf, Interrupted, UserError } from '../../src/domain/diagnostic.js'

export interface Printed {
  readonly code: number
  /** Data. */
  readonly stdout: string
  /** Messages. */
  readonly stderr: string
  /** Both streams, as they come on a terminal. */
  readonly text: string
}

export interface Ways {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Somebody sits at a keyboard, and presses nothing. */
  readonly hasKeys?: boolean
  /** Of the terminal that stdout is; left out: it is none. */
  readonly columns?: number
  /** Told of all that was printed so far, whenever there is more; `stop` is Ctrl-C. */
  readonly onText?: (text: string, stop: () => void) => void
}

/** Runs a command to its end. */
export async function runHere(
  words: readonly string[],
  { cwd, env, hasKeys = false, columns, onText }: Ways,
): Promise<Printed> {
  const stop = new AbortController()
  const printed = { stdout: '', stderr: '', text: '' }
  const on = (stream: 'stdout' | 'stderr') => (more: string) => {
    printed[stream] += more
    printed.text += more
    onText?.(printed.text, () => stop.abort(new Interrupted('SIGINT')))
  }
  const terminal: Terminal = {
    cwd,
    out: on('stdout'),
    err: on('stderr'),
    color: false,
    dataColor: false,
    dataColumns: columns,
    screen: undefined,
    keys: hasKeys ? () => () => {} : undefined,
    choose: undefined,
    surroundings: { env, processId: process.pid, nowMs: () => Date.now(), clock: impatient, random: () => 0.5 },
    signal: stop.signal,
  }
  return { code: await codeOf(words, terminal), ...printed }
}

async function codeOf(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const { result: action, said } = await capturing(() => actionOfTyped(words, terminal.dataColumns))
    if (said !== '') terminal.out(said)
    const code = (await action?.(terminal)) ?? 0
    return terminal.signal.aborted ? exitCodeOf(terminal.signal) : code
  } catch (error) {
    return error === terminal.signal.reason ? exitCodeOf(terminal.signal) : tellError(error, terminal)
  }
}

/** What is wrong with a command line that is only read, or nothing. */
export async function mistakesIn(words: readonly string[]): Promise<readonly string[]> {
  try {
    await capturing(() => actionOfTyped(words))
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

let lastCapture: Promise<unknown> = Promise.resolve()

/** Help goes to the console, which all share: so one after the other. */
async function capturing<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly said: string }> {
  const turn = lastCapture.then(async () => {
    let said = ''
    const restore = onConsole((line) => (said += `${line}\n`))
    try {
      return { result: await work(), said }
    } finally {
      restore()
    }
  })
  lastCapture = turn.catch(() => {})
  return turn
}

/** Until what it returns is called, the console tells this instead of printing. */
export function onConsole(tell: (line: string) => void): () => void {
  const printer = globalThis.console
  const { log, info, error } = printer
  const told = (...parts: readonly unknown[]) => tell(parts.map(wordOf).join(' '))
  Object.assign(printer, { log: told, info: told, error: told })
  return () => void Object.assign(printer, { log, info, error })
}

function wordOf(part: unknown): string {
  return typeof part === 'string' ? part : inspect(part)
}
