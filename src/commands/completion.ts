import { asTyped } from './as-typed.js'
import type { ExitCode } from '../domain/diagnostic.js'
import { installLines, type Shell, shells, whichShell } from '../messages/completion.js'
import { oneOf } from './arguments.js'
import type { Command } from './command.js'
import type { Terminal } from './terminal.js'

export const completion: Command = {
  define: (cli, run) => {
    cli
      .command(`completion [${shells.join('|')}]`, 'Complete commands, options and targets with Tab')
      .example('  $ fusionkit completion               how to set it up in your shell')
      .example('  $ fusionkit completion zsh           the script, on stdout')
      .action((shell: string | undefined) => {
        run((terminal) => (shell === undefined ? sayHow(terminal) : printScript(shell, terminal)))
      })
  },
}

async function printScript(typed: string, { out }: Terminal): Promise<ExitCode> {
  const shell = typed === 'powershell' ? 'pwsh' : oneOf('fusionkit completion', typed, shells)
  const { scripts } = await import('./completion/scripts.js')
  out(scripts[shell])
  return 0
}

async function sayHow(terminal: Terminal): Promise<ExitCode> {
  const { err, surroundings } = terminal
  const shell = shellOf(surroundings.env)
  const lines = shell === undefined ? whichShell : installLines(shell)
  for (const line of lines.map(asTyped(terminal))) err(`${line}\n`)
  return 0
}

/** From what shells leave in the environment; `undefined`: nobody knows. */
function shellOf({ SHELL, PSModulePath }: Terminal['surroundings']['env']): Shell | undefined {
  const name = SHELL?.split('/').at(-1) ?? (PSModulePath === undefined ? '' : 'pwsh')
  return shells.find((shell) => shell === name)
}
