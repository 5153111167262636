/** What a command is given by the command line: the only way to the process. */
import type { LiveScreen } from '../app/reporters/screen.js'
import type { Surroundings } from '../app/surroundings.js'

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
  /** stderr, where it is a terminal that can be drawn on. */
  readonly screen: LiveScreen | undefined
  /** Tells each key that is pressed, until what it returns is called. `undefined`: nobody sits at a keyboard. */
  readonly keys: ((pressed: (key: string) => void) => () => void) | undefined
  readonly surroundings: Surroundings
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}
