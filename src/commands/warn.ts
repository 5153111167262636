import { programName } from '../app/program-name.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Terminal } from './terminal.js'

/** What a command that only looks has to say beside its data, on stderr. */
export async function warn(warnings: readonly Diagnostic[], { err, color, surroundings }: Terminal): Promise<void> {
  if (warnings.length === 0) return
  const { renderDiagnostics } = await import('../messages/render.js')
  err(`${renderDiagnostics(warnings, { color, program: programName(surroundings) })}\n`)
}

/** Says what comes up while something runs, one by one on stderr. What words it is loaded first, so each is said at once. */
export async function sayingOn({ err, color, surroundings }: Terminal): Promise<(diagnostic: Diagnostic) => void> {
  const { renderDiagnostics } = await import('../messages/render.js')
  const program = programName(surroundings)
  return (diagnostic) => err(`${renderDiagnostics([diagnostic], { color, program })}\n`)
}
