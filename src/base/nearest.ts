/**
 * The known name that a mistyped one most likely meant; `undefined` where none is near enough to suggest.
 * Optimal string alignment distance (Damerau–Levenshtein with adjacent swaps), at most a third of the length; or else the first that
 * begins with it, as somebody writes who stopped too early.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(Math.max(name.length, 3) / 3)) + 1
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  return best ?? begunBy(name, known)
}

function begunBy(name: string, known: Iterable<string>): string | undefined {
  if (name.length < 3) return undefined
  const start = name.toLowerCase()
  for (const candidate of known) if (candidate.toLowerCase().startsWith(start)) return candidate
  return undefined
}

function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const now = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min((now[column - 1] ?? 0) + 1, (last[column] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1))
      if (a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? Infinity) + 1)
      }
      now.push(cost)
    }
    beforeLast = last
    last = now
  }
  return last[b.length] ?? 0
}
