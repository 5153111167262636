/** Answers by hand: while it is held, calls wait in front of it. */
export interface Gate {
  hold(): void
  release(count?: number): void
  /** Resolves when the gate lets one more through, or the client goes away. */
  pass(gone: AbortSignal): Promise<void>
}

/** An open gate. */
export function makeGate(): Gate {
  const held = new Set<() => void>()
  let isHeld = false
  let credit = 0
  return {
    hold() {
      isHeld = true
    },
    release(count = Infinity) {
      if (count === Infinity) isHeld = false
      else credit += count
      for (const open of held) {
        if (isHeld && credit === 0) return
        if (isHeld) credit -= 1
        held.delete(open)
        open()
      }
    },
    async pass(gone) {
      if (!isHeld || gone.aborted) return
      if (credit > 0) {
        credit -= 1
        return
      }
      await new Promise<void>((resolve) => {
        held.add(resolve)
        gone.addEventListener('abort', () => {
          held.delete(resolve)
          resolve()
        })
      })
    },
  }
}
