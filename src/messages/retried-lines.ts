/** What `rejected --retry` says: what more attempts have found, and how it is kept. */
import type { FoundText, KeepingLine, Retried } from '../domain/rejected.js'
import { counted, grouped } from './numbers.js'
import { listed } from './phrases.js'
import { printable } from './printable.js'
import { short } from './rejected-lines.js'

export interface RetriedLook {
  /** `fusionkit build`, for this config. */
  readonly build: string
  /** The name of the config file. */
  readonly config: string
}

/** As many of the texts that were found are shown. */
const fewFound = 10

export function retriedLines(retried: Retried, { build, config }: RetriedLook): readonly string[] {
  const { found, still, failed, unasked } = retried
  if (found.length + still + failed + unasked === 0)
    return ['Nothing was rejected that more attempts could help.', ...undecidedLines(retried, build)]
  const more = found.length > fewFound ? [`  … and ${grouped(found.length - fewFound)} more`] : []
  return [
    ...spread(found, fewFound).flatMap(foundLines),
    ...more,
    sumLine(retried),
    ...restLines(retried),
    ...undecidedLines(retried, build),
    ...keepLines(retried, build, config),
  ]
}

/** From all over a list, and not its beginning alone. */
function spread<Each>(all: readonly Each[], most: number): readonly Each[] {
  const step = Math.max(1, all.length / most)
  return all.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step))
}

const foundLines = ({ variant, group, pair, attempt, text }: FoundText): readonly string[] => [
  printable(`  ${variant}  ${group}: ${short(pair[0])} / ${short(pair[1])}`),
  printable(`    ${attempt}  "${short(text)}"`),
]

function sumLine({ found, follow, still, failed, unasked, calls }: Retried): string {
  const parts = [
    `${counted(found.length, 'cell')} found a text`,
    ...(follow > 0 ? [`${grouped(follow)} more that read one`] : []),
    `${grouped(still)} still rejected`,
    ...(failed > 0 ? [`${grouped(failed)} without an answer`] : []),
    ...(unasked > 0 ? [`${grouped(unasked)} not asked`] : []),
    `${grouped(calls)} asked`,
  ]
  return `${parts.join(', ')}.`
}

/** What is not as one would expect. */
function restLines({ failed, unasked, error, displaced }: Retried): readonly string[] {
  return [
    ...(failed > 0 && error !== undefined ? [printable(`No answer: ${error}`)] : []),
    ...(displaced > 0
      ? [`${counted(displaced, 'cell')} would lose a text to one that was found, which comes before it in its pair.`]
      : []),
    ...(failed + unasked > 0 ? ['The same command goes on from there; what was answered is kept.'] : []),
  ]
}

function undecidedLines({ undecided }: Retried, build: string): readonly string[] {
  if (undecided.length === 0) return []
  return [printable(`Not all of ${listed(undecided)} is built: the rest was left to \`${build}\`.`)]
}

function keepLines({ keep, failed, unasked, undecided }: Retried, build: string, config: string): readonly string[] {
  const isWhole = failed + unasked === 0
  if (keep.length === 0) return isWhole ? ['No more attempts are worth keeping: mend the prompts, or the checks.'] : []
  const others = [...new Set(keep.flatMap(({ alsoFor }) => alsoFor))]
  const isFree = isWhole && undecided.length + others.length === 0
  return [
    'To keep what was found, write',
    ...keep.map((line) => printable(keepLine(line, config))),
    `and run \`${build}\`: it takes the texts from the store${isFree ? ', for no call' : ''}.`,
    ...(others.length === 0
      ? []
      : [printable(`That is for ${listed(others)}, too: try their rejected cells first, or the build asks for them.`)]),
  ]
}

function keepLine({ maxAttempts, group, place }: KeepingLine, config: string): string {
  const line = `max_attempts: ${maxAttempts}`
  if (place !== undefined) return `  ${place.path}:${place.line}:${place.column}  ${line}`
  return `  ${config}  ${line}${group === undefined ? '' : ` under groups.${group}`} (a new line)`
}

/** When a group is through. */
export const triedLine = (group: string, found: number, still: number): string =>
  printable(`${group}: ${counted(found, 'cell')} found a text, ${grouped(still)} still rejected`)

/** While it is under way. */
export const tryingLine = (group: string, done: number, cells: number): string =>
  printable(`${group}: ${grouped(done)} of ${counted(cells, 'rejected cell')} tried`)

/** It was stopped, or nobody answers any more. */
export const retryStoppedLine = (calls: number): string =>
  `stopped: ${counted(calls, 'answer')} came and ${calls === 1 ? 'is' : 'are'} kept; the same command goes on from there`
