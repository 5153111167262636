import type { Diagnostic } from '../domain/diagnostic.js'
import type { Terminal } from './terminal.js'

/** What a command that only looks has to say beside its data, on stderr. */
export async function warn(warnings: readonly Diagnostic[], { err, color }: Terminal): Promise<void> {
  if (warnings.length === 0) return
  const { renderDiagnostics } = await import('../messages/render.js')
  err(`${renderDiagnostics(warnings, { color })}\n`)
}
