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
    )}, ${grouped(sum(({ cached }) => cached))} stored, ${sumInWords(
      sum(({ toAsk }) => toAsk),
      sum(({ calls }) => calls),
    )}${givenUpInWords(sum(({ givenUp = 0 }) => givenUp))}`,
  ]
}

/** A text that fails a check is asked for once more, and nobody knows how many will. */
function sumInWords(cells: number, calls: number): string {
  if (calls < cells) return toAskInWords(cells, calls)
  return cells === 0 ? '0 to ask' : `at least ${grouped(cells)} to ask`
}

function toAskInWords(cells: number, calls: number): string {
  return `${grouped(cells)} to ask${calls < cells ? ` in at least ${counted(calls, 'call')}` : ''}`
}

const givenUpInWords = (cells: number): string => (cells === 0 ? '' : `, ${grouped(cells)} given up (--keep-going)`)

function targetLine({ target, state, reasons, cells, cached, toAsk, calls, givenUp = 0 }: PlannedTarget): string {
  if (state === 'maybe') return `maybe  ${target}  (if what it reads comes out otherwise)`
  const todo = `${toAskInWords(toAsk, calls)}${givenUpInWords(givenUp)}`
  const counts = cells === 0 ? '' : `: ${counted(cells, 'cell')}, ${grouped(cached)} stored, ${todo}`
  return `build  ${target}  (${reasonsInWords(reasons)})${counts}`
}
