import { buildCommand } from '../messages/command-line.js'
import type { BuildOptions } from './compose.js'
import type { LoadedConfig } from './load-project.js'

/** How a build is called for on a command line. */
export interface Invocation {
  /** What was asked for: others are told who is at work. */
  readonly typed: string
  /** What tries these targets again. */
  again(targets: readonly string[]): string
}

export function invocationOf({ called = {} }: LoadedConfig, options: BuildOptions): Invocation {
  const { targets = [], keepGoing, keepPartial, failFast, offline } = options
  const switches = [
    ...(keepGoing === true ? ['--keep-going'] : []),
    ...(keepPartial === true ? ['--keep-partial'] : []),
    ...(failFast === true ? ['--fail-fast'] : []),
    ...(offline === true ? ['--offline'] : []),
  ]
  return {
    typed: buildCommand(targets, called, switches),
    again: (failed) => buildCommand(failed, called, switches),
  }
}
