import { programName } from '../app/program-name.js'
import { asTyped } from './as-typed.js'
import { type ExitCode, UserError } from '../domain/diagnostic.js'
import { budgetIsForRetry, retryTriesAll } from '../messages/rejected.js'
import { wholeNumber } from './arguments.js'
import { type Command, type ConfigFlags, configOptions, defaultConfig, overridesOf, waitOption } from './command.js'
import { print } from './print.js'
import type { Terminal } from './terminal.js'
import { sayingOn, warn } from './warn.js'

interface RejectedFlags extends ConfigFlags {
  readonly reason?: string
  readonly variant?: string
  readonly limit?: unknown
  readonly all?: boolean
  readonly retry?: unknown
  readonly maxCalls?: unknown
  readonly wait?: boolean
  readonly json?: boolean
}

export const rejected: Command = {
  define: (cli, run) => {
    const command = cli.command('rejected [...groups]', 'Show what was rejected, and why; or try again')
    for (const [flags, description] of configOptions) command.option(flags, description)
    command
      .option('--reason <name>', 'Only what was rejected for this reason')
      .option('--variant <name>', 'Only cells of this variant')
      .option('--limit <n>', 'How many cells of each reason are shown (default: 3)')
      .option('--all', 'Show all of them')
      .option('--retry <n>', 'Try n attempts more, and keep what they find in the store')
      .option('--max-calls <n>', 'With --retry: ask for at most n completions')
      .option(...waitOption)
      .option('--json', 'One JSON document on stdout')
      .example('  $ fusionkit rejected                                    what was rejected, by reason')
      .example('  $ fusionkit rejected animals --reason duplicate --all   all of one group and one reason')
      .example('  $ fusionkit rejected --retry 5                          five attempts more for each cell')
      .action((groups: string[], flags: RejectedFlags) => {
        run((terminal) =>
          flags.retry === undefined
            ? list(groups.map(String), flags, terminal)
            : retry(groups.map(String), flags, terminal),
        )
      })
  },
}

async function list(groups: readonly string[], flags: RejectedFlags, terminal: Terminal): Promise<ExitCode> {
  if (flags.maxCalls !== undefined) throw new UserError([budgetIsForRetry('--max-calls')])
  const limit =
    flags.all === true ? Infinity : flags.limit === undefined ? undefined : wholeNumber('--limit', flags.limit, 0)
  const [{ loadProject }, { rejectedOfProject }, { rejectedLines, rejectedLook }] = await Promise.all([
    import('../app/load-project.js'),
    import('../app/rejected.js'),
    import('../messages/rejected-lines.js'),
  ])
  const { cwd, surroundings, signal } = terminal
  const loaded = await loadProject(cwd, flags.config ?? defaultConfig, overridesOf(flags))
  const options = {
    groups,
    ...(limit === undefined ? {} : { limit }),
    ...(flags.reason === undefined ? {} : { reason: flags.reason }),
    ...(flags.variant === undefined ? {} : { variant: flags.variant }),
  }
  const found = await rejectedOfProject(loaded, options, surroundings, signal)
  const { called = {} } = loaded
  const program = programName(surroundings)
  const look = rejectedLook(groups, called, program)
  print(found, () => rejectedLines(found, look), flags, terminal)
  return 0
}

/** A group that takes long says how far it is, this often. */
const progressEveryMs = 10_000

async function retry(groups: readonly string[], flags: RejectedFlags, terminal: Terminal): Promise<ExitCode> {
  const options = retryOptions(groups, flags)
  const [{ loadProject }, { retryRejected }, lines, { buildCommand }, say] = await Promise.all([
    import('../app/load-project.js'),
    import('../app/retry-rejected.js'),
    import('../messages/retried-lines.js'),
    import('../messages/command-line.js'),
    sayingOn(terminal),
  ])
  const { cwd, surroundings, signal } = terminal
  const loaded = await loadProject(cwd, flags.config ?? defaultConfig, overridesOf(flags))
  let told = surroundings.clock.now()
  const { exitCode, retried, calls, diagnostics } = await retryRejected(loaded, options, surroundings, {
    say,
    tried: (...one) => terminal.err(`${lines.triedLine(...one)}\n`),
    progress: (...one) => {
      if (surroundings.clock.now() - told < progressEveryMs) return
      told = surroundings.clock.now()
      terminal.err(`${lines.tryingLine(...one)}\n`)
    },
    signal,
  })
  await warn(diagnostics, terminal)
  if (retried === undefined) {
    if (signal.aborted || calls > 0) terminal.err(`${lines.retryStoppedLine(calls)}\n`)
    return exitCode
  }
  const look = { build: asTyped(terminal)(buildCommand([], loaded.called ?? {}, [])), config: loaded.project.config }
  print(retried, () => lines.retriedLines(retried, look), flags, terminal)
  return exitCode
}

/** Throws `UserError` where a list is narrowed. */
function retryOptions(groups: readonly string[], { retry: attempts, maxCalls, wait, ...flags }: RejectedFlags) {
  const narrowing = (['reason', 'variant', 'limit', 'all'] as const).filter((name) => flags[name] !== undefined)
  if (narrowing.length > 0) throw new UserError(narrowing.map((name) => retryTriesAll(`--${name}`)))
  return {
    attempts: wholeNumber('--retry', attempts, 1),
    groups,
    ...(maxCalls === undefined ? {} : { maxCalls: wholeNumber('--max-calls', maxCalls, 1) }),
    wait: wait === true,
  }
}
