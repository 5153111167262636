import type { ConfigWords } from '../../messages/command-line.js'
import { programName } from '../program-name.js'
import type { Surroundings } from '../surroundings.js'
import type { LinesOf, OtherEvent, Reporter } from './reporter.js'
import type { LiveScreen } from './screen.js'

interface Streams {
  out(text: string): void
  err(text: string): void
  readonly color: boolean
  readonly surroundings: Surroundings
  /** `undefined`: there is no terminal to draw on. */
  readonly screen: LiveScreen | undefined
}

export interface ReportOptions {
  /** The events themselves on stdout, one a line, whatever else is asked for. */
  readonly isJson: boolean
  /** Only what did not go well. */
  readonly isQuiet: boolean
  /** The merged file, as the user named it; left out: as the outcome has it. */
  readonly merged?: string
  /** How the command line names the config; left out: there is none. */
  readonly called?: ConfigWords | undefined
  /** What goes on where this stopped. Default: `fusionkit build`. */
  readonly again?: string
  /** What is said of a watch and of a preview; left out: nothing. */
  readonly others?: LinesOf<OtherEvent>
}

/** Lines for people are on stderr; the one that draws on a terminal is loaded only where there is one. */
export async function reporterFor(options: ReportOptions, streams: Streams): Promise<Reporter> {
  const { out, err: write, color, surroundings, screen } = streams
  const { isJson, isQuiet, ...rest } = options
  if (isJson) return { tell: (event) => out(`${JSON.stringify(event)}\n`), close: () => {} }
  const news = { ...rest, program: programName(surroundings), color, now: () => surroundings.clock.now() }
  if (isQuiet) return (await import('./quiet.js')).quietReporter({ ...news, write })
  if (screen !== undefined) return (await import('./live.js')).liveReporter(screen, news)
  return (await import('./plain.js')).plainReporter({ ...news, write })
}
