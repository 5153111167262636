/**
 * Makes a recipe ready to be resolved: templates compiled, checks prepared, variants put in order, everything digested.
 *
 * Digests here are free of names: a style that is renamed, or moved in the file, asks nothing.
 */
import { type Digest, digestOfFrames, digestOfJson, type Frame } from '../base/hash.js'
import { rootOf } from '../base/root-of.js'
import { compileTemplate, placeholderOf, type Render, renameVariables, type Scope, valueAt } from '../base/template.js'
import { bug } from '../base/unreachable.js'
import type { Check } from '../checks/check.js'
import type { CompletionRequest, Identity } from '../domain/completion.js'
import type { Language, Recipe, Template, Variant } from '../domain/project.js'
import type { Pair } from '../domain/question.js'
import { cleaningVersion } from './cleaning-version.js'
import { filledIn } from './filled-in.js'
import { languageByPair } from './pair-language.js'
import { prepareChecks, type PreparedCheck, type PreparedChecks } from './prepared-checks.js'
import { type Words, wordsOf } from './words.js'

export interface RecipeParts {
  readonly group: string
  readonly checks: readonly Check[]
  /** model → who answers for it. */
  readonly identities: ReadonlyMap<string, Identity>
  readonly reads: (request: CompletionRequest) => readonly Frame[]
  /** What of the engine's settings may change a text; left out: nothing. */
  readonly readsOfSettings?: readonly Frame[]
  /** Whether the engine answers by style: elsewhere a style is one more name of a variant, and no text may hang on it. */
  readonly readsStyle: boolean
  /** How much fits a prompt: what was too long for less is asked again. */
  readonly contextTokens: number
}

export interface CompiledRecipe {
  readonly language: Language
  /** The language that a pair is asked in. */
  readonly languageOf: (pair: Pair) => Language
  /** In the file's order: the order of the records of a pair. */
  readonly variants: readonly CompiledVariant[]
  /** By dependency depth, then by the digest of what is asked: the earlier cell keeps a text. */
  readonly order: readonly CompiledVariant[]
  /** Everything that may change a text of a pair, without names: the memo's key holds it. */
  readonly digest: Digest
  /** Dotted paths of the pair's values that some text depends on, sorted; always q1 and q2. */
  readonly reads: readonly string[]
  readonly maxAttempts: number
  readonly unique: 'pair' | 'group'
  /** Whether what a pair lacks is asked for in one call. */
  readonly batch: boolean
  readonly contextTokens: number
  readonly columns: readonly CompiledColumn[]
  /** What a user says of single cells. It is not in the digest: each pair has its own. */
  readonly words: Words
  /** What every template of the group may read beside the pair. */
  readonly scope: GroupScope
  keyOf(request: CompletionRequest): Digest
  /** Of an answer to the same question that came in one call with others: whom it shared the call with is not in it. */
  batchKeyOf(request: CompletionRequest): Digest
}

export interface GroupScope extends Scope {
  readonly group: string
  readonly vars: Recipe['vars']
}

export interface CompiledVariant {
  readonly variant: Variant
  /** Whose texts these are, as records have it: the model; where the engine has none, the engine. */
  readonly answeredBy: string
  /** Position in the file. */
  readonly index: number
  /** 0: reads the pair alone. */
  readonly depth: number
  readonly parents: readonly number[]
  /**
   * Under `batch: true`, whether it may share a call: its prompt hangs on both questions. What hangs on one alone is asked for by
   * many pairs at once, and which of them shared the call would be a matter of luck.
   */
  readonly batchable: boolean
  /** Of what is asked, by content: templates and examples, or the style where the engine answers by style. */
  readonly asks: Digest
  /** Of everything that may change its text. */
  readonly digest: Digest
  readonly system: Render
  readonly prompt: Render
  /** Of a text in this language. */
  readonly checksIn: (language: Language) => readonly PreparedCheck[]
}

/** What a column may read of a cell, beside the pair. */
export interface CellValues {
  readonly text: string
  readonly variant: string
  readonly model: string
  readonly attempt: number
}

export interface CompiledColumn {
  /** `"name":`, ready to be written. */
  readonly key: string
  /** The value, as JSON; a template that is one placeholder keeps its type. The scope is made only where a template wants it. */
  readonly json: (scope: () => Scope, cell?: CellValues) => string
  /** Whether it is the same for all cells of a pair. */
  readonly ofPair: boolean
}

/** Compiles what `config/` has checked; the parts say who answers and how texts are judged. */
export async function compileRecipe(recipe: Recipe, parts: RecipeParts): Promise<CompiledRecipe> {
  const variants = await compileVariants(recipe, parts)
  // Of one style the rule engine asks the same whoever comes first: an edited prompt, which it does not read, must not swap texts.
  const byRecipe = (a: CompiledVariant, b: CompiledVariant) => (parts.readsStyle ? 0 : compare(a.digest, b.digest))
  const order = variants.toSorted(
    (a, b) => a.depth - b.depth || compare(a.asks, b.asks) || byRecipe(a, b) || a.index - b.index,
  )
  const followsPairs = parts.readsStyle && recipe.variants.some(({ checksIn }) => checksIn !== undefined)
  return {
    language: recipe.language,
    languageOf: followsPairs ? languageByPair(recipe.language) : () => recipe.language,
    variants,
    order,
    digest: digestOfFrames([
      'recipe 1',
      recipe.language,
      recipe.maxAttempts,
      parts.contextTokens,
      ...order.map(({ digest }) => digest),
      ...(recipe.batch ? ['batch'] : []),
      ...(followsPairs ? ['by pair'] : []),
      ...(parts.readsOfSettings ?? []),
    ]),
    reads: pairReads(recipe),
    maxAttempts: recipe.maxAttempts,
    unique: recipe.unique,
    batch: recipe.batch,
    contextTokens: parts.contextTokens,
    columns: await Promise.all(recipe.record.map(({ name, value }) => compileColumn(name, value))),
    words: wordsOf(recipe.overrides ?? [], order),
    scope: scopeOf(recipe, parts.group),
    keyOf: (request) => digestOfFrames(framesOf(request)),
    batchKeyOf: (request) => digestOfFrames([...framesOf(request), 'batch']),
  }

  function framesOf(request: CompletionRequest): readonly Frame[] {
    const identity = parts.identities.get(request.model) ?? bug(`no identity for model "${request.model}"`)
    return ['completion 1', identity.id, ...parts.reads(request), ...(parts.readsOfSettings ?? [])]
  }
}

/** The same for another group: its name is all that a compiled recipe knows of a group. */
export function forGroup(compiled: CompiledRecipe, recipe: Recipe, group: string): CompiledRecipe {
  return { ...compiled, scope: scopeOf(recipe, group) }
}

const scopeOf = (recipe: Recipe, group: string): GroupScope => ({ group, vars: recipe.vars })

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Parents first, since a variant's digest holds its parents'. */
async function compileVariants(recipe: Recipe, parts: RecipeParts): Promise<CompiledVariant[]> {
  const compiled = new Map<string, CompiledVariant>()
  const waiting = recipe.variants.map((variant, index) => ({ variant, index }))
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ variant }) => variant.parents.every((parent) => compiled.has(parent)))
    const [entry] = next < 0 ? [] : waiting.splice(next, 1)
    if (entry === undefined) return bug('variants that wait for each other reached the build')
    compiled.set(entry.variant.name, await compileVariant(entry.variant, entry.index, compiled, recipe, parts))
  }
  return [...compiled.values()].sort((a, b) => a.index - b.index)
}

async function compileVariant(
  variant: Variant,
  index: number,
  done: ReadonlyMap<string, CompiledVariant>,
  recipe: Recipe,
  parts: RecipeParts,
): Promise<CompiledVariant> {
  // By digest, not as they are called: a parent that is renamed must not move.
  const parents = variant.parents
    .map((name) => done.get(name) ?? bug(`variant "${name}" is not compiled yet`))
    .sort((a, b) => compare(a.digest, b.digest))
  const checks = prepareChecks(variant.checks, parts.checks)
  const others = Object.entries(parts.readsStyle ? (variant.checksIn ?? {}) : {}).map(
    ([language, given]) => [language, prepareChecks(given, parts.checks)] as const,
  )
  const checksByLanguage = new Map<string, PreparedChecks>(others)
  const prompts = await digestOfPrompts(variant, done, recipe)
  const asks = parts.readsStyle ? digestOfFrames(['style', variant.style, recipe.language]) : prompts
  const { model, sampling, retry } = variant
  const ownDigest = digestOfFrames([
    asks,
    prompts,
    ...parents.map((parent) => parent.digest),
    parts.identities.get(model)?.id,
    digestOfJson({ sampling, retry, checks: checks.said }),
    variant.record,
    cleaningVersion,
    ...others.map(([language, { said }]) => digestOfJson([language, said])),
  ])
  return {
    variant,
    answeredBy: parts.readsStyle ? (parts.identities.get(model)?.label ?? model) : model,
    index,
    depth: parents.length === 0 ? 0 : 1 + Math.max(...parents.map((parent) => parent.depth)),
    parents: parents.map((parent) => parent.index),
    batchable: recipe.batch && sidesRead(variant, done).size === 2,
    asks,
    digest: distinct(ownDigest, done),
    system: await compileTemplate(variant.system),
    prompt: await compileTemplate(variant.prompt),
    checksIn: (language) => (checksByLanguage.get(language) ?? checks).all,
  }
}

/** Which of the pair's questions (1, 2) its text hangs on, through its parents too. */
function sidesRead(variant: Variant, done: ReadonlyMap<string, CompiledVariant>): ReadonlySet<string> {
  const roots = [variant.prompt, variant.system].flatMap(({ reads }) => reads).map(rootOf)
  const own = roots.flatMap((root) => /^(?:q|a|row)([12])$/.exec(root)?.[1] ?? [])
  const parents = variant.parents.flatMap((name) => done.get(name)?.variant ?? [])
  return new Set([...own, ...parents.flatMap((parent) => [...sidesRead(parent, done)])])
}

/** Twins, variants that differ in their names alone, are told apart: their texts are not alike, nor are their children's. */
function distinct(digest: Digest, done: ReadonlyMap<string, CompiledVariant>): Digest {
  const isTaken = [...done.values()].some((other) => other.digest === digest)
  return isTaken ? distinct(digestOfFrames([digest, 'twin']), done) : digest
}

/** What a variant's prompts say, whatever it and its parents are called: parents stand in it by their own digest. */
async function digestOfPrompts(
  variant: Variant,
  done: ReadonlyMap<string, CompiledVariant>,
  recipe: Recipe,
): Promise<Digest> {
  const nameless = (template: Template) => renameVariables(template, (root) => done.get(root)?.asks ?? root)
  const rootsRead = new Set([variant.prompt, variant.system].flatMap(({ reads }) => reads).map(rootOf))
  return digestOfFrames([
    await nameless(variant.prompt),
    await nameless(variant.system),
    digestOfJson(variant.examples.map(({ values, text }) => [namelessValues(values, done), text])),
    recipe.language,
    rootsRead.has('vars') ? digestOfJson(recipe.vars) : undefined,
    rootsRead.has('variant') ? variant.name : undefined,
  ])
}

function namelessValues(
  values: Readonly<Record<string, string>>,
  done: ReadonlyMap<string, CompiledVariant>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [done.get(name)?.asks ?? name, value]))
}

function pairReads(recipe: Recipe): readonly string[] {
  const ofPair = new Set(['q1', 'q2', 'a1', 'a2', 'row1', 'row2', 'group'])
  const reads = recipe.variants.flatMap(({ prompt, system }) => [...prompt.reads, ...system.reads])
  return [...new Set(['q1', 'q2', ...reads.filter((path) => ofPair.has(rootOf(path)))])].sort()
}

async function compileColumn(name: string, value: Template): Promise<CompiledColumn> {
  const render = await compileTemplate(value)
  const path = placeholderOf(value.text)
  const ofCell = new Set(['text', 'model', 'attempt', 'variant'])
  const ownKey = path !== undefined && ofCell.has(path) ? (path as keyof CellValues) : undefined
  return {
    key: `${JSON.stringify(name)}:`,
    json: (scope, cell) => {
      if (ownKey !== undefined && cell !== undefined) return JSON.stringify(cell[ownKey])
      const whole = path === undefined ? undefined : valueAt(scope(), path)
      return JSON.stringify(whole === undefined ? filledIn(render, scope(), `the column "${name}"`, value) : whole)
    },
    ofPair: !value.reads.some((read) => ofCell.has(rootOf(read))),
  }
}
