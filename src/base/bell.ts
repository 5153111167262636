import { onAbort } from './abort.js'

export interface Bell {
  ring(): void
  /** Resolves when it rings the next time. */
  rung(): Promise<void>
}

/** Rings for whoever waits, and once more when the signal is aborted: after that nobody waits any longer. */
export function makeBell(signal: AbortSignal): Bell {
  const waiting: (() => void)[] = []
  const ring = () => {
    for (const wake of waiting.splice(0)) wake()
  }
  onAbort(signal, ring)
  return {
    ring,
    rung: async () =>
      new Promise<void>((resolve) => {
        if (signal.aborted) resolve()
        else waiting.push(resolve)
      }),
  }
}
