/** How many turns go by between two breaths: milliseconds, and a thousandth of what they cost. */
const turns = 512

/**
 * For long loops that wait for nothing: to be awaited at every turn. Now and then it lets everything else have its turn, signals of the
 * system among them, and rejects with the signal's reason where it is aborted. `undefined`: nothing is to be awaited.
 */
export function makeBreath(signal: AbortSignal): () => Promise<void> | undefined {
  let turn = 0
  return () => {
    turn += 1
    return turn % turns === 0 ? breathe(signal) : undefined
  }
}

async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  signal.throwIfAborted()
}
