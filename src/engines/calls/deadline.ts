import { following } from '../../base/abort.js'

/** The call's own deadline passed. */
export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed'
  readonly seconds: number

  constructor(deadlineMs: number) {
    super(`${deadlineMs} ms`)
    this.seconds = deadlineMs / 1_000
  }
}

/**
 * What `call` gives. Its signal is aborted with the caller's, for that one's reason, and with `DeadlinePassed` after so many
 * milliseconds: then that is what it rejects with, whatever `call` makes of it.
 */
export async function within<Result>(
  deadlineMs: number,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { controller, forget } = following([signal])
  const timer = setTimeout(() => controller.abort(new DeadlinePassed(deadlineMs)), deadlineMs)
  try {
    return await call(controller.signal)
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error
  } finally {
    clearTimeout(timer)
    forget()
  }
}
