import type { ExitCode } from '../domain/diagnostic.js'
import { type Command, type ConfigFlags, configOptions, defaultConfig, overridesOf } from './command.js'
import { print } from './print.js'
import type { Terminal } from './terminal.js'
import { warn } from './warn.js'

interface ExplainFlags extends ConfigFlags {
  readonly offline?: boolean
  readonly json?: boolean
}

export const explain: Command = {
  define: (cli, run) => {
    const command = cli.command('explain <what>', 'Say why a target, a file or a record is as it is')
    for (const [flags, description] of configOptions) command.option(flags, description)
    command
      .option('--offline', 'Do not ask the engine who it is: the last known models stand in')
      .option('--json', 'One JSON document on stdout')
      .example('  $ fusionkit explain animals          why it is stale, or fresh')
      .example('  $ fusionkit explain questions/animals.jsonl')
      .example('  $ fusionkit explain dataset/fusion_datasets/animals.jsonl:17')
      .action((what: string, flags: ExplainFlags) => {
        run((terminal) => tell(String(what), flags, terminal))
      })
  },
}

async function tell(what: string, flags: ExplainFlags, terminal: Terminal): Promise<ExitCode> {
  const [{ loadProject }, { explainOfProject }, { explanationLines }] = await Promise.all([
    import('../app/load-project.js'),
    import('../app/explain.js'),
    import('../messages/explain-lines.js'),
  ])
  const { cwd, surroundings, signal } = terminal
  const loaded = await loadProject(cwd, flags.config ?? defaultConfig, overridesOf(flags))
  const options = { cwd, offline: flags.offline === true }
  const explanation = await explainOfProject(loaded, what, options, surroundings, signal)
  if (flags.json !== true) await warn(explanation.warnings, terminal)
  print(explanation, () => explanationLines(explanation), flags, terminal)
  return 0
}
