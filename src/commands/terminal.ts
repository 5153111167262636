/** What a command is given by the command line: the only way to the process. */
import type { LiveScreen } from '../app/reporters/screen.js'
import type { Surroundings } from '../app/surroundings.js'
import type { Choose } from '../domain/choice.js'

export interface Terminal {
  /** The working folder, absolute. */
  readonly cwd: string
  /** stdout: data. */
  out(text: string): void
  /** stderr: messages. */
  err(text: string): void
  /** Of messages. */
  readonly color: boolean
  /** The same of data: stdout is another stream. */
  readonly dataColor: boolean
  /** How wide stdout is; `undefined`: it is no terminal. */
  readonly dataColumns: number | undefined
  /** stderr, where it is a terminal that can be drawn on. */
  readonly screen: LiveScreen | undefined
  /** Tells each key that is pressed, until what it returns is called. `undefined`: nobody sits at a keyboard. */
  readonly keys: ((pressed: (key: string) => void) => () => void) | undefined
  /** Asks on stderr. `undefined`: nobody sits there, or it is no terminal that can be drawn on. */
  readonly choose: Choose | undefined
  readonly surroundings: Surroundings
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}
