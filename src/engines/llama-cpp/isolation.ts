import { onAbort } from '../../base/abort.js'

/**
 * Who may be in the process at the same time. Of several calls in flight nobody knows which one made it crash: each of them is asked once
 * more, alone, so that a prompt that always does is found, and costs no other call its tries.
 */
export interface Isolation {
  /** Resolves when the call may go, with what to call when it is over; rejects with the signal's reason. `isAlone`: with no other one. */
  enter(isAlone: boolean, signal: AbortSignal): Promise<() => void>
}

interface Waiting {
  readonly isAlone: boolean
  go(): void
}

/** First come, first served: one that must be alone waits for those before it, and those after it wait for it. */
export function makeIsolation(): Isolation {
  const queue: Waiting[] = []
  let inside = 0
  let isTaken = false

  function next(): void {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      if (isTaken || (first.isAlone && inside > 0)) return
      queue.shift()
      inside += 1
      isTaken = first.isAlone
      first.go()
    }
  }

  const leaving = (isAlone: boolean) => {
    let isInside = true
    return () => {
      if (!isInside) return
      isInside = false
      inside -= 1
      if (isAlone) isTaken = false
      next()
    }
  }

  return {
    enter: async (isAlone, signal) => {
      signal.throwIfAborted()
      return new Promise((resolve, reject) => {
        const one: Waiting = {
          isAlone,
          go: () => {
            forget()
            resolve(leaving(isAlone))
          },
        }
        const forget = onAbort(signal, () => {
          queue.splice(queue.indexOf(one), 1)
          reject(signal.reason as Error)
          next()
        })
        queue.push(one)
        next()
      })
    },
  }
}
