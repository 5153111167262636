/** What `plan` says. */
import type { Plan, PlannedTarget } from '../domain/plan.js'
import { counted, grouped } from './numbers.js'
import { reasonsInWords } from './reasons.js'

export function planLines({ known, targets }: Plan): string[] {
  if (targets.length === 0) return [`nothing to do: ${counted(known, 'target')} up to date`]
  const sum = (of: (target: PlannedTarget) => number) => targets.reduce((total, target) => total + of(target), 0)
  return [
    ...targets.map(targetLine),
    `${grouped(targets.length)} of ${counted(known, 'target')} to build: ${counted(
      sum(({ cells }) => cells),
      'cell',
    )}, ${grouped(sum(({ cached }) => cached))} stored, ${toAskInWords(sum(({ toAsk }) => toAsk))}`,
  ]
}

/** A text that fails a check is asked for once more, and nobody knows how many will. */
const toAskInWords = (cells: number): string => (cells === 0 ? '0 to ask' : `at least ${grouped(cells)} to ask`)

function targetLine({ target, state, reasons, cells, cached, toAsk }: PlannedTarget): string {
  if (state === 'maybe') return `maybe  ${target}  (if what it reads comes out otherwise)`
  const counts = cells === 0 ? '' : `: ${counted(cells, 'cell')}, ${grouped(cached)} stored, ${grouped(toAsk)} to ask`
  return `build  ${target}  (${reasonsInWords(reasons)})${counts}`
}
