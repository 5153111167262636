/** What is said of previews that are not as they were meant. */
import type { Diagnostic } from '../domain/diagnostic.js'
import type { PinnedPair } from '../domain/project.js'
import { didYouMean, listed } from './phrases.js'

export function pinnedPairIsNowhere({ questions: [first, second], place }: PinnedPair): Diagnostic {
  return {
    code: 'pinned-pair-is-nowhere',
    severity: 'warning',
    message: `No group pairs "${first}" with "${second}": they are pinned for previews.`,
    place,
    hint: 'Write both questions as they stand in their file, or take the pair out.',
  }
}

export function unknownVariant(name: string, known: readonly string[]): Diagnostic {
  return {
    code: 'unknown-variant',
    severity: 'error',
    message: `There is no variant "${name}".`,
    hint: didYouMean(name, known, `There are: ${listed(known)}.`),
  }
}
