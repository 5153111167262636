/** What a build says while it runs and at its end. */
import type { BudgetLimit, BuildEvent, BuildOutcome, PartialOutput, Progress, TargetOutcome } from '../domain/event.js'
import type { Overridden, Tally } from '../domain/target.js'
import { unreachable } from '../base/unreachable.js'
import { type ConfigWords, projectCommand } from './command-line.js'
import { failureLines } from './failure-lines.js'
import { counted, grouped, span, tallied } from './numbers.js'
import { firstOf, someOf } from './phrases.js'
import { upToDateLine } from './up-to-date.js'

/**
 * `built  animals  never built → 492 records, 3 rejected (duplicate 3); 495 asked, 0.4 s`
 *
 * `undefined`: not worth a line. Where a budget is used up, hundreds of groups were not even begun, and the last lines count them; where a
 * build is stopped, they say why.
 */
export function targetLine(target: string, why: string, outcome: TargetOutcome, elapsedMs: number): string | undefined {
  switch (outcome.kind) {
    case 'built': {
      const verb = outcome.restored ? 'restored' : outcome.missing === undefined ? 'built' : 'partial'
      return `${verb.padEnd(8)}  ${target}  (${why}) → ${madeInWords(outcome.tally)}${outcome.sameBytes ? ', same as before' : ''}, ${span(elapsedMs)}`
    }
    case 'failed':
      return `failed    ${target}  (${why}): ${counted(outcome.tally.failed, 'cell')} got no answer${kept(outcome.partial)}. First error: ${outcome.error}`
    case 'incomplete':
      return incompleteLine(target, why, outcome)
    case 'blocked':
      return `waiting   ${target}  for ${firstOf(outcome.by, 5)}`
    case 'not-started':
    case 'aborted':
      return undefined
    default:
      return unreachable(outcome)
  }
}

const kept = (partial: PartialOutput | undefined): string =>
  partial === undefined ? '' : `; ${counted(partial.records, 'record')} written`

function incompleteLine(
  target: string,
  why: string,
  { tally, partial }: Extract<TargetOutcome, { kind: 'incomplete' }>,
): string | undefined {
  const { cells, calls, unasked } = tally
  const { budget, hopeless } = unasked ?? { budget: 0, hopeless: 0 }
  if (calls === 0 && hopeless === 0) return undefined
  const left = [
    ...(budget > 0 ? [`${grouped(budget)} left for a later build`] : []),
    ...(hopeless > 0 ? [`${grouped(hopeless)} given up`] : []),
  ]
  return `partly    ${target}  (${why}): ${counted(cells, 'cell')}, ${left.join(', ')}; ${grouped(calls)} asked${kept(partial)}`
}

/** From this share on what is left can be estimated. */
const enoughToTell = 0.05

/**
 * `sinceFirst`: what came since the group's first result, and in how much time. What was before tells nothing of its pace: the
 * model was loaded, other groups had their turn, and results come in order, so that the first waits for the slowest.
 */
export function progressLine(
  target: string,
  counts: Progress,
  sinceFirst: { readonly done: number; readonly milliseconds: number },
): string {
  const { cells, calls } = counts
  const done = through(counts)
  const left =
    calls > 0 && done < cells && sinceFirst.done > 0 && sinceFirst.done >= cells * enoughToTell
      ? `, about ${span((sinceFirst.milliseconds / sinceFirst.done) * (cells - done))} left`
      : ''
  return `          ${target}  ${percent(done, cells)} %: ${cameInWords(counts)}${left}`
}

/** `20 of 100 cells, 12 asked, 8 reused, 0 rejected` */
export function cameInWords(counts: Progress): string {
  const { cells, calls, reused, rejected } = counts
  const stored = reused > 0 ? `, ${grouped(reused)} reused` : ''
  return `${grouped(through(counts))} of ${counted(cells, 'cell')}, ${grouped(calls)} asked${stored}, ${grouped(rejected)} rejected`
}

/** Cells that have an answer, whether their turn has come or not. */
export function through({ done, ahead = 0 }: Progress): number {
  return done + ahead
}

/** 100 only where all is through. */
export function percent(done: number, of: number): number {
  return of === 0 ? 100 : Math.floor((100 * done) / of)
}

/** `asked     qwen3:4b  → 1,200 calls, 34 s; 600 pairs go on with another model`; `undefined`: it was stopped. */
export function modelLine(
  model: string,
  outcome: Extract<BuildEvent, { kind: 'model-ended' }>['outcome'],
  elapsedMs: number,
): string | undefined {
  if (outcome.kind === 'aborted') return undefined
  const next =
    outcome.waiting === 0
      ? ''
      : `; ${counted(outcome.waiting, 'pair')} ${outcome.waiting === 1 ? 'goes' : 'go'} on with another model`
  return `asked     ${model}  → ${counted(outcome.calls, 'call')}, ${span(elapsedMs)}${next}`
}

export function modelProgressLine(model: string, counts: { pairs: number; calls: number }): string {
  return `          ${model}  ${counted(counts.pairs, 'pair')} looked at, ${grouped(counts.calls)} asked`
}

function madeInWords({ cells, records, calls, reused, rejected, overridden }: Tally): string {
  const parts = [counted(records, 'record')]
  if (overridden !== undefined) parts.push(overriddenInWords(overridden))
  const left = tallied(rejected)
  if (left !== '') parts.push(cells > 0 ? `rejected: ${left}` : `left out: ${left}${whereListed(rejected)}`)
  if (cells > 0) parts.push(`${grouped(calls)} asked, ${grouped(reused)} reused`)
  return parts.join('; ')
}

/** Repeated records are only counted; contradictions are there to be looked at. */
function whereListed(rejected: Tally['rejected']): string {
  return 'contradiction' in rejected ? ' (.fusionkit/rejected/merged.jsonl)' : ''
}

/** What the last lines of a build name beside its outcome. */
export interface Ending {
  /** The merged file, as the user named it; left out: as the outcome has it. */
  readonly merged?: string
  /** What goes on where this stopped. Default: `fusionkit build`. */
  readonly again?: string | undefined
  /** How the command line names the config; left out: there is none (`fuse`). */
  readonly called?: ConfigWords | undefined
  /** How fusionkit is called here. Default: `fusionkit`. */
  readonly program?: string
  /** All of its targets were made for the first time. */
  readonly isFirst?: boolean
}

const finalIn = ({ output = '' }: BuildOutcome, { merged = output }: Ending): string => merged

/** The last lines of a build: what there is now, and what to do next. */
export function summaryLines(outcome: BuildOutcome, elapsedMs: number, ending: Ending): string[] {
  const { again = '`fusionkit build`', called } = ending
  const merged = finalIn(outcome, ending)
  const { exitCode, ran, targets, records, tally, leftStale, orphans, failed, incomplete, notStarted } = outcome
  if (outcome.superseded === true) return []
  if (exitCode === 130 || exitCode === 143)
    return [
      `stopped: everything that was answered is kept (${counted(tally.calls, 'completion')} of this build); ${again} goes on from there`,
    ]
  if (exitCode !== 0 && exitCode !== 1) return []
  const lines: string[] = []
  const unmade = failed.length + incomplete.length
  if (ran.length === 0 && unmade + notStarted.length === 0) lines.push(upToDateLine(targets, records))
  else {
    lines.push(
      `${unmade > 0 ? 'incomplete' : 'done'}: ${incomplete.length > 0 ? `${grouped(ran.length - unmade)} of ` : ''}${counted(ran.length, 'target')} in ${span(elapsedMs)}${tally.cells > 0 ? `; ${cellsInWords(tally)}` : ''}`,
    )
    if (records !== undefined && unmade === 0 && !leftStale.includes('merged'))
      lines.push(`→ ${merged} (${counted(records, 'record')})`)
    lines.push(...withoutModelLines(outcome), ...rejectedLines(tally, ran.length > unmade, called))
  }
  lines.push(...leftAloneLines(outcome, again), ...partialLines(outcome, merged, again), ...failureLines(outcome))
  if (leftStale.length > 0)
    lines.push(`Not asked for, and no longer current: ${someOf(leftStale)}. \`fusionkit build\` makes them.`)
  if (orphans.length > 0)
    lines.push(
      `No longer in the config, left where they are: ${someOf(orphans)}. \`fusionkit clean --orphans\` deletes them.`,
    )
  return [...lines, ...nextLines(outcome, ending)]
}

/** After a first build that went well, and made something to look at. */
function nextLines({ exitCode, records }: BuildOutcome, { called, program, isFirst }: Ending): string[] {
  if (called === undefined || isFirst !== true || exitCode !== 0 || records === 0) return []
  const explain = projectCommand(['explain', 'merged:1'], called, program)
  const watch = projectCommand(['watch'], called, program)
  const width = Math.max(explain.length, watch.length)
  return [
    `next: ${explain.padEnd(width)}  says where the first record comes from`,
    `      ${watch.padEnd(width)}  builds again on every edit`,
  ]
}

/** Nobody shall take set phrases for what a model said. */
function withoutModelLines({ withoutModel }: BuildOutcome): string[] {
  if (withoutModel === undefined) return []
  return [
    `No model was used: "${withoutModel}" sets the questions into fixed sentences, for trying things out. For data to train on: --engine ollama`,
  ]
}

/** `isListed`: something was made, and its list of rejected cells with it. */
function rejectedLines({ rejected }: Tally, isListed: boolean, called: Ending['called']): string[] {
  const lines: string[] = []
  if ((rejected['prompt-too-long'] ?? 0) > 0)
    lines.push(
      'prompt-too-long: raise `context_tokens` under `engine`, or shorten the prompt and its examples. What was answered stays.',
    )
  if (Object.keys(rejected).length > 0 && isListed)
    lines.push(
      called === undefined
        ? 'Rejected cells, with every attempt and its reason: .fusionkit/rejected/'
        : `\`${projectCommand(['rejected'], called)}\` shows the rejected cells, with every attempt and its reason.`,
    )
  return lines
}

/** What was not asked for, why, and what to do. */
function leftAloneLines({ budget, hopeless, incomplete, tally }: BuildOutcome, again: string): string[] {
  const { budget: later = 0, hopeless: given = 0 } = tally.unasked ?? {}
  const lines: string[] = []
  if (given > 0)
    lines.push(
      `Given up: ${someOf(hopeless.map((name) => `"${name}"`))}, since nearly all of the first texts were rejected: ${counted(given, 'cell')} left alone, those that read them included. Mend the prompts as said above, or go on all the same with --keep-going.`,
    )
  if (budget !== undefined)
    lines.push(
      `The budget of ${limitInWords(budget)} is used up: ${counted(later, 'cell')} of ${counted(incomplete.length, 'group')} ${later === 1 ? 'is' : 'are'} left, and ${again} goes on from there.`,
    )
  return lines
}

/** What was written although it is not whole. */
function partialLines({ partial, records }: BuildOutcome, merged: string, again: string): string[] {
  if (partial.length === 0) return []
  const lines = [`partial: ${someOf(partial)}: they hold what there is; ${again} completes them`]
  if (partial.includes('merged') && records !== undefined)
    lines.push(`→ ${merged} (${counted(records, 'record')}, partial)`)
  return lines
}

function limitInWords({ kind, most }: BudgetLimit): string {
  return kind === 'calls'
    ? `${counted(most, 'call')} (--max-calls)`
    : `${most} ${most === 1 ? 'minute' : 'minutes'} (--max-minutes)`
}

/** "3 overridden, 1 dropped": by a user. */
function overriddenInWords({ texts, dropped, unread }: Overridden): string {
  const counts = [
    [texts, 'overridden'],
    [dropped, 'dropped'],
    [unread, 'not needed'],
  ] as const
  return counts.flatMap(([cells, what]) => (cells > 0 ? [`${grouped(cells)} ${what}`] : [])).join(', ')
}

function cellsInWords({ cells, records, calls, reused, rejected, failed, unasked, overridden }: Tally): string {
  const sum = Object.values(rejected).reduce((a, b) => a + b, 0)
  const unanswered = failed === 0 ? '' : `, ${grouped(failed)} without an answer`
  const without = (overridden?.dropped ?? 0) + (overridden?.unread ?? 0)
  const left = unasked === undefined ? '' : `, ${unaskedInWords(cells - records - sum - failed - without, unasked)}`
  const own = overridden === undefined ? '' : `, ${overriddenInWords(overridden)}`
  const why = sum === 0 ? '' : ` (${tallied(rejected)})`
  return `${counted(cells, 'cell')}: ${counted(records, 'record')}${own}, ${grouped(sum)} rejected${why}${unanswered}${left}, ${grouped(calls)} asked, ${grouped(reused)} reused`
}

/** `open`: the cells that are neither a record nor rejected: those that were not asked for, and the others of their pairs. */
function unaskedInWords(open: number, { budget, hopeless }: NonNullable<Tally['unasked']>): string {
  const unasked = budget + hopeless
  const others = open - unasked
  return `${grouped(unasked)} not asked${others > 0 ? `, ${grouped(others)} kept for the rest of their pair` : ''}`
}
