import { programName } from '../app/program-name.js'
import type { WatchControl, WatchOptions } from '../app/watch.js'
import type { ExitCode } from '../domain/diagnostic.js'
import { type Command, type ConfigFlags, configOptions, defaultConfig, overridesOf, quietOption } from './command.js'
import type { Terminal } from './terminal.js'

interface WatchFlags extends ConfigFlags {
  readonly previewOnly?: boolean
  readonly paranoid?: boolean
  readonly offline?: boolean
  readonly keepGoing?: boolean
  readonly keepPartial?: boolean
  readonly acceptNewSource?: boolean
  readonly quiet?: boolean
  readonly json?: boolean
}

export const watch: Command = {
  define: (cli, run) => {
    const command = cli.command(
      'watch [...targets]',
      'Build, and build again whenever a prompt, a question or the config changes',
    )
    for (const [flags, description] of configOptions) command.option(flags, description)
    command
      .option('--preview-only', 'Show what edited prompts do on a few pairs, and build only when b is pressed')
      .option('--paranoid', 'Believe no file time: hash every file')
      .option('--offline', 'Do not ask the engine who it is: the last known models stand in')
      .option('--keep-going', 'Ask for all of a variant, however many of its first texts are rejected')
      .option('--keep-partial', 'Write (and merge) what there is of what failed or was left incomplete')
      .option('--accept-new-source', 'Let a new version of the generator write other questions')
      .option(...quietOption)
      .option('--json', 'Events, one JSON object a line, on stdout')
      .example('  $ fusionkit watch                  edit prompts in another window, and see what they do')
      .example('  $ fusionkit watch --preview-only   pay for a few pairs an edit, and build when you say so')
      .example('  $ fusionkit watch animals          one group')
      .action((targets: string[], flags: WatchFlags) => {
        run((terminal) => watchTargets(targets.map(String), flags, terminal))
      })
  },
}

async function watchTargets(targets: readonly string[], flags: WatchFlags, terminal: Terminal): Promise<ExitCode> {
  const [{ watchProject }, { reporterFor }, { previewLines }, { watchLines }, { keysOf }] = await Promise.all([
    import('../app/watch.js'),
    import('../app/reporters/index.js'),
    import('../app/reporters/preview.js'),
    import('../app/reporters/watch.js'),
    import('./watch-keys.js'),
  ])
  const { cwd, surroundings, signal, color } = terminal
  const { nowMs } = surroundings
  const keys = flags.json === true ? undefined : terminal.keys
  const told = { isJson: flags.json === true, isQuiet: flags.quiet === true }
  const program = programName(surroundings)
  let control: WatchControl | undefined
  const preview = previewLines({
    color,
    program,
    columns: () => terminal.screen?.columns ?? 100,
    build: () => (control?.isPreviewOnly === true ? '`b`' : 'the build that follows'),
  })
  const others = watchLines({ color, program, hasKeys: keys !== undefined, nowMs }, preview)
  const reporter = await reporterFor({ ...told, others }, terminal)
  let forget: (() => void) | undefined
  const take = (given: WatchControl) => {
    control = given
    forget = keys?.(keysOf(given, terminal))
  }
  const at = { cwd, path: flags.config ?? defaultConfig, overrides: overridesOf(flags) }
  try {
    const run = { emit: reporter.tell, signal, control: take }
    return await watchProject(at, { targets, ...switchesOf(flags) }, surroundings, run)
  } finally {
    forget?.()
    reporter.close()
  }
}

function switchesOf(flags: WatchFlags): WatchOptions {
  const { previewOnly, paranoid, offline, keepGoing, keepPartial, acceptNewSource } = flags
  const given = { previewOnly, paranoid, offline, keepGoing, keepPartial, acceptNewSource }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value === true))
}
