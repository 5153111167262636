/**
 * The oracle of a whole build (contract 42): what is asked, what is written and what runs, from the design's words (§3, §4).
 *
 * It knows every answer beforehand, and has no keys, digests, store, memo, order of answers or disk. Of the code it takes one thing: in
 * which order cells that do not read each other keep a text, which the design leaves to a digest.
 */
import type { Completion } from '../../src/domain/completion.js'
import { alike, type Ask, modelOf, type ModelOutcome, type ModelVariant } from './model.js'

export interface Variant {
  readonly name: string
  readonly words: string
  /** None: it reads the pair. */
  readonly reads: readonly string[]
  /** Whether it reads the first question's answer, too. */
  readonly knows: boolean
  readonly record: boolean
  readonly model: string
  readonly temperature: number
  /** Whether a text with "bad" in it fails. */
  readonly checked: boolean
}

export interface Row {
  readonly question: string
  readonly answer: string
}

export interface ModelProject {
  /** In the order of the output. */
  readonly groups: readonly { readonly name: string; readonly rows: readonly Row[] }[]
  /** In the order of a pair's records. */
  readonly variants: readonly Variant[]
  readonly attempts: number
  readonly unique: 'pair' | 'group'
  /** Several texts of a pair may come in one call: none is another for that. */
  readonly batch: boolean
  readonly system: string
  readonly seed: number
  /** Which columns a record has beside its question: the two questions, or their answers. */
  readonly answer: 'questions' | 'answers'
  /** Model → its weights. */
  readonly weights: Readonly<Record<string, string>>
}

export interface Prediction {
  /** All that a build from scratch asks, each once; of a later build, what was never asked before. */
  readonly asked: ReadonlySet<string>
  /** Target → the bytes of its output. */
  readonly files: ReadonlyMap<string, string>
  /** Target → everything that its bytes may hang on: where that is as it was, it does not run. */
  readonly madeOf: ReadonlyMap<string, string>
  /** Group → its cells without a text: the pair, the variant, and how many attempts were no good (0: what it reads has no text). */
  readonly rejected: ReadonlyMap<string, readonly Rejected[]>
}

export type Rejected = readonly [q1: string, q2: string, variant: string, attempts: number]

/** `order`: names of the variants, those first that keep a text. */
export function predict(project: ModelProject, order: readonly string[], answer: (ask: Ask) => Completion): Prediction {
  const asked = new Set<string>()
  const files = new Map<string, string>()
  const madeOf = new Map<string, string>()
  const rejected = new Map<string, readonly Rejected[]>()
  for (const { name, rows } of project.groups) {
    const made = fusionOf(rows, project, order, answer, asked)
    files.set(name, made.lines.join(''))
    rejected.set(name, made.rejected)
    const { groups: _, weights, variants, ...settings } = project
    const own = variants.map((variant) => [variant, weights[variant.model]])
    madeOf.set(name, JSON.stringify([rows, own, settings]))
  }
  const names = project.groups.map(({ name }) => name)
  const all = names.map((name) => files.get(name) ?? '')
  files.set('merged', mergedOf(all))
  madeOf.set('merged', JSON.stringify([names, all]))
  return { asked, files, madeOf, rejected }
}

function fusionOf(
  rows: readonly Row[],
  project: ModelProject,
  order: readonly string[],
  answer: (ask: Ask) => Completion,
  asked: Set<string>,
): { readonly lines: readonly string[]; readonly rejected: readonly Rejected[] } {
  const lines: string[] = []
  const rejected: Rejected[] = []
  const taken = new Set<string>()
  for (const [first, second] of pairsOf(rows)) {
    const walk = (isTaken: (text: string) => boolean) => {
      const cells = order.map((name) => modelVariant(name, [first, second], project))
      const result = modelOf({ order: cells, maxAttempts: project.attempts, answer, isGood: isNotEmpty, isTaken })
      for (const name of result.asked) asked.add(name)
      return result.outcomes
    }
    const alone = walk(() => false)
    // A pair is asked ahead of its turn, when nobody knows what earlier pairs will have.
    const outcomes = project.unique === 'group' ? walk((text) => taken.has(alike(text))) : alone
    for (const { name, record } of project.variants) {
      const outcome = outcomes.get(name)
      if (outcome?.kind !== 'text') rejected.push([first.question, second.question, name, attemptsOf(outcome)])
      else if (record) {
        taken.add(alike(outcome.text))
        lines.push(`${JSON.stringify({ question: outcome.text, answer: answerOf(first, second, project) })}\n`)
      }
    }
  }
  return { lines, rejected }
}

const isNotEmpty = (text: string): boolean => text !== ''
const attemptsOf = (outcome: ModelOutcome | undefined): number => (outcome?.kind === 'rejected' ? outcome.attempts : 0)

function answerOf(first: Row, second: Row, { answer }: ModelProject): string {
  return answer === 'answers' ? `${first.answer} ${second.answer}` : `${first.question} ${second.question}`
}

/** Every two, in the order of the file; a question that comes again does not count. */
function pairsOf(rows: readonly Row[]): (readonly [Row, Row])[] {
  const once = rows.filter(({ question }, at) => rows.findIndex((row) => row.question === question) === at)
  return once.flatMap((first, at) => once.slice(at + 1).map((second) => [first, second] as const))
}

/** Its prompt stands for all that is asked: who, with which settings, what. */
function modelVariant(name: string, [first, second]: readonly [Row, Row], project: ModelProject): ModelVariant {
  const variant = project.variants.find((each) => each.name === name)
  if (variant === undefined) throw new Error(`there is no variant "${name}"`)
  const { words, reads, knows, record, model, temperature, checked } = variant
  return {
    name,
    parents: reads,
    record,
    ...(checked ? { isGood: (text: string) => !text.includes('bad') } : {}),
    prompt: (texts) =>
      askName({
        weights: project.weights[model] ?? '',
        temperature,
        seed: project.seed,
        system: project.system,
        prompt: promptOf(words, [
          ...(reads.length === 0 ? [first.question, second.question] : reads.map((read) => texts.get(read) ?? '')),
          ...(knows ? [first.answer] : []),
        ]),
      }),
  }
}

/** Of what is asked, without the attempt. */
export function askName(of: {
  readonly weights: string
  readonly temperature: number
  readonly seed: number
  readonly system: string
  readonly prompt: string
}): string {
  return `${of.weights} ${of.temperature} ${of.seed} [${of.system}] ${of.prompt}`
}

export const promptOf = (words: string, values: readonly string[]): string => [`${words}:`, ...values].join(' / ')

/** A question once, however it is written; of two answers to it the first. */
function mergedOf(files: readonly string[]): string {
  const seen = new Set<string>()
  return files
    .flatMap((text) => text.split('\n').filter((line) => line !== ''))
    .filter((line) => {
      const question = alike((JSON.parse(line) as { question: string }).question)
      return !seen.has(question) && seen.add(question)
    })
    .map((line) => `${line}\n`)
    .join('')
}
