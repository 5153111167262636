import { type BuildOutcome, nothingDone } from '../domain/event.js'
import type { NothingToDo } from './up-to-date.js'

/** The outcome of a build that knew that there is nothing to do, for those who read events. */
export function quietOutcome({ targets, records }: NothingToDo): BuildOutcome {
  return { ...nothingDone, exitCode: 0, targets, records }
}
