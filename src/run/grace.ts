import { endedOrAborted, onAbort } from '../base/abort.js'

/** What is under way when a build is told to stop may still come in for a while. */
export interface Grace {
  /** Aborted when that while is over. */
  readonly over: AbortSignal
  /** Resolves when `closing` has ended, however, or when the grace is over: it then goes on without us. */
  waitFor(closing: Promise<void>): Promise<void>
  cancel(): void
}

/** Begins when `signal` is aborted. */
export function graceAfter(signal: AbortSignal, milliseconds: number): Grace {
  const late = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const forget = onAbort(signal, () => {
    timer = setTimeout(() => late.abort(signal.reason), milliseconds)
  })
  return {
    over: late.signal,
    waitFor: async (closing) => endedOrAborted(closing, late.signal).catch(() => {}),
    cancel: () => {
      forget()
      clearTimeout(timer)
    },
  }
}
