/** `--quiet`: warnings, errors, failures, and how a build ended that did not go well. */
import type { WatchEvent } from '../../domain/watch.js'
import { type NewsOptions, newsOf } from './news.js'
import type { Reporter } from './reporter.js'

export interface QuietOptions extends NewsOptions {
  readonly write: (text: string) => void
}

export function quietReporter({ write, ...options }: QuietOptions): Reporter {
  const news = newsOf(options)
  return {
    tell: (event) => {
      const lines = news(event)
      if (isOfConcern(event)) for (const text of lines) write(`${text}\n`)
    },
    close: () => {},
  }
}

function isOfConcern(event: WatchEvent): boolean {
  switch (event.kind) {
    case 'diagnostic':
      return event.diagnostic.severity !== 'note'
    case 'target-ended':
      return event.outcome.kind === 'failed' || event.outcome.kind === 'incomplete'
    case 'build-ended':
      return event.outcome.exitCode !== 0
    case 'config-refused':
      return true
    case 'preview-ended':
      return event.outcome.kind === 'failed'
    default:
      return false
  }
}
