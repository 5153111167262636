/**
 * Makes a recipe ready to be resolved: its variants and columns compiled and put in order, everything digested.
 *
 * Digests here are free of names: a style that is renamed, or moved in the file, asks nothing.
 */
import { byCodeUnit } from '../base/by-code-unit.js'
import { type Digest, digestOfFrames, type Frame } from '../base/hash.js'
import { rootOf } from '../base/root-of.js'
import type { Scope } from '../base/template.js'
import { bug } from '../base/unreachable.js'
import type { CompletionRequest } from '../domain/completion.js'
import type { Language, Recipe } from '../domain/project.js'
import type { Pair } from '../domain/question.js'
import { type CompiledColumn, compileColumn } from './compile-column.js'
import { type CompiledVariant, compileVariants } from './compile-variant.js'
import { languageByPair } from './pair-language.js'
import type { RecipeParts } from './recipe-parts.js'
import { type Words, wordsOf } from './words.js'

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

/** Compiles what `config/` has checked; the parts say who answers and how texts are judged. */
export async function compileRecipe(recipe: Recipe, parts: RecipeParts): Promise<CompiledRecipe> {
  const variants = await compileVariants(recipe, parts)
  // Of one style the rule engine asks the same whoever comes first: an edited prompt, which it does not read, must not swap texts.
  const byRecipe = (a: CompiledVariant, b: CompiledVariant) => (parts.readsStyle ? 0 : byCodeUnit(a.digest, b.digest))
  const order = variants.toSorted(
    (a, b) => a.depth - b.depth || byCodeUnit(a.asks, b.asks) || byRecipe(a, b) || a.index - b.index,
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

function pairReads(recipe: Recipe): readonly string[] {
  const ofPair = new Set(['q1', 'q2', 'a1', 'a2', 'row1', 'row2', 'group'])
  const reads = recipe.variants.flatMap(({ prompt, system }) => [...prompt.reads, ...system.reads])
  return [...new Set(['q1', 'q2', ...reads.filter((path) => ofPair.has(rootOf(path)))])].sort()
}
