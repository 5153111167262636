import { programName } from '../app/program-name.js'
import type { ExitCode } from '../domain/diagnostic.js'
import { type Command, type ConfigFlags, configOptions, defaultConfig, overridesOf } from './command.js'
import { print } from './print.js'
import type { Terminal } from './terminal.js'

interface DoctorFlags extends ConfigFlags {
  readonly json?: boolean
}

export const doctor: Command = {
  define: (cli, run) => {
    const command = cli.command('doctor', 'Say what this machine and this project are fit for, and what to do')
    for (const [flags, description] of configOptions) command.option(flags, description)
    command
      .option('--json', 'One JSON document on stdout')
      .example('  $ fusionkit doctor                  before the first build, or when something is odd')
      .example('  $ fusionkit doctor --engine ollama  whether another engine would do')
      .action((flags: DoctorFlags) => {
        run((terminal) => checkUp(flags, terminal))
      })
  },
}

async function checkUp(flags: DoctorFlags, terminal: Terminal): Promise<ExitCode> {
  const [{ checkUpProject }, { doctorLines }, { showsUnicode }] = await Promise.all([
    import('../app/doctor.js'),
    import('../messages/doctor-lines.js'),
    import('../app/shows-unicode.js'),
  ])
  const { cwd, surroundings, signal } = terminal
  const found = await checkUpProject(cwd, flags.config ?? defaultConfig, overridesOf(flags), surroundings, signal)
  const shown = {
    program: programName(surroundings),
    isPlain: !showsUnicode(surroundings.env),
    color: terminal.dataColor,
    columns: terminal.dataColumns,
  }
  print(found, () => doctorLines(found, shown), flags, terminal)
  return found.exitCode
}
