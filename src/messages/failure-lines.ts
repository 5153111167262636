/** The last lines of a build of which something failed. */
import type { BuildOutcome } from '../domain/event.js'
import type { Failure } from '../domain/failure.js'
import { counted } from './numbers.js'
import { onOneLine } from './one-line.js'
import { someOf } from './phrases.js'

/** Each failure once: what was said, where it was first met, and the command that tries it again. */
export function failureLines({ failures, failed, partial, notStarted, tally }: BuildOutcome): string[] {
  const shown = failures.slice(0, mostShown)
  const others = tally.failed - shown.reduce((sum, { cells }) => sum + cells, 0)
  const lines = shown.flatMap(linesOf)
  if (others > 0) lines.push(`no answer for ${counted(others, 'more cell')}, for other reasons (--json has them)`)
  if (notStarted.length > 0)
    lines.push(
      `Ended at the first failure (--fail-fast): ${counted(notStarted.length, 'target')} ${notStarted.length === 1 ? 'was' : 'were'} not started: ${someOf(notStarted)}.`,
    )
  else if (failed.length > 0 && partial.length === 0)
    lines.push('What failed is not written: --keep-partial writes (and merges) what there is of it.')
  return lines
}

/** Different errors; what is wrong shows in the first ones. */
const mostShown = 5

function linesOf({ error, cells, targets, first, again }: Failure): string[] {
  const { group, variant, questions } = first
  return [
    `no answer for ${counted(cells, 'cell')} of ${someOf(targets)}: ${error}`,
    `  ${cells === 1 ? 'it is' : 'first at'} "${variant}" of ${questions.map((question) => `"${onOneLine(question, longest)}"`).join(' + ')} in ${group}`,
    `  try again: ${again}`,
  ]
}

const longest = 60
