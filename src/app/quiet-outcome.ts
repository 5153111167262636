import { type BuildOutcome, nothingDone } from '../domain/event.js'
import type { NothingToDo } from './up-to-date.js'

/** The outcome of a build that had nothing to do. */
export function quietOutcome({ targets, records }: NothingToDo): BuildOutcome {
  return { ...nothingDone, exitCode: 0, targets, records }
}
