import { programName } from '../app/program-name.js'
import type { ExitCode } from '../domain/diagnostic.js'
import { wholeNumber } from './arguments.js'
import { type Command, type ConfigFlags, configOptions, defaultConfig, overridesOf, waitOption } from './command.js'
import type { Terminal } from './terminal.js'

interface PreviewFlags extends ConfigFlags {
  readonly pairs?: unknown
  readonly seed?: unknown
  readonly wait?: boolean
  readonly json?: boolean
}

export const preview: Command = {
  define: (cli, run) => {
    const command = cli.command(
      'preview [...variants]',
      'Show what edited prompts do on a few pairs, before all are paid for',
    )
    for (const [flags, description] of configOptions) command.option(flags, description)
    command
      .option('--pairs <n>', 'How many pairs (default: 8, and fewer of many variants)')
      .option('--seed <n>', 'Another seed draws other pairs')
      .option(...waitOption)
      .option('--json', 'Events, one JSON object a line, on stdout')
      .example('  $ fusionkit preview                 the variants whose prompts were edited since the last build')
      .example('  $ fusionkit preview fluid           one variant, edited or not')
      .example('  $ fusionkit preview fluid --pairs 3 --seed 7')
      .action((variants: string[], flags: PreviewFlags) => {
        run((terminal) => show(variants.map(String), flags, terminal))
      })
  },
}

async function show(variants: readonly string[], flags: PreviewFlags, terminal: Terminal): Promise<ExitCode> {
  const numbers = {
    ...(flags.pairs === undefined ? {} : { pairs: wholeNumber('--pairs', flags.pairs, 1) }),
    ...(flags.seed === undefined ? {} : { seed: wholeNumber('--seed', flags.seed, 0) }),
  }
  const [{ loadProject }, { previewProject }, { reporterFor }, { isOfPreview, previewLines }, { buildCommand }] =
    await Promise.all([
      import('../app/load-project.js'),
      import('../app/preview.js'),
      import('../app/reporters/index.js'),
      import('../app/reporters/preview.js'),
      import('../messages/command-line.js'),
    ])
  const { cwd, surroundings, signal, color } = terminal
  const loaded = await loadProject(cwd, flags.config ?? defaultConfig, overridesOf(flags))
  const build = `\`${buildCommand([], loaded.called ?? {}, [])}\``
  const lines = previewLines({
    color,
    program: programName(surroundings),
    columns: () => terminal.screen?.columns ?? 100,
    build: () => build,
  })
  const others = (event: Parameters<typeof isOfPreview>[0]) => (isOfPreview(event) ? lines(event) : [])
  const reporter = await reporterFor({ isJson: flags.json === true, isQuiet: false, others }, terminal)
  try {
    const options = { variants, ...numbers, wait: flags.wait === true }
    return (await previewProject(loaded, options, surroundings, { emit: reporter.tell, signal })).exitCode
  } finally {
    reporter.close()
  }
}
