/** What `rejected` says: why texts were not good, what they were, and what helps. */
import type { Contradictions, RejectedAttempt, RejectedCell, RejectedList, RejectedReason } from '../domain/rejected.js'
import { type ConfigWords, projectCommand } from './command-line.js'
import { counted, grouped, tallied } from './numbers.js'
import { onOneLine } from './one-line.js'
import { capital, listed } from './phrases.js'
import { printable } from './printable.js'

export interface RejectedLook {
  /** The command, with the config and the groups that were asked for: `fusionkit rejected animals`. */
  readonly command: (more: readonly string[]) => string
  /** `fusionkit explain <line>`. */
  readonly explain: (line: string) => string
}

/** `called`: what the command line overrode; `program`: how fusionkit is called here. */
export function rejectedLook(groups: readonly string[], called: ConfigWords, program: string): RejectedLook {
  return {
    command: (more) => `\`${projectCommand(['rejected', ...groups, ...more], called, program)}\``,
    explain: (line) => projectCommand(['explain', line], called, program),
  }
}

/** What a reason means, and what helps. The names of checks that are not here are a user's own settings. */
const meanings: Readonly<Record<string, readonly [means: string, helps: string]>> = {
  cut_off: ['it ends in the middle of a sentence', 'a higher `max_tokens`, a prompt that asks for less'],
  duplicate: [
    'its text was there already',
    'more difference between the prompts, a higher `temperature`, more attempts',
  ],
  echo: [
    'it repeats one of the two questions, or the prompt',
    'a prompt that says what to do with both; another model',
  ],
  empty: ['no letter or digit came', 'a higher `max_tokens`, another model'],
  ends_with: ['it does not end as `ends_with` wants', 'a prompt that asks for a question, and for nothing else'],
  keeps_both: [
    'it lost a number, or words, of one of the two questions',
    'a prompt that asks to keep both; a lower `keeps_both`',
  ],
  length: ['`max_tokens` cut it off, and twice as many did', 'a prompt that asks for less, a higher `max_tokens`'],
  markup: ['it holds leftover tags, Markdown, labels or JSON', 'a prompt that asks for plain text'],
  matches: ['it does not match `matches`', 'a prompt that says what you want; another pattern'],
  max_words: ['it has more words than `max_words` allows', 'a prompt that asks for fewer; a higher `max_words`'],
  not_matches: ['it matches `not_matches`', 'a prompt that says what you do not want; another pattern'],
  one_question: ['it has more or fewer than one question mark', 'a prompt that asks for one question'],
  'prompt-too-long': ['the prompt does not fit `context_tokens`', 'a higher `context_tokens`, fewer examples'],
  refusal: ['the model would not answer', 'a prompt that says what it is for; another model'],
  refused: [
    'the model or a filter before it will not answer; the rule engine has no further text for such a pair',
    'another prompt or another model; or take the variant out',
  ],
  repeat: ['the model said the same words over and over', 'a higher `repeat_penalty`, another model'],
  thinking: ['all its tokens went into thinking', 'a higher `max_tokens`, a model that can do without'],
}

/** All that a list may be narrowed to, beside checks of later versions that it names. */
export const knownReasons: readonly string[] = [...Object.keys(meanings), 'contradiction', 'skipped'].sort()

/** `undefined`: the name says it all, or is that of a check of a later version. */
export const reasonMeans = (reason: string): string | undefined => meanings[reason]?.[0]

export function rejectedLines(list: RejectedList, look: RejectedLook): readonly string[] {
  const { cells, reasons, skipped, contradictions, outdated } = list
  const waiting = Object.values(skipped).reduce((sum, count) => sum + count, 0)
  const leftOut = contradictionLines(contradictions, look)
  if (cells + waiting === 0) {
    if (leftOut.length > 0) return [...leftOut, ...outdatedLines(outdated)]
    return ['Nothing was rejected.', ...outdatedLines(outdated)]
  }
  const sums = Object.fromEntries(reasons.map((one) => [one.reason, one.cells]))
  const also =
    waiting === 0 ? '' : `; ${grouped(waiting)} more only read a text that was rejected (${tallied(skipped)})`
  return [
    printable(`${counted(cells, 'cell')} rejected: ${tallied(sums)}${also}`),
    ...outdatedLines(outdated),
    ...reasons.flatMap((reason) => ['', ...reasonLines(reason, look)]),
    ...(leftOut.length === 0 ? [] : ['', ...leftOut]),
    '',
    `To try more attempts: ${look.command(['--retry', '5'])}. What they find is kept.`,
  ]
}

const outdatedLines = (outdated: readonly string[]): readonly string[] =>
  outdated.length === 0
    ? []
    : [
        printable(
          `Of a build before, since something changed: ${listed(outdated)}. The next build writes their lists anew.`,
        ),
      ]

function reasonLines({ reason, cells, byVariant, examples }: RejectedReason, look: RejectedLook): readonly string[] {
  const [means, helps] = meanings[reason] ?? []
  const left = cells - examples.length
  return [
    printable(`${reason}: ${counted(cells, 'cell')} (${tallied(byVariant)})`),
    ...(means === undefined ? [] : [`  ${capital(means)}. What helps: ${helps}.`]),
    ...examples.flatMap((cell) => cellLines(cell, look)),
    ...(left > 0 ? [`  … and ${grouped(left)} more: ${look.command(['--reason', reason, '--all'])}`] : []),
  ]
}

function cellLines(
  { group, variant, pair, attempts, path, line }: RejectedCell,
  look: RejectedLook,
): readonly string[] {
  return [
    printable(`  ${variant}  ${group}  ${path}:${line}`),
    ...pair.map((question, index) => printable(`    ${'AB'.charAt(index)}  ${short(question)}`)),
    ...attemptLines(attempts),
    ...(attempts.length > fewAttempts ? [`    ${look.explain(`${path}:${line}`)}`] : []),
  ]
}

/** Of the merged file: no cell of a group, so no attempt can help. */
function contradictionLines({ records, examples }: Contradictions, look: RejectedLook): readonly string[] {
  if (records === 0) return []
  const left = records - examples.length
  return [
    `contradiction: ${counted(records, 'record')} left out of the merged file`,
    '  The same question is there already with another answer. What helps: the same answer in both groups, or one of the two taken out.',
    ...examples.flatMap(({ from, record, path, line }) => [
      printable(`  from ${from}  ${path}:${line}`),
      printable(`    ${short(record)}`),
    ]),
    ...(left > 0 ? [`  … and ${grouped(left)} more: ${look.command(['--reason', 'contradiction', '--all'])}`] : []),
  ]
}

/** As many attempts as are shown of a cell: the first ones, and the last. */
const fewAttempts = 3

function attemptLines(attempts: readonly RejectedAttempt[]): readonly string[] {
  if (attempts.length <= fewAttempts) return attempts.map(attemptLine)
  const [last] = attempts.slice(-1)
  const between = attempts.length - fewAttempts
  return [
    ...attempts.slice(0, fewAttempts - 1).map(attemptLine),
    `    …  ${counted(between, 'attempt')}`,
    ...(last === undefined ? [] : [attemptLine(last)]),
  ]
}

function attemptLine({ attempt, reason, detail, text }: RejectedAttempt): string {
  const why = detail === '' ? reason : `${reason}: ${detail}`
  return printable(`    ${attempt}  "${short(text)}"  ${why}`)
}

const longest = 200

/** A question or a text, as the lists of the rejected show it. */
export function short(text: string): string {
  return onOneLine(text, longest)
}
