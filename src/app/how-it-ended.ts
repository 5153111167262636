import { type Diagnostic, type ExitCode, UserError } from '../domain/diagnostic.js'
import { EngineUnavailable } from '../engines/engine.js'
import { systemRefuses } from '../messages/system.js'

/** How something ended that did not come to its end, and what the user is told of it. */
export interface EarlyEnd {
  readonly exitCode: ExitCode
  readonly diagnostics: readonly Diagnostic[]
}

/** A mistake of the user, nobody there to ask, or something that the system refuses. Anything else is a bug of ours, and thrown on. */
export function earlyEnd(error: unknown): EarlyEnd {
  if (error instanceof UserError) return { exitCode: error.exitCode, diagnostics: error.diagnostics }
  if (error instanceof EngineUnavailable) return { exitCode: 3, diagnostics: [error.diagnostic] }
  const refused = systemRefuses(error)
  if (refused === undefined) throw error
  return { exitCode: 2, diagnostics: [refused] }
}
