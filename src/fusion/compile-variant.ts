/**
 * A variant, ready to be asked: its templates compiled, its checks prepared, and digested by what it asks.
 *
 * No name is in a digest: a parent stands in it by its own.
 */
import { byCodeUnit } from '../base/by-code-unit.js'
import { type Digest, digestOfFrames, digestOfJson } from '../base/hash.js'
import { rootOf } from '../base/root-of.js'
import { compileTemplate, type Render, renameVariables } from '../base/template.js'
import { bug } from '../base/unreachable.js'
import type { Language, Recipe, Template, Variant } from '../domain/project.js'
import { cleaningVersion } from './cleaning-version.js'
import { prepareChecks, type PreparedCheck, type PreparedChecks } from './prepared-checks.js'
import type { RecipeParts } from './recipe-parts.js'

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

/** Parents first, since a variant's digest holds its parents'. */
export async function compileVariants(recipe: Recipe, parts: RecipeParts): Promise<CompiledVariant[]> {
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
    .sort((a, b) => byCodeUnit(a.digest, b.digest))
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
