/** Random recipes, and random models that answer them: what the properties of this folder draw from. */
import { digestOf } from '../../src/base/hash.js'
import * as fc from 'fast-check'
import type { Completion, CompletionRequest } from '../../src/domain/completion.js'
import type { Override } from '../../src/domain/override.js'
import type { Recipe } from '../../src/domain/project.js'
import type { CompiledRecipe } from '../../src/fusion/compile-recipe.js'
import { type CellOutcome, isOverridden } from '../../src/fusion/resolution.js'
import { type Ask, type ModelOutcome, type ModelVariant } from '../support/model.js'
import { compiledOf, type Given, sampling } from '../support/recipes.js'

export interface RandomVariant {
  /** Among few, so that some variants ask the same. */
  readonly wording: string
  /** Places of earlier variants. None: reads the pair. */
  readonly reads: readonly number[]
  readonly record: boolean
}

/** A recipe whose variants read the pair or variants before them. */
export const randomVariants = fc
  .array(
    fc.record({
      wording: fc.constantFrom('A', 'B', 'C', 'D'),
      picks: fc.array(fc.nat(), { maxLength: 2 }),
      record: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((all): RandomVariant[] =>
    all.map(({ wording, picks, record }, index) => ({
      wording,
      record,
      reads: index === 0 ? [] : [...new Set(picks.map((pick) => pick % index))],
    })),
  )

/** A user's words on some of six variants: few texts, so that many are duplicates of a model's; `undefined`: dropped. */
export const randomWords = fc.dictionary(
  fc.constantFrom(0, 1, 2, 3, 4, 5).map(String),
  fc.option(fc.constantFrom('One?', 'Two?', 'bad?', 'A new one?'), { nil: undefined }),
  { maxKeys: 3, noNullPrototype: true },
)

export type RandomWords = Readonly<Record<string, string | undefined>>

export function overridesFor(words: RandomWords, pair: Override['pair']): readonly Override[] {
  return Object.entries(words).map(([index, text]) => ({
    pair,
    variant: vName(Number(index)),
    word: text === undefined ? { kind: 'drop' } : { kind: 'text', text },
  }))
}

/** The same words for the oracle. */
export const saidIn = (words: RandomWords): ReadonlyMap<string, string | undefined> =>
  new Map(Object.entries(words).map(([index, text]) => [vName(Number(index)), text]))

export const vName = (index: number): string => `v${index}`

export async function compileRandom(
  variants: readonly RandomVariant[],
  maxAttempts: number,
  more: Partial<Recipe> = {},
): Promise<CompiledRecipe> {
  const given = variants.map(({ wording, reads, record }, index): [string, Given] => [
    vName(index),
    {
      prompt: `${wording} ${reads.length === 0 ? '{{ q1 }} {{ q2 }}' : reads.map((at) => `{{ ${vName(at)} }}`).join(' ')}`,
      record,
      checks: { not_bad: true },
    },
  ])
  return compiledOf(Object.fromEntries(given), { maxAttempts, ...more })
}

/** The same recipe for the oracle: only the order of what nobody reads is taken from the code. */
export function modelVariants(variants: readonly RandomVariant[], recipe: CompiledRecipe, q1: string, q2: string) {
  return recipe.order.map(({ index }): ModelVariant => {
    const { wording, reads, record } = variants[index] as RandomVariant
    return {
      name: vName(index),
      parents: reads.map(vName),
      record,
      prompt: (texts) => {
        const values = reads.length === 0 ? [q1, q2] : reads.map((at) => texts.get(vName(at)))
        return [wording, ...values].join(' ').trim()
      },
    }
  })
}

const ends = ['length', 'thinking', 'empty', 'repeat', 'refused', 'prompt-too-long'] as const
const texts = ['One?', 'one ?', 'Two?', 'Three?', 'Four?', 'Five?', 'Six?', 'bad?', 'a bad one?']

/** A model that answers every ask alike for a seed: few texts, so that many are duplicates, and every end. */
export function answersOf(seed: number): (ask: Ask) => Completion {
  return ({ prompt, attempt, doubled }) => {
    const bits = Number.parseInt(digestOf(`${seed} ${prompt} ${attempt} ${doubled}`).slice(0, 8), 16)
    const text = texts[bits % texts.length] ?? ''
    const end = ends[(bits >>> 8) % 24]
    if (end === undefined) return { text, end: 'stop' }
    return { text: end === 'empty' ? '' : text, end, ...(end === 'prompt-too-long' ? { contextTokens: 0 } : {}) }
  }
}

export function askOf({ messages, attempt, sampling: sent }: CompletionRequest): Ask {
  return { prompt: messages.at(-1)?.content ?? '', attempt, doubled: sent.max_tokens > sampling.max_tokens }
}

export const isGood = (text: string): boolean => !text.includes('bad')

/** What the oracle and the code both say of a cell. */
export function outcomesOf(cells: readonly CellOutcome[]): ReadonlyMap<string, ModelOutcome> {
  return new Map(
    cells.map((cell, index): [string, ModelOutcome] => {
      if (isOverridden(cell) && 'text' in cell) return [vName(index), { kind: 'overridden', text: cell.text ?? '' }]
      if (cell.kind === 'text') return [vName(index), { kind: 'text', text: cell.text, attempt: cell.attempt }]
      if (cell.kind === 'dropped' || cell.kind === 'unread') return [vName(index), { kind: cell.kind }]
      if (cell.kind === 'rejected') return [vName(index), { kind: 'rejected', attempts: cell.rejections.length }]
      return [vName(index), { kind: 'skipped' }]
    }),
  )
}

export const sortedEntries = <Value>(map: ReadonlyMap<string, Value>): [string, Value][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1))
