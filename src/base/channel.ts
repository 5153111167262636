/** Values that are pushed on one side and read by `for await` on the other, in order. */
export interface Channel<Value> {
  push(value: Value): void
  /** No more values: readers end when they have read what is there. */
  end(): void
  [Symbol.asyncIterator](): AsyncIterator<Value>
}

/** `replaces(next, last)`: the last value that nobody has read yet is dropped for the next one, so that a slow reader costs no memory. */
export function makeChannel<Value>(replaces: (next: Value, last: Value) => boolean): Channel<Value> {
  const waiting: Value[] = []
  let wake: (() => void) | undefined
  let isOver = false
  return {
    push: (value) => {
      const last = waiting.at(-1)
      if (last !== undefined && replaces(value, last)) waiting[waiting.length - 1] = value
      else waiting.push(value)
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
