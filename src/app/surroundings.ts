/** What a process lends to fusionkit: handed in by the command line, or made by the Node API. */
import type { Clock } from '../base/clock.js'

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly processId: number
  /** Milliseconds since 1970: compared with a file's times for equality within two seconds, never for order. */
  readonly nowMs: () => number
  readonly clock: Clock
  readonly random: () => number
}
