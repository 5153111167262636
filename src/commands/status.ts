import { asTyped } from './as-typed.js'
import type { ExitCode } from '../domain/diagnostic.js'
import { type Command, type ConfigFlags, configOptions, defaultConfig, overridesOf } from './command.js'
import { print } from './print.js'
import type { Terminal } from './terminal.js'
import { warn } from './warn.js'

interface StatusFlags extends ConfigFlags {
  readonly all?: boolean
  readonly offline?: boolean
  readonly exitCode?: boolean
  readonly json?: boolean
}

export const status: Command = {
  define: (cli, run) => {
    const command = cli.command('status', 'Say in which state every target is, and what is stored')
    for (const [flags, description] of configOptions) command.option(flags, description)
    command
      .option('--all', 'A line for each target, also where many are alike')
      .option('--offline', 'Do not ask the engine who it is: the last known models stand in')
      .option('--exit-code', 'Exit 4 where a target is not fresh')
      .option('--json', 'One JSON document on stdout')
      .example('  $ fusionkit status                   what is fresh, what is not, and why')
      .example('  $ fusionkit status --exit-code       for a script: 0 where all is fresh')
      .action((flags: StatusFlags) => {
        run((terminal) => tellStatus(flags, terminal))
      })
  },
}

async function tellStatus(flags: StatusFlags, terminal: Terminal): Promise<ExitCode> {
  const [{ loadProject }, { statusOfProject }, { statusLines }] = await Promise.all([
    import('../app/load-project.js'),
    import('../app/status.js'),
    import('../messages/status-lines.js'),
  ])
  const { cwd, surroundings, signal } = terminal
  const loaded = await loadProject(cwd, flags.config ?? defaultConfig, overridesOf(flags))
  const found = await statusOfProject(loaded, { offline: flags.offline === true }, surroundings, signal)
  if (flags.json !== true) await warn(found.warnings, terminal)
  print(found, () => statusLines(found, { all: flags.all === true }).map(asTyped(terminal)), flags, terminal)
  return flags.exitCode === true && found.targets.some(({ state }) => state !== 'fresh') ? 4 : 0
}
