import { following } from '../../base/abort.js'
import type { Looking } from './looking.js'

/** What a look comes to, or `late` where that takes too long: it then goes on without us. Rejects with the signal's reason. */
export async function inTime<Result>(
  look: Promise<Result>,
  deadlineMs: number,
  { signal, surroundings }: Pick<Looking, 'signal' | 'surroundings'>,
  late: () => Result,
): Promise<Result> {
  const { controller, forget } = following([signal])
  try {
    return await Promise.race([look, surroundings.clock.sleep(deadlineMs, controller.signal).then(late)])
  } finally {
    forget()
    controller.abort()
  }
}
