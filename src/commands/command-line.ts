import { type CAC, cac } from 'cac'
import type { ExitCode } from '../domain/diagnostic.js'
import type { Command } from './command.js'
import type { Terminal } from './terminal.js'

export type Action = (terminal: Terminal) => Promise<ExitCode>

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
  cli.help((sections) => sections.map(({ title, body }) => ({ ...(title && { title }), body: tidied(body) })))
  cli.version(version)
  return cli
}
