import { defined } from '../base/defined.js'
import type { LastTry } from '../domain/status.js'
import type { Unmade } from '../store/build-log.js'
import { isoTime } from './iso-time.js'

/** What a try left undone, as it is shown. */
export function lastTryOf({ kind, tally, error, at }: Unmade): LastTry {
  return {
    kind,
    failed: tally.failed,
    unasked: tally.unasked ?? { budget: 0, hopeless: 0 },
    ...defined({ error }),
    at: isoTime(at),
  }
}
