/** What `build` does. Apart from its options, which a plain `build` never looks at: it is typed all day, mostly with nothing to do. */
import type { BuildOptions } from '../app/compose.js'
import { defaultConfig } from '../app/layout.js'
import type { Overrides } from '../app/load-project.js'
import { conclusionIfUpToDate, isWhole, type NothingToDo } from '../app/up-to-date.js'
import type { ExitCode } from '../domain/diagnostic.js'
import { upToDateLine } from '../messages/up-to-date.js'
import type { Terminal } from './terminal.js'

export interface BuildRequest {
  /** From the working folder. */
  readonly config: string
  readonly overrides: Overrides
  /** Events on stdout, in place of lines for people. */
  readonly isJson: boolean
  readonly options: BuildOptions
}

/** `fusionkit build`, and nothing else. */
export const plainBuild: BuildRequest = { config: defaultConfig, overrides: {}, isJson: false, options: {} }

export async function buildTargets(request: BuildRequest, terminal: Terminal): Promise<ExitCode> {
  const { config, overrides, options } = request
  const { cwd, surroundings } = terminal
  const quiet = isWhole(options) ? await conclusionIfUpToDate(cwd, config, overrides, surroundings) : undefined
  if (quiet === undefined) return buildInEarnest(request, terminal)
  if (request.isJson) await tell(quiet, request, terminal)
  else terminal.err(`${upToDateLine(quiet.targets, quiet.records)}\n`)
  return 0
}

async function buildInEarnest({ config, overrides, isJson, options }: BuildRequest, terminal: Terminal) {
  const [{ loadProject }, { buildProject }, { reporterFor }] = await Promise.all([
    import('../app/load-project.js'),
    import('../app/build.js'),
    import('../app/reporters/index.js'),
  ])
  const loaded = await loadProject(terminal.cwd, config, overrides)
  const emit = reporterFor(isJson, loaded.project.output.merged, terminal)
  const { exitCode } = await buildProject(loaded, options, terminal.surroundings, { emit, signal: terminal.signal })
  return exitCode
}

/** The events of a build that had nothing to do. */
async function tell(quiet: NothingToDo, { config }: BuildRequest, terminal: Terminal): Promise<void> {
  const [{ quietOutcome }, { reporterFor }, { basename }] = await Promise.all([
    import('../app/quiet-outcome.js'),
    import('../app/reporters/index.js'),
    import('node:path'),
  ])
  const emit = reporterFor(true, '', terminal)
  emit({ kind: 'build-started', v: 1, config: basename(config) })
  emit({ kind: 'build-ended', outcome: quietOutcome(quiet) })
}
