import type { Diagnostic, ExitCode } from '../domain/diagnostic.js'
import { type Command, type ConfigFlags, configOptions, defaultConfig, overridesOf, waitOption } from './command.js'
import type { Terminal } from './terminal.js'

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
  const [{ acceptEdits }, { acceptedLines }, { renderDiagnostics }, { whileAlone }] = await Promise.all([
    import('../app/accept.js'),
    import('../messages/accept.js'),
    import('../messages/render.js'),
    import('../app/project-lock.js'),
  ])
  const { cwd, surroundings, signal, err, color } = terminal
  const options = {
    ...overridesOf(flags),
    config: flags.config ?? defaultConfig,
    skipsOthers: flags.skipOthers === true,
  }
  const say = (diagnostic: Diagnostic) => err(`${renderDiagnostics([diagnostic], { color })}\n`)
  const ports = { surroundings, say, signal, wait: flags.wait }
  const { counts, warnings, ...at } = await whileAlone(cwd, options.config, 'fusionkit accept', ports, () =>
    acceptEdits(cwd, file, options, surroundings, signal),
  )
  if (warnings.length > 0) err(`${renderDiagnostics(warnings, { color })}\n`)
  for (const line of acceptedLines(file, counts, at)) err(`${line}\n`)
  return 0
}
