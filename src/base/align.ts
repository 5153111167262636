/**
 * Which items of one list are still there in another? The longest common subsequence, after Myers (1986): as fast as the two differ
 * little. Returns pairs of places, rising in both; `undefined` where more than `mostEdits` items were taken out or put in.
 */
export function align(
  one: readonly string[],
  other: readonly string[],
  mostEdits: number,
): readonly (readonly [one: number, other: number])[] | undefined {
  const least = Math.min(one.length, other.length)
  let start = 0
  while (start < least && one[start] === other[start]) start += 1
  let end = 0
  while (end < least - start && one[one.length - 1 - end] === other[other.length - 1 - end]) end += 1
  const middle = shortestEdit(
    one.slice(start, one.length - end),
    other.slice(start, other.length - end),
    mostEdits,
  )?.map(([a, b]) => [a + start, b + start] as const)
  if (middle === undefined) return undefined
  const head = Array.from({ length: start }, (_, index) => [index, index] as const)
  const tail = Array.from(
    { length: end },
    (_, index) => [one.length - end + index, other.length - end + index] as const,
  )
  return [...head, ...middle, ...tail]
}

function shortestEdit(
  one: readonly string[],
  other: readonly string[],
  mostEdits: number,
): readonly (readonly [number, number])[] | undefined {
  const most = Math.min(mostEdits, one.length + other.length)
  /** For each number of edits: by diagonal (−edits … edits), how far into `one` it reaches. */
  const reaches: Int32Array[] = []
  for (let edits = 0; edits <= most; edits += 1) {
    const reach = new Int32Array(2 * edits + 1)
    reaches.push(reach)
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let { at } = stepTo(reaches, edits, diagonal)
      while (at < one.length && at - diagonal < other.length && one[at] === other[at - diagonal]) at += 1
      reach[diagonal + edits] = at
      if (at >= one.length && at - diagonal >= other.length) return wayBack(reaches, one.length, other.length)
    }
  }
  return undefined
}

/** Where a path of so many edits comes onto a diagonal: down from the one above, or right from the one below, whichever is further. */
function stepTo(
  reaches: readonly Int32Array[],
  edits: number,
  diagonal: number,
): { readonly isDown: boolean; readonly at: number } {
  const before = reaches[edits - 1]
  if (before === undefined) return { isDown: true, at: 0 }
  const [above, below] = [before[diagonal + edits] ?? -1, before[diagonal + edits - 2] ?? -1]
  const isDown = diagonal === -edits || (diagonal !== edits && below < above)
  return { isDown, at: isDown ? above : below + 1 }
}

function wayBack(reaches: readonly Int32Array[], length: number, otherLength: number): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = []
  let [at, diagonal] = [length, length - otherLength]
  for (let edits = reaches.length - 1; edits >= 0; edits -= 1) {
    const step = stepTo(reaches, edits, diagonal)
    for (; at > step.at; at -= 1) pairs.push([at - 1, at - 1 - diagonal])
    if (!step.isDown) at -= 1
    diagonal += step.isDown ? 1 : -1
  }
  return pairs.toReversed()
}
