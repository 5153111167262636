/** What `plan` says. */
import type { Estimate } from '../domain/pace.js'
import type { Plan, PlannedTarget } from '../domain/plan.js'
import { counted, grouped, significant } from './numbers.js'
import { reasonsInWords } from './reasons.js'

export function planLines({ known, targets, estimate, approximate, sampledCells = 0 }: Plan): string[] {
  if (targets.length === 0) return [`nothing to do: ${counted(known, 'target')} up to date`]
  const sum = (of: (target: PlannedTarget) => number) => targets.reduce((total, target) => total + of(target), 0)
  const said = sayer(approximate === true)
  const cells = counted(
    sum((target) => target.cells),
    'cell',
  )
  const stored = said(sum(({ cached }) => cached))
  const asked = sumInWords(
    sum(({ toAsk }) => toAsk),
    sum(({ calls }) => calls),
    said,
  )
  const givenUp = givenUpInWords(
    sum((target) => target.givenUp ?? 0),
    said,
  )
  return [
    ...targets.map(targetLine),
    `${grouped(targets.length)} of ${counted(known, 'target')} to build: ${cells}, ${stored} stored, ${asked}${givenUp}${estimateInWords(estimate)}`,
    ...(approximate === true ? [`≈ is estimated from ${grouped(sampledCells)} cells, the same ones each time`] : []),
  ]
}

/** How a count is said; one that was estimated has no more digits than it can answer for. */
type Sayer = (count: number) => string

const sayer = (isApproximate: boolean): Sayer =>
  isApproximate ? (count) => `≈ ${grouped(significant(count))}` : grouped

/** A text that fails a check is asked for once more, and nobody knows how many will. */
function sumInWords(cells: number, calls: number, said: Sayer): string {
  if (calls < cells) return toAskInWords(cells, calls, said)
  return cells === 0 ? '0 to ask' : `at least ${said(cells)} to ask`
}

function toAskInWords(cells: number, calls: number, said: Sayer): string {
  const inCalls = calls < cells ? ` in at least ${said(calls)} ${calls === 1 ? 'call' : 'calls'}` : ''
  return `${said(cells)} to ask${inCalls}`
}

const givenUpInWords = (cells: number, said: Sayer): string =>
  cells === 0 ? '' : `, ${said(cells)} given up (--keep-going)`

/** ": about 12 min, 340,000 prompt and 25,000 completion tokens" */
function estimateInWords(estimate: Estimate | undefined): string {
  if (estimate === undefined) return ''
  const { seconds, promptTokens, completionTokens } = estimate
  const tokens =
    promptTokens === undefined || completionTokens === undefined
      ? ''
      : `, ${grouped(significant(promptTokens))} prompt and ${grouped(significant(completionTokens))} completion tokens`
  return `: ${roughSpan(seconds)}${tokens}`
}

/** "about 3 s", "about 12 min", "about 3.5 h": no finer than an estimate is. */
function roughSpan(seconds: number): string {
  if (seconds < 1) return 'under 1 s'
  if (seconds < 100) return `about ${Math.round(seconds)} s`
  if (seconds < 100 * 60) return `about ${Math.round(seconds / 60)} min`
  const hours = seconds / 3600
  return `about ${hours < 10 ? hours.toFixed(1) : grouped(hours)} h`
}

function targetLine(target: PlannedTarget): string {
  const { state, reasons, cells, cached, toAsk, calls, givenUp = 0, estimate, approximate } = target
  if (state === 'maybe') return `maybe  ${target.target}  (if what it reads comes out otherwise)`
  const said = sayer(approximate === true)
  const time = estimate === undefined ? '' : `, ${roughSpan(estimate.seconds)}`
  const todo = `${toAskInWords(toAsk, calls, said)}${time}${givenUpInWords(givenUp, said)}`
  const counts = cells === 0 ? '' : `: ${counted(cells, 'cell')}, ${said(cached)} stored, ${todo}`
  return `build  ${target.target}  (${reasonsInWords(reasons)})${counts}`
}
