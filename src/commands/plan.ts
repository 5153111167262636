import type { ExitCode } from '../domain/diagnostic.js'
import { type Command, type ConfigFlags, configOptions, defaultConfig, overridesOf } from './command.js'
import { print } from './print.js'
import type { Terminal } from './terminal.js'

export interface PlanFlags extends ConfigFlags {
  readonly json?: boolean
  readonly exitCode?: boolean
  readonly keepGoing?: boolean
}

export const plan: Command = {
  define: (cli, run) => {
    const command = cli.command('plan [...targets]', 'Say what `build` would run, why, and how many calls it takes')
    for (const [flags, description] of configOptions) command.option(flags, description)
    command
      .option('--keep-going', 'Count what an earlier build gave up, too')
      .option('--exit-code', 'Exit 4 where there is work to do')
      .option('--json', 'One JSON document on stdout')
      .example('  $ fusionkit plan                     before a night of calls')
      .action((targets: string[], flags: PlanFlags) => {
        run((terminal) => planTargets(targets, flags, terminal))
      })
  },
}

export async function planTargets(targets: readonly string[], flags: PlanFlags, terminal: Terminal): Promise<ExitCode> {
  const [{ loadProject }, { planProject }, { planLines }] = await Promise.all([
    import('../app/load-project.js'),
    import('../app/plan.js'),
    import('../messages/plan-lines.js'),
  ])
  const loaded = await loadProject(terminal.cwd, flags.config ?? defaultConfig, overridesOf(flags))
  const options = { targets: targets.map(String), keepGoing: flags.keepGoing === true }
  const planned = await planProject(loaded, options, terminal.surroundings, terminal.signal)
  print(planned, () => planLines(planned), flags, terminal)
  return flags.exitCode === true && planned.targets.length > 0 ? 4 : 0
}
