/** What a process lends to fusionkit: handed in by the command line, or made by the Node API. */
import type { Clock } from '../base/clock.js'

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly processId: number
  /** Milliseconds since 1970: compared with a file's times for equality within two seconds, and shown as an age; never for order. */
  readonly nowMs: () => number
  readonly clock: Clock
  readonly random: () => number
  /** What is under way when a build is told to stop gets this long to come in: it is paid for. Default: 5,000 ms. */
  readonly graceMs?: number
}
