import { type ExitCode, UserError } from '../domain/diagnostic.js'
import type { Terminal } from './terminal.js'

/** Says what ended a command: a mistake of the user, or what the system refuses, in sentences; anything else as a bug of ours. */
export async function tellError(error: unknown, terminal: Terminal): Promise<ExitCode> {
  const { systemRefuses } = await import('../messages/system.js')
  const refused = systemRefuses(error)
  const told = refused === undefined ? error : new UserError([refused])
  if (told instanceof UserError) {
    const { renderDiagnostics } = await import('../messages/render.js')
    const { programName } = await import('../app/program-name.js')
    const program = programName(terminal.surroundings)
    terminal.err(`${renderDiagnostics(told.diagnostics, { color: terminal.color, program })}\n`)
    return told.exitCode
  }
  terminal.err(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  const { ourBug } = await import('../messages/usage.js')
  terminal.err(`${ourBug}\n`)
  return 70
}
