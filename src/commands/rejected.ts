import type { ExitCode } from '../domain/diagnostic.js'
import { wholeNumber } from './arguments.js'
import { type Command, type ConfigFlags, configOptions, defaultConfig, overridesOf, waitOption } from './command.js'
import type { Terminal } from './terminal.js'
import { warn } from './warn.js'

interface RejectedFlags extends ConfigFlags {
  readonly reason?: string
  readonly variant?: string
  readonly limit?: unknown
  readonly all?: boolean
  readonly retry?: unknown
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
      .option(...waitOption)
      .option('--json', 'One JSON document on stdout')
      .example('  $ fusionkit rejected')
      .example('  $ fusionkit rejected animals --reason duplicate --all')
      .example('  $ fusionkit rejected --retry 5')
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
  const limit =
    flags.all === true ? Infinity : flags.limit === undefined ? undefined : wholeNumber('--limit', flags.limit, 0)
  const [{ loadProject }, { rejectedOfProject }, { rejectedLines }, { projectCommand }] = await Promise.all([
    import('../app/load-project.js'),
    import('../app/rejected.js'),
    import('../messages/rejected-lines.js'),
    import('../messages/command-line.js'),
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
  if (flags.json === true) terminal.out(`${JSON.stringify(found, undefined, 2)}\n`)
  else {
    const { called = {} } = loaded
    const look = {
      command: (more: readonly string[]) => `\`${projectCommand(['rejected', ...groups, ...more], called)}\``,
      explain: (line: string) => projectCommand(['explain', line], called),
    }
    for (const line of rejectedLines(found, look)) terminal.out(`${line}\n`)
  }
  return 0
}

async function retry(groups: readonly string[], flags: RejectedFlags, terminal: Terminal): Promise<ExitCode> {
  const attempts = wholeNumber('--retry', flags.retry, 1)
  const [{ loadProject }, { retryRejected }, { retriedLines, triedLine }, { buildCommand }] = await Promise.all([
    import('../app/load-project.js'),
    import('../app/retry-rejected.js'),
    import('../messages/rejected-lines.js'),
    import('../messages/command-line.js'),
  ])
  const { cwd, surroundings, signal } = terminal
  const loaded = await loadProject(cwd, flags.config ?? defaultConfig, overridesOf(flags))
  const saying: Promise<void>[] = []
  const { exitCode, retried, diagnostics } = await retryRejected(
    loaded,
    { attempts, groups, wait: flags.wait === true },
    surroundings,
    {
      say: (diagnostic) => void saying.push(warn([diagnostic], terminal)),
      tried: (...one) => terminal.err(`${triedLine(...one)}\n`),
      signal,
    },
  )
  await Promise.all([...saying, warn(diagnostics, terminal)])
  if (retried === undefined) return exitCode
  if (flags.json === true) terminal.out(`${JSON.stringify(retried, undefined, 2)}\n`)
  else {
    const look = { build: buildCommand([], loaded.called ?? {}, []), config: loaded.project.config }
    for (const line of retriedLines(retried, look)) terminal.out(`${line}\n`)
  }
  return exitCode
}
