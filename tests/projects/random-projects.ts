/** Random projects, edits of them, and how they are written down for fusionkit and for its oracle. */
import * as fc from 'fast-check'
import { checkCatalogue } from '../../src/checks/index.js'
import { digestOf } from '../../src/base/hash.js'
import type { Completion, CompletionRequest } from '../../src/domain/completion.js'
import { namesIn, tasksIn } from '../support/batches.js'
import type { Ask } from '../support/model.js'
import { askName, type ModelProject, promptOf, type Variant } from '../support/project-model.js'
import type { World } from '../support/world.js'

/** A project as data: small, and readable where a property fails. */
export interface Sketch {
  /** Group → its questions, by number; in the order of the output. */
  readonly groups: Readonly<Record<string, readonly number[]>>
  /** In the order of the records. */
  readonly styles: readonly Style[]
  readonly attempts: number
  readonly unique: 'pair' | 'group'
  readonly batch: boolean
  readonly system: string
  readonly seed: number
  readonly answer: 'questions' | 'answers'
  /** Of all answers in the question files: another one edits them all. */
  readonly edition: number
  readonly weights: Readonly<Record<'m' | 'n', string>>
}

export interface Style {
  readonly name: (typeof names)[number]
  /** Among few, so that some prompts are alike. */
  readonly words: string
  /** Which of the styles before it, in the order of `names`, it reads; none: the pair. */
  readonly reads: readonly number[]
  /** Whether it reads the first question's answer, too. */
  readonly knows: boolean
  readonly record: boolean
  readonly model: 'm' | 'n'
  readonly temperature: number
  readonly checked: boolean
}

const names = ['simple', 'fluid', 'brief', 'grand'] as const
const groupNames = ['a', 'b', 'c'] as const
const pool = ['Who was Io', 'Why do cats purr', 'How old is glass', 'What is tin', 'When is noon'] as const

/** The first four times out of five: a mix of rare things is seldom of interest. */
const mostly = <Value>(usual: Value, rare: Value): fc.Arbitrary<Value> =>
  fc.constantFrom(usual, usual, usual, usual, rare)

const styleOf = (name: (typeof names)[number]): fc.Arbitrary<Style> =>
  fc.record({
    name: fc.constant(name),
    words: fc.constantFrom('Say', 'Tell', 'Ask'),
    reads:
      name === 'simple'
        ? fc.constant([])
        : fc.oneof(fc.constant([0]), fc.constant([0]), fc.array(fc.nat(2), { maxLength: 2 })),
    knows: mostly(false, true),
    record: mostly(true, false),
    model: mostly<'m' | 'n'>('m', 'n'),
    temperature: mostly(0.2, 0.75),
    checked: fc.boolean(),
  })

const styles = fc
  .tuple(
    styleOf('simple'),
    fc.shuffledSubarray(names.slice(1), { minLength: 1 }).chain((some) => fc.tuple(...some.map(styleOf))),
    fc.nat(3),
  )
  .map(([simple, others, at]) => [...others.slice(0, at), simple, ...others.slice(at)])
  .filter((all) => all.some(({ record }) => record))

/** Numbers may come twice: a question counts once. */
const rows = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.nat(pool.length - 1), { minLength: 3, maxLength: 5 }) },
  { weight: 1, arbitrary: fc.array(fc.nat(pool.length - 1), { maxLength: 2 }) },
)
const groups = fc
  .shuffledSubarray([...groupNames], { minLength: 1 })
  .chain((some) => fc.tuple(...some.map((name) => rows.map((numbers) => [name, numbers] as const))))
  .map((entries) => Object.fromEntries(entries))

const settings = {
  attempts: fc.integer({ min: 1, max: 3 }),
  unique: fc.constantFrom('pair' as const, 'group' as const),
  batch: fc.constantFrom(false, false, true),
  system: fc.constantFrom('', 'Be brief.'),
  seed: fc.constantFrom(0, 7),
  answer: fc.constantFrom('questions' as const, 'answers' as const),
  edition: fc.constantFrom(1, 2),
  weights: fc.record({ m: fc.constantFrom('m1', 'm2'), n: fc.constantFrom('n1', 'm1') }),
}

export const sketches: fc.Arbitrary<Sketch> = fc.record({ groups, styles, ...settings })

/** What somebody does between two builds: another sketch in part, an earlier one again, files that are lost or spoilt. */
export type Edit = Partial<Sketch> | { readonly back: number } | { readonly lost: string } | { readonly spoilt: string }

const outputNames = fc.constantFrom<string>(...groupNames, 'merged')

export const edits: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: groups.map((some) => ({ groups: some })) },
  { weight: 4, arbitrary: styles.map((some) => ({ styles: some })) },
  { weight: 6, arbitrary: fc.oneof(...Object.entries(settings).map(([key, value]) => (value as fc.Arbitrary<unknown>).map((given) => ({ [key]: given })))) },
  { weight: 3, arbitrary: fc.nat(3).map((back) => ({ back })) },
  { weight: 1, arbitrary: outputNames.map((lost) => ({ lost })) },
  { weight: 1, arbitrary: outputNames.map((spoilt) => ({ spoilt })) },
) // prettier-ignore

export const outputOf = (target: string): string =>
  target === 'merged'
    ? 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'
    : `dataset/fusion_datasets/${target}.jsonl`

/** Names of what a style reads: of those before it that there are. */
function readsOf(style: Style, all: readonly Style[]): readonly string[] {
  const before = names.slice(0, names.indexOf(style.name)).filter((name) => all.some((each) => each.name === name))
  const picked = style.reads.map((pick) => before[pick % Math.max(1, before.length)] ?? 'simple')
  return [...new Set(picked)]
}

/** For the oracle. */
export function modelProject({ groups: some, styles: all, edition, ...others }: Sketch): ModelProject {
  const row = (number: number) => ({
    question: `${pool[number] ?? ''}?`,
    answer: `Answer ${number}, edition ${edition}.`,
  })
  return {
    ...others,
    groups: Object.entries(some).map(([name, numbers]) => ({ name, rows: numbers.map(row) })),
    variants: all.map((style): Variant => ({ ...style, reads: readsOf(style, all) })),
  }
}

/** For fusionkit: its files and its config. */
export function write(world: World, sketch: Sketch): void {
  const project = modelProject(sketch)
  for (const name of groupNames) world.disk.remove(`in/${name}.jsonl`)
  for (const { name, rows: all } of project.groups)
    world.disk.put(`in/${name}.jsonl`, all.map((row) => `${JSON.stringify(row)}\n`).join(''))
  for (const [model, id] of Object.entries(sketch.weights)) world.models.set(model, { id, label: model })
  world.config = JSON.stringify(configOf(project), undefined, 2)
}

/** Only what a text is checked for here; the others would judge the oracle's texts, too. */
const noChecks = Object.fromEntries(
  checkCatalogue
    .filter(({ name, byDefault }) => byDefault !== undefined && name !== 'empty')
    .map(({ name }) => [name, false]),
)

function configOf({ groups: some, variants, attempts, unique, batch, system, seed, answer }: ModelProject): object {
  const columns = answer === 'answers' ? '{{ a1 }} {{ a2 }}' : '{{ q1 }} {{ q2 }}'
  return {
    version: 1,
    model: 'm',
    language: 'en',
    groups: Object.fromEntries(some.map(({ name }) => [`the-${name}`, { files: `in/${name}.jsonl` }])),
    ...(system === '' ? {} : { system }),
    sampling: { seed },
    max_attempts: attempts,
    unique,
    batch,
    record: { question: '{{ text }}', answer: columns },
    checks: noChecks,
    variants: Object.fromEntries(
      variants.map(({ name, words, reads, knows, record, model, temperature, checked }) => [
        name,
        {
          prompt: promptOf(
            words,
            [...(reads.length === 0 ? ['q1', 'q2'] : reads), ...(knows ? ['a1'] : [])].map((read) => `{{ ${read} }}`),
          ),
          model,
          record,
          sampling: { temperature },
          ...(checked ? { checks: { not_matches: ['bad'] } } : {}),
        },
      ]),
    ),
  }
}

const fewTexts = ['One?', 'one ?', 'Two?', 'a bad one?', 'Bad?'] as const
const badEnds = ['length', 'thinking', 'empty', 'repeat', 'refused', 'prompt-too-long'] as const

/** A model that answers whatever is asked always alike: half of its texts are new, the others alike, bad, cut off or none at all. */
export function answersOf(luck: number): (ask: Ask) => Completion {
  return ({ prompt, attempt, doubled }) => {
    const digest = digestOf(`${luck} ${prompt} ${attempt} ${doubled}`)
    const bits = Number.parseInt(digest.slice(0, 8), 16)
    const end = badEnds[(bits >>> 8) % 30]
    const text = bits % 5 < 2 ? `What of ${digest.slice(0, 4)}?` : (fewTexts[(bits >>> 4) % fewTexts.length] ?? '')
    if (end === undefined) return { text, end: 'stop' }
    return { text: end === 'empty' ? '' : text, end, ...(end === 'prompt-too-long' ? { contextTokens: 2048 } : {}) }
  }
}

/** What a request asks, in the oracle's words: one thing, or several in one call. */
export function asksOf(request: CompletionRequest, sketch: Sketch): readonly Ask[] {
  const { model, messages, sampling, attempt, format } = request
  const temperature = sketch.styles
    .map((style) => style.temperature)
    .find((base) => warmed(base, attempt) === sampling.temperature.toFixed(4))
  const one = (prompt: string): Ask => ({
    prompt: askName({
      weights: sketch.weights[model as 'm' | 'n'],
      temperature: temperature ?? NaN,
      seed: sketch.seed,
      system: messages.find(({ role }) => role === 'system')?.content ?? '',
      prompt,
    }),
    attempt,
    doubled: format === undefined && sampling.max_tokens > 200,
  })
  if (format === undefined) return [one(messages.at(-1)?.content ?? '')]
  return [...tasksIn({ format, messages: [...messages] }).values()].map(one)
}

function warmed(base: number, attempt: number): string {
  return Math.min(base + 0.1 * (attempt - 1), Math.max(base, 0.8)).toFixed(4)
}

/** What the model says to a request; of several things, to each what it says to that alone, or nothing where that is no good text. */
export function replyTo(request: CompletionRequest, sketch: Sketch, answer: (ask: Ask) => Completion): Completion {
  const said = asksOf(request, sketch).map(answer)
  if (request.format === undefined) return said[0] as Completion
  const texts = said.map(({ text, end }) => (end === 'stop' ? text : ''))
  const replies = namesIn({ format: request.format })
  return { text: JSON.stringify(Object.fromEntries(replies.map((name, at) => [name, texts[at]]))), end: 'stop' }
}
