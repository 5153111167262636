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
  /** Nothing but what did not go well. */
  readonly isQuiet: boolean
  readonly options: BuildOptions
}

/** `fusionkit build`, and nothing else. */
export const plainBuild: BuildRequest = {
  config: defaultConfig,
  overrides: {},
  isJson: false,
  isQuiet: false,
  options: {},
}

export async function buildTargets(request: BuildRequest, terminal: Terminal): Promise<ExitCode> {
  const { config, overrides, options } = request
  const { cwd, surroundings } = terminal
  const idle = isWhole(options) ? await conclusionIfUpToDate(cwd, config, overrides, surroundings) : undefined
  if (idle === undefined) return buildInEarnest(request, terminal)
  if (request.isJson) await tellEvents(idle, request, terminal)
  else if (!request.isQuiet) terminal.err(`${upToDateLine(idle.targets, idle.records)}\n`)
  return 0
}

async function buildInEarnest(request: BuildRequest, terminal: Terminal): Promise<ExitCode> {
  const { config, overrides, isJson, isQuiet, options } = request
  const [{ loadProject }, { buildProject }, { reporterFor }] = await Promise.all([
    import('../app/load-project.js'),
    import('../app/build.js'),
    import('../app/reporters/index.js'),
  ])
  const { cwd, surroundings, signal } = terminal
  const loaded = await loadProject(cwd, config, overrides)
  const { called = {}, project } = loaded
  const reporter = await reporterFor({ isJson, isQuiet, merged: project.output.merged, called }, terminal)
  try {
    const { exitCode } = await buildProject(loaded, options, surroundings, { emit: reporter.tell, signal })
    if (exitCode === 3 && !isJson && !isQuiet) {
      const [{ lookCloser }, { asTyped }] = await Promise.all([
        import('../messages/doctor-engines.js'),
        import('./as-typed.js'),
      ])
      terminal.err(`${asTyped(terminal)(lookCloser(called))}\n`)
    }
    return exitCode
  } finally {
    reporter.close()
  }
}

/** The events of a build that had nothing to do. */
async function tellEvents(idle: NothingToDo, { config }: BuildRequest, terminal: Terminal): Promise<void> {
  const [{ quietOutcome }, { reporterFor }, { basename }] = await Promise.all([
    import('../app/quiet-outcome.js'),
    import('../app/reporters/index.js'),
    import('node:path'),
  ])
  const { tell } = await reporterFor({ isJson: true, isQuiet: false, merged: '' }, terminal)
  tell({ kind: 'build-started', v: 1, config: basename(config) })
  tell({ kind: 'build-ended', outcome: quietOutcome(idle) })
}
