import type { BuildOutcome } from '../domain/event.js'
import { noTally } from '../domain/target.js'
import type { NothingToDo } from './up-to-date.js'

/** The outcome of a build that knew that there is nothing to do, for those who read events. */
export function quietOutcome({ targets, records }: NothingToDo): BuildOutcome {
  return {
    exitCode: 0,
    targets,
    records,
    ran: [],
    failed: [],
    incomplete: [],
    hopeless: [],
    leftStale: [],
    orphans: [],
    tally: noTally,
    unconfirmed: [],
    diagnostics: [],
  }
}
