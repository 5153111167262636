import { programName } from '../app/program-name.js'
import { type ExitCode, UserError } from '../domain/diagnostic.js'
import { wholeNumber } from './arguments.js'
import { type Command, type ConfigFlags, configOptions, defaultConfig, overridesOf, waitOption } from './command.js'
import { print } from './print.js'
import type { Terminal } from './terminal.js'
import { sayingOn, warn } from './warn.js'

interface BatchFlags extends ConfigFlags {
  readonly output?: string
  readonly maxRequests?: unknown
  readonly offline?: boolean
  readonly wait?: boolean
  readonly json?: boolean
}

export const batch: Command = {
  define: (cli, run) => {
    const command = cli.command('batch <export|import> [...names]', 'Have completions answered through batch files')
    for (const [flags, description] of configOptions) command.option(flags, description)
    command
      .option('--output <file>', 'export: where to write the calls that are missing now')
      .option(
        '--max-requests <n>',
        'export: at most so many in a file, the rest goes into further ones (default: 50000)',
      )
      .option('--offline', 'export: do not ask the engine who it is, the last known models stand in')
      .option(...waitOption)
      .option('--json', 'One JSON document on stdout')
      .example(
        '  $ fusionkit batch export --output batch.jsonl        the calls that are missing, in the form of OpenAI batches',
      )
      .example('  $ vllm run-batch -i batch.jsonl -o results.jsonl --model …')
      .example(
        '  $ fusionkit batch import results.jsonl               keeps the answers; again until nothing is missing',
      )
      .action((verb: string, names: readonly string[], flags: BatchFlags) => {
        run((terminal) => dispatch(verb, names, flags, terminal))
      })
  },
}

async function dispatch(
  verb: string,
  names: readonly string[],
  flags: BatchFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  if (verb === 'export') return exportThem(names, flags, terminal)
  if (verb === 'import') return importThem(names, flags, terminal)
  const { batchVerbUnknown } = await import('../messages/batch-files.js')
  throw new UserError([batchVerbUnknown(verb)])
}

async function exportThem(groups: readonly string[], flags: BatchFlags, terminal: Terminal): Promise<ExitCode> {
  const [{ exportedLines, outputMissing }, { exportBatch }] = await Promise.all([
    import('../messages/batch-files.js'),
    import('../app/export-batch.js'),
  ])
  const { output, maxRequests, offline = false } = flags
  if (output === undefined) throw new UserError([outputMissing()])
  const limit = maxRequests === undefined ? {} : { mostRequests: wholeNumber('--max-requests', maxRequests, 1) }
  const { config, commandOf, run } = await opened(flags, terminal)
  const options = { groups, output, offline, ...limit }
  const exported = await exportBatch(config, terminal.cwd, options, terminal.surroundings, run)
  print(exported, () => exportedLines(exported, commandOf(['batch', 'import'])), flags, terminal)
  return 0
}

async function importThem(paths: readonly string[], flags: BatchFlags, terminal: Terminal): Promise<ExitCode> {
  const [{ importedLines, resultsMissing }, { importBatch }] = await Promise.all([
    import('../messages/batch-files.js'),
    import('../app/import-batch.js'),
  ])
  if (paths.length === 0) throw new UserError([resultsMissing()])
  const { config, commandOf, run } = await opened(flags, terminal)
  const waiting = { ...run, wait: flags.wait }
  const imported = await importBatch(config, terminal.cwd, paths, terminal.surroundings, waiting)
  const next = { export: commandOf(['batch', 'export']), build: commandOf(['build']) }
  print(imported, () => importedLines(imported, next), flags, terminal)
  return imported.failed > 0 ? 1 : 0
}

async function opened(flags: BatchFlags, terminal: Terminal) {
  const [{ loadProject }, { projectCommand }, say] = await Promise.all([
    import('../app/load-project.js'),
    import('../messages/command-line.js'),
    sayingOn(terminal),
  ])
  const config = await loadProject(terminal.cwd, flags.config ?? defaultConfig, overridesOf(flags))
  await warn(config.warnings, terminal)
  const program = programName(terminal.surroundings)
  return {
    config,
    run: { say, signal: terminal.signal },
    commandOf: (words: readonly string[]) => `\`${projectCommand(words, config.called ?? {}, program)}\``,
  }
}
