/**
 * Runs many at once, hands results out in the order they were asked for.
 *
 * A dataset must come out byte-identical however fast each server answered,
 * so completion order must never reach the disk. At most `width` results are
 * ever held back, which also bounds memory when the first answer is the slowest.
 * It ends when everything that was started has ended, also after a failure or when its reader stops early.
 */
export async function* inOrder<In, Out>(
  items: Iterable<In>,
  width: number,
  work: (item: In) => Out | Promise<Out>,
): AsyncGenerator<Out, void, undefined> {
  let held: Promise<Out>[] = []
  let first = 0
  try {
    for (const item of items) {
      const started = (async () => work(item))()
      started.catch(() => {}) // reported when its turn comes, not as an unhandled rejection
      held.push(started)
      if (held.length - first >= width) {
        yield await (held[first] as Promise<Out>)
        first += 1
      }
      if (first >= width) {
        held = held.slice(first)
        first = 0
      }
    }
    for (; first < held.length; first += 1) yield await (held[first] as Promise<Out>)
  } finally {
    await Promise.allSettled(held) // after a failure, too: whoever goes on may close what the others still use
  }
}
