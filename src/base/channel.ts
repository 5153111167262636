/** Values that are pushed on one side and read by `for await` on the other, in order. */
export interface Channel<Value> {
  push(value: Value): void
  /** No more values: readers end when they have read what is there. */
  end(): void
  [Symbol.asyncIterator](): AsyncIterator<Value>
}

/**
 * `replaces(next, last)`: a value that nobody has read yet is dropped for the next one, so that a slow reader costs no memory. A value
 * that would replace itself passes by; it is dropped also where only others that pass by came since.
 * `most`: of those that nobody has read so many are kept, the last ones.
 */
export function makeChannel<Value>(replaces: (next: Value, last: Value) => boolean, most = Infinity): Channel<Value> {
  const waiting: Value[] = []
  let wake: (() => void) | undefined
  let isOver = false
  return {
    push: (value) => {
      for (let at = waiting.length - 1; at >= 0; at -= 1) {
        const last = waiting[at] as Value
        if (replaces(value, last)) waiting.splice(at, 1)
        else if (replaces(last, last)) continue
        break
      }
      waiting.push(value)
      if (waiting.length > most) waiting.shift()
      wake?.()
    },
    end: () => {
      isOver = true
      wake?.()
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        yield* waiting.splice(0)
        if (waiting.length > 0) continue
        if (isOver) return
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}
