/** What `explain` says of one line of a dataset. */
import { unreachable } from '../base/unreachable.js'
import type { Message } from '../domain/completion.js'
import type {
  ExplainedCell,
  ExplainedQuestion,
  ExplainedRecord,
  ExplainedTry,
  FoundRecord,
  Mend,
  UnknownRecord,
} from '../domain/explanation.js'
import { shortDigests } from './difference-lines.js'
import { counted, grouped, timeInWords } from './numbers.js'
import { printable } from './printable.js'

export function explainedRecordLines(record: ExplainedRecord): readonly string[] {
  const { path, line, text, takenFrom, target, state, found } = record
  return [
    `${printable(path)}:${line}`,
    `  ${printable(text)}`,
    ...(takenFrom === undefined ? [] : [row('taken from', `${printable(takenFrom.path)}:${takenFrom.line}`)]),
    row('target', `${printable(target)}: ${state}${state === 'fresh' ? '' : '; the line is of its last build'}`),
    ...foundLines(found),
  ]
}

function foundLines(found: ExplainedRecord['found']): readonly string[] {
  switch (found.kind) {
    case 'found':
      return cellLines(found)
    case 'unknown':
      return ['', ...whyUnknown[found.why]]
    case 'contradiction': {
      const { keptFrom } = found
      const where = keptFrom === undefined ? 'of a group' : `${printable(keptFrom.path)}:${keptFrom.line}`
      return ['', `Left out of the merged file: its question is there already, with another answer, from ${where}.`]
    }
    default:
      return unreachable(found)
  }
}

const whyUnknown: { readonly [why in UnknownRecord['why']]: readonly string[] } = {
  edited: [
    'No build wrote this line as it stands: somebody edited it, or another version of fusionkit made it.',
    '`fusionkit build` makes the file as it should be, and keeps this one beside it.',
  ],
  'questions-changed': [
    'It was made from questions that have changed since, or are gone, so nothing on record tells more of it.',
    '`fusionkit build` makes the file anew.',
  ],
  'answers-gone': [
    'What a model answered for it is not in the store (any more), so nothing on record tells more of it.',
    '`fusionkit plan` says what is to be asked again.',
  ],
  'merged-before': [
    'No group has this record any more: the merged file is of a build before.',
    '`fusionkit build` makes it anew.',
  ],
}

const row = (name: string, text: string): string => `${name.padEnd(11)} ${text}`

function cellLines({ isOfLastBuild, pair, cell, reads, mend }: FoundRecord): readonly string[] {
  const [first, second] = pair
  return [
    row('pair', questionInWords(first)),
    row('', questionInWords(second)),
    row('variant', `${cell.variant}, by ${whoAnswers(cell)}`),
    ...(isOfLastBuild ? [row('recipe', 'that of the last build: by now the config says something else')] : []),
    ...reads.map((parent) => row('reads', `${parent.variant}: ${outcomeInWords(parent)}`)),
    ...outcomeLines(cell),
    ...triesLines(cell),
    ...blockersOf(cell, reads).flatMap((parent) => ['', `${parent.variant}, which it reads:`, ...triesLines(parent)]),
    '',
    ...mendLines(mend),
  ]
}

function whoAnswers({ model, identity, tries }: ExplainedCell): string {
  const who = tries[0]?.asked.kind === 'style' ? 'the rule engine' : printable(model)
  return `${who} (${shortDigests(printable(identity))})`
}

function questionInWords({ question, path, line }: ExplainedQuestion): string {
  return `${printable(question)}  (${printable(path)}:${line})`
}

function outcomeInWords({ outcome }: ExplainedCell): string {
  switch (outcome.kind) {
    case 'text':
      return `${printable(outcome.text)}${outcome.attempt === 1 ? '' : `  (attempt ${outcome.attempt})`}`
    case 'rejected':
      return 'rejected: no attempt was good'
    case 'skipped':
      return `skipped, since "${outcome.because}" has no text`
    case 'overridden':
      return `${printable(outcome.text)}  (as the file of overrides has it; nobody is asked)`
    case 'dropped':
      return `dropped by the file of overrides${outcome.text === undefined ? '' : `; others read: ${printable(outcome.text)}`}`
    case 'unread':
      return 'asked of nobody: of all that would read it the file of overrides has the last word'
    default:
      return unreachable(outcome)
  }
}

function outcomeLines(cell: ExplainedCell): readonly string[] {
  return cell.outcome.kind === 'text' ? [] : [row('outcome', outcomeInWords(cell))]
}

/** Of a skipped cell those that it was skipped for: the one at the end of the chain was rejected. */
function blockersOf({ outcome }: ExplainedCell, reads: readonly ExplainedCell[]): readonly ExplainedCell[] {
  return outcome.kind === 'skipped' ? reads.filter((parent) => parent.outcome.kind === 'rejected') : []
}

function triesLines({ tries, outcome }: ExplainedCell): readonly string[] {
  const [first] = tries
  if (first === undefined)
    return ['skipped', 'overridden', 'dropped', 'unread'].includes(outcome.kind)
      ? []
      : ['', 'Its text is on record, the answers that led to it are not any more.']
  return ['', ...askedLines(first), ...tries.flatMap(tryLines)]
}

/** The prompt is the same for all attempts: told once. */
function askedLines({ asked, how }: ExplainedTry): readonly string[] {
  if (asked.kind === 'style')
    return [row('asked', `the style "${asked.style}", in "${asked.language}"; no prompt is read`)]
  const { temperature: _t, max_tokens: _m, seed: _s, ...same } = asked.sampling
  return [
    ...(how === 'batch'
      ? ['The prompt, of several that were sent in one call (batch: true):']
      : ['The prompt, as it was sent:']),
    ...asked.messages.flatMap(messageLines),
    row(
      '  sampling',
      Object.entries(same)
        .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
        .join(', '),
    ),
  ]
}

function messageLines({ role, content }: Message): readonly string[] {
  return printable(content)
    .split('\n')
    .map((text, index) => row(index === 0 ? `  ${role}` : '', text).trimEnd())
}

function tryLines(one: ExplainedTry): readonly string[] {
  const { attempt, how, answer, cleaned, rejected } = one
  const name =
    how === 'doubled'
      ? `attempt ${attempt}, with twice the tokens`
      : how === 'batch'
        ? 'in one call with others'
        : `attempt ${attempt}`
  const hasChanged = cleaned !== answer
  return [
    '',
    `${name}: ${factsOf(one)}`,
    ...printable(answer)
      .split('\n')
      .map((text, index) => row(index === 0 ? '  answer' : '', text).trimEnd()),
    ...(hasChanged ? [row('  cleaned', printable(cleaned) || '(nothing is left)')] : []),
    rejected === undefined
      ? row('  taken', 'yes')
      : row('  rejected', `${rejected.reason}: ${printable(rejected.detail)}`),
  ]
}

function factsOf({ asked, end, promptTokens, completionTokens, answeredAt }: ExplainedTry): string {
  const facts: string[] = []
  if (asked.kind === 'prompt') {
    const { temperature, max_tokens: maxTokens } = asked.sampling
    facts.push(`temperature ${temperature}`, `max_tokens ${grouped(maxTokens)}`)
    if (asked.seed !== undefined) facts.push(`seed ${asked.seed}`)
  }
  if (end !== 'stop') facts.push(`it ended with "${end}"`)
  if (promptTokens !== undefined) facts.push(`${counted(promptTokens, 'token')} in`)
  if (completionTokens !== undefined) facts.push(`${counted(completionTokens, 'token')} out`)
  facts.push(answeredAt === undefined ? 'nobody knows when' : timeInWords(answeredAt))
  return facts.join(', ')
}

function mendLines({ file, replace, drop }: Mend): readonly string[] {
  return [
    file === undefined
      ? 'To put it right for good, name a file in the config (overrides: dataset/overrides.jsonl), and write one of these lines into it:'
      : `To put it right for good, write one of these lines into ${printable(file)}:`,
    replace,
    drop,
  ]
}
