import type { Place } from './place.js'

/** A mistake of a user, a warning, or a note of what was found out, as data: collected, sorted by place, shown all at once. */
export interface Diagnostic {
  /** Stable and greppable; tests match on it. */
  readonly code: string
  readonly severity: 'error' | 'warning' | 'note'
  /** One sentence: what is wrong, the user's names in double quotes. */
  readonly message: string
  readonly place?: Place
  /** What to do. */
  readonly hint?: string
}

/**
 * How the command line ends. 0: done. 1: cells without an answer, or cells left for a later build. 2: config or usage. 3: engine or model
 * not there. 4: stale, where that was asked. 70: our own bug. 75: somebody else is at work in the project. 130, 143: stopped by a signal.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 70 | 75 | 130 | 143

/** Whether any of them stands in the way: warnings and notes do not. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error')
}

/** Only those that stand in the way. */
export function errorsOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === 'error')
}

/** Thrown once, at the end of a phase, with everything that is wrong. */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly diagnostics: readonly Diagnostic[]
  readonly exitCode: ExitCode

  constructor(diagnostics: readonly Diagnostic[], exitCode: ExitCode = 2) {
    super(diagnostics.map(({ message }) => message).join('\n'))
    this.diagnostics = diagnostics
    this.exitCode = exitCode
  }
}

/** The reason of a signal that somebody sent to the process: Ctrl-C (SIGINT), or a wish to end (SIGTERM). */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly exitCode: ExitCode

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`stopped by ${signal}`)
    this.exitCode = signal === 'SIGINT' ? 130 : 143
  }
}

/** What ends with an aborted signal ends with this. */
export function exitCodeOf({ reason }: AbortSignal): ExitCode {
  return reason instanceof Interrupted ? reason.exitCode : 130
}
