import { type CAC, cac } from 'cac'
import type { ExitCode } from '../domain/diagnostic.js'
import type { Command } from './command.js'
import type { Terminal } from './terminal.js'

export type Action = (terminal: Terminal) => Promise<ExitCode>

/** In place of a `--help` for each command there is, which cac lists under its list of the commands. */
const oneHelp = { title: 'Options and examples of a command', body: '  $ fusionkit build --help' }

export interface CommandLineLook {
  readonly version: string
  /** Makes of a section of a help what is printed. */
  readonly tidied: (help: string) => string
}

/** All commands as they are defined, and nothing parsed yet. `run` is told what a command is going to do. */
export function commandLineOf(
  commands: readonly Command[],
  run: (action: Action) => void,
  { version, tidied }: CommandLineLook = { version: '', tidied: (help) => help },
): CAC {
  const cli = cac('fusionkit')
  for (const { define } of commands) define(cli, run)
  cli.help(([head, ...sections]) => {
    const about = cli.matchedCommand?.description
    return [
      { body: `${head?.body ?? ''}${about === undefined ? '' : `\n\n${tidied(about)}`}` },
      ...sections.map(({ title = '', body }) => {
        const isListOfHelps = title.startsWith('For more info')
        return isListOfHelps ? oneHelp : { title, body: tidied(body) }
      }),
    ]
  })
  cli.version(version)
  return cli
}
