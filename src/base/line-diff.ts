/** One line of a comparison of two texts. */
export interface DiffLine {
  readonly kind: 'same' | 'gone' | 'new'
  readonly text: string
}

/** Comparing takes the product of the numbers of lines: beyond this everything is told as gone and new. */
const mostCells = 1_000_000

/** How one text became the other, line by line, with as many lines kept as can be: for texts of some hundred lines. */
export function lineDiff(from: string, to: string): readonly DiffLine[] {
  const [old, now] = [from.split('\n'), to.split('\n')]
  if (old.length * now.length > mostCells) return [...told('gone', old), ...told('new', now)]
  const lengths = commonLengths(old, now)
  const width = now.length + 1
  const lines: DiffLine[] = []
  let [at, other] = [0, 0]
  while (at < old.length || other < now.length) {
    const [oldLine, newLine] = [old[at], now[other]]
    if (oldLine !== undefined && oldLine === newLine) {
      lines.push({ kind: 'same', text: oldLine })
      at += 1
      other += 1
    } else if (newLine === undefined || (oldLine !== undefined && isLonger(at + 1, other, at, other + 1))) {
      lines.push({ kind: 'gone', text: oldLine ?? '' })
      at += 1
    } else {
      lines.push({ kind: 'new', text: newLine })
      other += 1
    }
  }
  return lines

  /** Whether what is left from the first place on has at least as much in common as from the second. */
  function isLonger(oneOld: number, oneNew: number, otherOld: number, otherNew: number): boolean {
    return (lengths[oneOld * width + oneNew] ?? 0) >= (lengths[otherOld * width + otherNew] ?? 0)
  }
}

const told = (kind: DiffLine['kind'], lines: readonly string[]): DiffLine[] => lines.map((text) => ({ kind, text }))

/** For each pair of places how many lines the rests have in common, at most. */
function commonLengths(old: readonly string[], now: readonly string[]): Uint32Array {
  const width = now.length + 1
  const lengths = new Uint32Array((old.length + 1) * width)
  for (let at = old.length - 1; at >= 0; at -= 1)
    for (let other = now.length - 1; other >= 0; other -= 1)
      lengths[at * width + other] =
        old[at] === now[other]
          ? (lengths[(at + 1) * width + other + 1] ?? 0) + 1
          : Math.max(lengths[(at + 1) * width + other] ?? 0, lengths[at * width + other + 1] ?? 0)
  return lengths
}
