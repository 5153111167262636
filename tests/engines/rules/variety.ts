/** How much of what is said is quoting, and how many frames it takes. */
import type { Cell } from './asking.js'
import { frameOf } from './fillers.js'
import { quotesWhole } from './plain-marks.js'

/** Whether one of the two questions stands in quotes, whole. */
export const isQuoting = ({ text, first, second }: Cell): boolean =>
  quotesWhole(text, first) || quotesWhole(text, second)

/** A frame is in use when it makes this share of a style's outputs: below lies what was told apart by mistake. */
const IN_USE = 0.02

export interface FrameUse {
  /** How many frames are in use. */
  readonly frames: number
  /** The share of the commonest, and what it looks like. */
  readonly largest: number
  readonly commonest: string
}

/** The frames of some outputs of one style in one language. */
export function framesUsed(cells: readonly Cell[]): FrameUse {
  const counts = new Map<string, number>()
  for (const cell of cells) {
    const frame = frameOf(cell)
    counts.set(frame, (counts.get(frame) ?? 0) + 1)
  }
  const shares = [...counts].map(([frame, uses]) => [frame, uses / cells.length] as const).sort(([, a], [, b]) => b - a)
  const [commonest = '', largest = 0] = shares[0] ?? []
  return { frames: shares.filter(([, share]) => share >= IN_USE).length, largest, commonest }
}

/** A text without case, blanks and punctuation: texts that are alike in this say the same. */
export function bare(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\s]+/gu, '')
}

/** Cells that say no more than one before them in the same group, and those that say nothing; a group is told by its key. */
export function saidAgain(
  cells: readonly Cell[],
  keyOf: (cell: Cell) => readonly (string | number)[],
): readonly Cell[] {
  const seen = new Set<string>()
  return cells.filter((cell) => {
    const said = JSON.stringify([...keyOf(cell), bare(cell.text)])
    const isNew = cell.text !== '' && !seen.has(said)
    seen.add(said)
    return !isNew
  })
}
