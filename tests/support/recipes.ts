/** Recipes, pairs and a model engine for tests: each with only what a case is about. */
import { digestOf, type Frame } from '../../src/base/hash.js'
import { readTemplate } from '../../src/base/template.js'
import type { Check } from '../../src/checks/check.js'
import type { CompletionRequest, Identity } from '../../src/domain/completion.js'
import { relPath } from '../../src/domain/path.js'
import type { Recipe, Sampling, Template, Variant } from '../../src/domain/project.js'
import type { Pair, Question } from '../../src/domain/question.js'
import { ollama } from '../../src/engines/ollama.js'
import { type CompiledRecipe, compileRecipe } from '../../src/fusion/compile-recipe.js'
import type { RecipeParts } from '../../src/fusion/recipe-parts.js'
import { requestOf, scopeOf } from '../../src/fusion/prompts.js'
import type { Need } from '../../src/fusion/resolution.js'

export const place = { path: 'fusion.config.yaml', line: 1 }

export const sampling: Sampling = {
  temperature: 0.2,
  top_p: 0.9,
  max_tokens: 100,
  seed: 0,
  top_k: 40,
  min_p: 0,
  repeat_penalty: 1,
  repeat_last_n: 64,
  presence_penalty: 0,
  frequency_penalty: 0,
}

export async function templateOf(text: string): Promise<Template> {
  return { text, ...(await readTemplate(text)) }
}

/** A variant as a test gives it: a prompt, and what else it is about. */
export type Given = string | (Partial<Omit<Variant, 'prompt' | 'system'>> & { prompt: string; system?: string })

/** Parents are found in the templates, as the config finds them. */
export async function recipeOf(variants: Readonly<Record<string, Given>>, more: Partial<Recipe> = {}): Promise<Recipe> {
  const names = new Set(Object.keys(variants))
  const made = Object.entries(variants).map(async ([name, given]): Promise<Variant> => {
    const {
      prompt: promptText,
      system: systemText = '',
      ...rest
    } = typeof given === 'string' ? { prompt: given } : given
    const [prompt, system] = [await templateOf(promptText), await templateOf(systemText)]
    const roots = [...prompt.reads, ...system.reads].map((path) => path.split('.', 1)[0] ?? '')
    return {
      name,
      prompt,
      system,
      examples: [],
      model: 'm',
      sampling,
      retry: { temperature_step: 0.1, temperature_max: 0.8 },
      checks: {},
      record: true,
      style: name,
      parents: [...new Set(roots)].filter((root) => names.has(root)).sort(),
      place,
      ...rest,
    }
  })
  return {
    language: 'en',
    variants: await Promise.all(made),
    maxAttempts: 3,
    unique: 'pair',
    batch: false,
    record: [
      { name: 'question', value: await templateOf('{{ text }}') },
      { name: 'answer', value: await templateOf('{{ q1 }} {{ q2 }}') },
    ],
    vars: {},
    ...more,
  }
}

export const identityOf = (id: string): Identity => ({ id, label: id })

/** Reads what a model engine reads: Ollama's own list. */
export const modelReads = (request: CompletionRequest): readonly Frame[] => ollama.reads(request)

/** Fails a text with "bad" in it. */
export const notBad: Check = {
  name: 'not_bad',
  version: 1,
  byDefault: true,
  schema: {},
  prepare:
    () =>
    ({ text }) =>
      text.includes('bad') ? 'it is bad' : undefined,
}

export function partsOf(more: Partial<RecipeParts> = {}): RecipeParts {
  return {
    group: 'people',
    checks: [notBad],
    identities: new Map([
      ['m', identityOf('model m')],
      ['n', identityOf('model n')],
    ]),
    reads: modelReads,
    readsStyle: false,
    contextTokens: 0,
    ...more,
  }
}

export async function compiledOf(
  variants: Readonly<Record<string, Given>>,
  more: Partial<Recipe> = {},
  parts: Partial<RecipeParts> = {},
): Promise<CompiledRecipe> {
  return compileRecipe(await recipeOf(variants, more), partsOf(parts))
}

export function questionOf(question: string, more: Partial<Question> = {}): Question {
  return { question, answer: undefined, row: { question }, path: relPath('people.jsonl'), line: 1, ...more }
}

export function pairOf(first = 'Who?', second = 'When?', more: Partial<Question> = {}): Pair {
  return { first: questionOf(first, more), second: questionOf(second, more) }
}

/** What a pair with this question needs, in a recipe of one variant. */
export async function needOf(question: string): Promise<Need> {
  const recipe = await compiledOf({ simple: 'S {{ q1 }}' })
  const [cell] = recipe.variants
  if (cell === undefined) throw new Error('no variant')
  const pair = pairOf(question)
  return {
    variant: 0,
    key: digestOf(question),
    request: requestOf(cell, recipe, pair, scopeOf(pair, recipe), 1, false),
  }
}
