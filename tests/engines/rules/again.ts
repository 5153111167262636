/** Whether the engine says the same again: to a digest, in any order, and whatever becomes of other questions. */
import { createHash } from 'node:crypto'
import { everyCell, fused, languages, openedEngine, type Ask, type Asked, type Cell } from './asking.js'

/** One digest of what an engine says to a part of the cells; asked in reverse, it must be the same. */
export async function digestOfAll(isReversed: boolean, ask?: Ask): Promise<string> {
  const cells = languages.flatMap((language) => everyCell(language, undefined, [7]).filter((_, at) => at % 4 === 0))
  const texts = await fused(ask ?? (await openedEngine()), isReversed ? cells.toReversed() : cells)
  const inOrder = isReversed ? texts.toReversed() : texts
  return createHash('sha256')
    .update(JSON.stringify(inOrder.map(({ text }) => text)))
    .digest('hex')
}

interface Changes {
  /** Cells that changed and do not hold the edited question. */
  readonly elsewhere: readonly Cell[]
  /** Cells that hold it and say what they said. */
  readonly unmoved: readonly Cell[]
}

/** Asks everything, edits one question, and asks everything again. */
export async function changesByEdit(ask: Ask, cells: readonly Asked[], edited: string): Promise<Changes> {
  const put = (question: string): string => (question === edited ? `${edited.replace(/[ ?]+$/, '')} 2?` : question)
  const before = await fused(ask, cells)
  const after = await fused(
    ask,
    cells.map((cell) => ({ ...cell, first: put(cell.first), second: put(cell.second) })),
  )
  const holds = ({ first, second }: Asked): boolean => first === edited || second === edited
  const isChanged = (at: number): boolean => before[at]?.text !== after[at]?.text
  return {
    elsewhere: before.filter((cell, at) => isChanged(at) && !holds(cell)),
    unmoved: before.filter((cell, at) => !isChanged(at) && holds(cell)),
  }
}
