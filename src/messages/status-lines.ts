/** What `status` says. */
import type { TargetState } from '../domain/judged.js'
import { targetStates } from '../domain/judged.js'
import type { LastTry, LockHolder, Status, TargetStatus } from '../domain/status.js'
import { counted, grouped, tallied, timeInWords } from './numbers.js'
import { listed } from './phrases.js'
import { printable } from './printable.js'
import { reasonsInWords } from './reasons.js'

/** As many groups of a key as are told one by one where they are alike. */
const fewAlike = 3

/** `all`: a line for each target; else groups of a key that are alike share one. */
export function statusLines(status: Status, { all }: { readonly all: boolean }): string[] {
  const rows = all ? status.targets.map((target) => [target]) : alike(status.targets)
  const groups = groupsByKey(status.targets)
  return [...rows.flatMap((row) => rowLines(row, groups)), ...summaryLines(status)]
}

/** In the order of the first of each. */
function alike(targets: readonly TargetStatus[]): readonly (readonly TargetStatus[])[] {
  const sets = new Map<string, TargetStatus[]>()
  for (const target of targets) {
    const likeness = target.kind === 'fusion' ? likenessOf(target) : target.target
    const known = sets.get(likeness)
    if (known === undefined) sets.set(likeness, [target])
    else known.push(target)
  }
  return [...sets.values()].flatMap((set) => (set.length > fewAlike ? [set] : set.map((target) => [target])))
}

/** Groups that wait for the same thing to be done are alike, whatever their files are called. */
function likenessOf({ key, state, reasons, lastTry }: TargetStatus): string {
  const nameless = reasons.map((reason) => {
    if (reason.kind === 'input-changed') return reason.kind
    return 'path' in reason ? reason.kind : reason
  })
  return JSON.stringify([key, state, nameless, lastTry?.kind])
}

function groupsByKey(targets: readonly TargetStatus[]): ReadonlyMap<string | undefined, number> {
  const counts = new Map<string | undefined, number>()
  for (const { kind, key } of targets) if (kind === 'fusion') counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

function rowLines(row: readonly TargetStatus[], groups: ReadonlyMap<string | undefined, number>): string[] {
  const [first] = row
  if (first === undefined) return []
  const all = groups.get(first.key) ?? 0
  const many = `${row.length === all ? '' : `${grouped(row.length)} of `}${counted(all, 'group')}`
  const name = row.length === 1 ? first.target : `${first.key ?? first.target}, ${many}`
  const why = whyInWords(row)
  const records = row.some((each) => each.records !== undefined) ? [countsInWords(row)] : []
  const line = `${first.state.padEnd(7)}  ${name}${why === '' ? '' : `  (${why})`}${records.map((each) => `: ${each}`).join('')}`
  return [
    line,
    ...row
      .flatMap(({ lastTry }) => lastTry ?? [])
      .slice(0, 1)
      .map((lastTry) => `         ${lastTryInWords(lastTry)}`),
  ]
}

function whyInWords(row: readonly TargetStatus[]): string {
  const [first] = row
  if (first === undefined || first.state === 'fresh') return ''
  const wordings = new Set(row.map(({ reasons }) => reasonsInWords(reasons)))
  const own = wordings.size === 1 ? [...wordings].filter((words) => words !== '') : [...kindsInWords(first)]
  const waits = first.waitsFor.length === 0 ? [] : [`waits for ${listed(first.waitsFor)}`]
  return [...own, ...waits].join('; ')
}

/** Where each of many alike says it with a name of its own. */
function kindsInWords({ reasons }: TargetStatus): ReadonlySet<string> {
  return new Set(
    reasons.map((reason) => {
      if (reason.kind === 'input-changed') return 'their questions changed'
      if (reason.kind === 'output-missing') return 'their files are missing'
      if (reason.kind === 'output-modified') return 'their files were changed by hand'
      return reasonsInWords([reason])
    }),
  )
}

function countsInWords(row: readonly TargetStatus[]): string {
  const records = row.reduce((sum, each) => sum + (each.records ?? 0), 0)
  const rejected = rejectedInWords(row)
  return `${counted(records, row[0]?.kind === 'fusion' || row[0]?.kind === 'merged' ? 'record' : 'question')}${rejected}`
}

function rejectedInWords(row: readonly TargetStatus[]): string {
  const sum: Record<string, number> = {}
  for (const { rejected } of row) for (const [why, n] of Object.entries(rejected)) sum[why] = (sum[why] ?? 0) + n
  const words = tallied(sum)
  return words === '' ? '' : `, ${row[0]?.kind === 'merged' ? 'left out' : 'rejected'}: ${words}`
}

/** "the last build had no answer for 2 cells; first error: …" */
export function lastTryInWords({ kind, failed, unasked, error }: LastTry): string {
  if (kind === 'failed')
    return `the last build had no answer for ${counted(failed, 'cell')}${error === undefined ? '' : `; first error: ${printable(error)}`}`
  const left = [
    ...(unasked.budget > 0 ? [`${counted(unasked.budget, 'cell')} for a later one`] : []),
    ...(unasked.hopeless > 0 ? [`${counted(unasked.hopeless, 'cell')} of variants that it gave up`] : []),
  ]
  return `the last build left ${left.join(', and ')}`
}

function summaryLines({ targets, records, rejected, completions, orphans, lock }: Status): string[] {
  const counts = statesInWords(targets.map(({ state }) => state))
  const isFresh = targets.every(({ state }) => state === 'fresh')
  const total = records === undefined ? '' : `; ${counted(records, 'record')} in the merged file`
  const without = Object.values(rejected).reduce((sum, n) => sum + n, 0)
  return [
    `${counted(targets.length, 'target')}: ${counts}${total}${without === 0 ? '' : `; ${counted(without, 'cell')} rejected`}; ${counted(completions, 'completion')} stored`,
    ...(orphans.length === 0
      ? []
      : [
          `No longer in the config, left where they are: ${listed(orphans)}. \`fusionkit clean --orphans\` deletes them.`,
        ]),
    ...(lock === undefined ? [] : [lockInWords(lock)]),
    ...(isFresh ? [] : ['`fusionkit explain <target>` says why, `fusionkit plan` what it takes.']),
  ]
}

/** "2 failed, 998 fresh" */
export function statesInWords(states: readonly TargetState[]): string {
  const counts = targetStates.map((state) => [state, states.filter((each) => each === state).length] as const)
  return counts
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${grouped(count)} ${state}`)
    .join(', ')
}

function lockInWords({ pid, command, host, since }: LockHolder): string {
  const what = command === undefined ? '' : ` (${printable(command)})`
  const where = host === undefined ? '' : ` on ${printable(host)}`
  const when = since === undefined ? '' : `, since ${timeInWords(since)}`
  return `Process ${pid}${what} is at work here${where}${when}: what it makes may still change.`
}
