import { asTyped } from './as-typed.js'
import type { ExitCode } from '../domain/diagnostic.js'
import { type Command, type ConfigFlags, configOptions, defaultConfig, overridesOf, waitOption } from './command.js'
import type { Terminal } from './terminal.js'
import { sayingOn, warn } from './warn.js'

interface AcceptFlags extends ConfigFlags {
  readonly skipOthers?: boolean
  readonly wait?: boolean
}

export const accept: Command = {
  define: (cli, run) => {
    const command = cli.command('accept <file>', 'Make your edits of a group’s records last, as overrides')
    for (const [flags, description] of configOptions) command.option(flags, description)
    command
      .option('--skip-others', 'Pass over edits that no override can express, such as added lines')
      .option(...waitOption)
      .example('  $ fusionkit accept dataset/fusion_datasets/animals.jsonl                   the file that you edited')
      .example(
        '  $ fusionkit accept dataset/fusion_datasets/animals.jsonl.edited-1a2b3c4d   the copy that a build kept of it',
      )
      .action((file: string, flags: AcceptFlags) => {
        run((terminal) => acceptFile(file, flags, terminal))
      })
  },
}

async function acceptFile(file: string, flags: AcceptFlags, terminal: Terminal): Promise<ExitCode> {
  const [{ acceptEdits }, { acceptedLines }, { whileAlone }, say] = await Promise.all([
    import('../app/accept.js'),
    import('../messages/accept.js'),
    import('../app/project-lock.js'),
    sayingOn(terminal),
  ])
  const { cwd, surroundings, signal, err } = terminal
  const options = {
    ...overridesOf(flags),
    config: flags.config ?? defaultConfig,
    skipsOthers: flags.skipOthers === true,
  }
  const ports = { surroundings, say, signal, wait: flags.wait }
  const { counts, warnings, ...at } = await whileAlone(cwd, options.config, 'fusionkit accept', ports, () =>
    acceptEdits(cwd, file, options, surroundings, signal),
  )
  await warn(warnings, terminal)
  for (const line of acceptedLines(file, counts, at).map(asTyped(terminal))) err(`${line}\n`)
  return 0
}
