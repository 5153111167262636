import {
  type Command,
  type ConfigFlags,
  configOptions,
  defaultConfig,
  type LimitFlags,
  limitOptions,
  limitsOf,
  overridesOf,
  quietOption,
  waitOption,
} from './command.js'
import type { PlanFlags } from './plan.js'

interface BuildFlags extends ConfigFlags, PlanFlags, LimitFlags {
  readonly dryRun?: boolean
  readonly force?: boolean
  readonly paranoid?: boolean
  readonly offline?: boolean
  readonly acceptNewSource?: boolean
  readonly frozen?: boolean
  readonly wait?: boolean
  readonly quiet?: boolean
}

export const build: Command = {
  define: (cli, run) => {
    const command = cli.command('build [...targets]', 'Build what is stale, and say why')
    for (const [flags, description] of [...configOptions, ...limitOptions]) command.option(flags, description)
    command
      .option('-n, --dry-run', 'Say what would run, and ask nothing (the same as `plan`)')
      .option('--exit-code', 'With -n: exit 4 where there is work to do')
      .option('--force', 'Make everything again, from stored completions')
      .option('--paranoid', 'Believe no file time: hash every file')
      .option('--offline', 'Do not ask the engine who it is: the last known models stand in')
      .option('--frozen', 'For CI: make nothing, exit 4 where something is not as fusion.lock.json says')
      .option('--accept-new-source', 'Let a new version of the generator write other questions')
      .option(...waitOption)
      .option(...quietOption)
      .option('--json', 'Events, one JSON object a line, on stdout')
      .example('  $ fusionkit build                    everything that is stale')
      .example('  $ fusionkit build animals            one group; the merged file is left alone')
      .example('  $ fusionkit build --engine rules     without a model: nothing to install, nothing to wait for')
      .example('  $ fusionkit build -n                 what would run, why, and how many calls it takes')
      .example('  $ fusionkit build --max-minutes 480  one night: tomorrow it goes on from there')
      .action((targets: string[], flags: BuildFlags) => {
        run(async (terminal) => {
          const limits = limitsOf(flags)
          if (flags.dryRun === true) return (await import('./plan.js')).planTargets(targets, flags, terminal)
          const { force = false, paranoid = false, offline = false, acceptNewSource = false } = flags
          const { frozen = false, wait = false } = flags
          const { buildTargets } = await import('./build-targets.js')
          const switches = { force, paranoid, offline, acceptNewSource, frozen, wait }
          const request = {
            config: flags.config ?? defaultConfig,
            overrides: overridesOf(flags),
            isJson: flags.json === true,
            isQuiet: flags.quiet === true,
            options: { targets: targets.map(String), ...switches, ...limits },
          }
          return buildTargets(request, terminal)
        })
      })
  },
}
