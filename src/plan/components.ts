/**
 * What may change a target's bytes, by name.
 *
 * A key is listed here because a text or a line of the output can depend on it; what cannot change a byte (hosts, gpu, concurrency,
 * time-outs, retries, comments, the order of keys) is left out on purpose. Values are canonical JSON, so `explain` can show old → new.
 */
import { canonicalJson } from '../base/canonical-json.js'
import { isJsonObject } from '../base/json.js'
import type { Check } from '../checks/check.js'
import type { Identity } from '../domain/completion.js'
import type { FakerSource, GroupRule, Project, Recipe, Template, Variant } from '../domain/project.js'
import type { Components } from '../domain/target.js'

/** Raised by hand when our own code would write other bytes for the same ingredients. */
export const semantics = { source: 'source 1', cut: 'cut 1', fusion: 'fusion 1', merged: 'merged 1' } as const

export function sourceComponents(source: FakerSource, generatorVersion: string): Components {
  const { entries, seed, locale, unique, fields, keepsFields, question, answer } = source
  return {
    'semantics:source': `${semantics.source}, ${generatorVersion}`,
    'config:entries': canonicalJson(entries),
    'config:seed': canonicalJson(seed),
    'config:locale': canonicalJson(locale),
    'config:unique': canonicalJson(unique),
    'config:fields': canonicalJson([fields, keepsFields]),
    'config:question': question.text,
    'config:answer': answer.text,
  }
}

export function cutComponents(rule: GroupRule, question: Template, answer: Template): Components {
  return {
    'semantics:cut': semantics.cut,
    'config:where': canonicalJson(rule.where),
    'config:limit': canonicalJson(rule.limit ?? null),
    'config:cut': canonicalJson(rule.origin.kind === 'source' ? rule.origin.cut : null),
    'config:question': question.text,
    'config:answer': answer.text,
  }
}

export interface FusionVersions {
  readonly cleaning: number
  readonly checks: readonly Check[]
  readonly identities: ReadonlyMap<string, Identity>
}

/**
 * Of a group: one object for all groups that are made alike, since a build with nothing to do compares a thousand of them.
 * The group's name is no component, though templates may read it: it is the target's own name, and its input's.
 */
export function fusionComponents(rule: GroupRule, project: Project, versions: FusionVersions): Components {
  const known = madeWith.get(versions) ?? new Map<GroupRule | string, Components>()
  madeWith.set(versions, known)
  const ofRule = known.get(rule)
  if (ofRule !== undefined) return ofRule
  const own = componentsOfRule(rule, project, versions)
  const alike = canonicalJson([own, Object.values<Recipe>(rule.recipes).map(numberOf)])
  const components = known.get(alike) ?? { ...own, ...componentsOfRecipes(rule, versions) }
  known.set(rule, components)
  known.set(alike, components)
  return components
}

/** By rule, and by what a rule says. */
const madeWith = new WeakMap<FusionVersions, Map<GroupRule | string, Components>>()

/** Recipes are told apart by identity: groups that share one share the object. */
const recipeNumbers = new WeakMap<Recipe, number>()
let numbered = 0

function numberOf(recipe: Recipe): number {
  const number = recipeNumbers.get(recipe) ?? (numbered += 1)
  recipeNumbers.set(recipe, number)
  return number
}

function componentsOfRule({ origin, pairs, where, limit }: GroupRule, project: Project, { cleaning }: FusionVersions) {
  return {
    'semantics:fusion': semantics.fusion,
    'semantics:cleaning': `${cleaning}`,
    'config:context_tokens': canonicalJson(project.engine['context_tokens'] ?? null),
    ...bodyOf(project.engine['body']),
    'config:pairs': canonicalJson(pairs),
    ...(origin.kind === 'files'
      ? {
          'config:question': origin.question.text,
          'config:answer': origin.answer.text,
          'config:where': canonicalJson(where),
          'config:limit': canonicalJson(limit ?? null),
        }
      : {}),
  }
}

/** What is laid over every call; one that says nothing is as if it were not there. */
function bodyOf(body: unknown): Components {
  return isJsonObject(body) && Object.keys(body).length > 0 ? { 'config:body': canonicalJson(body) } : {}
}

function componentsOfRecipes(rule: GroupRule, versions: FusionVersions): Components {
  const recipes = Object.entries<Recipe>(rule.recipes)
  return ofAllLanguages(recipes.map(([language, recipe]) => [language, recipeComponents(recipe, versions)]))
}

/** What is the same in every language stands once, under the name that the user gave it. */
function ofAllLanguages(recipes: readonly (readonly [language: string, components: Components])[]): Components {
  const components: Record<string, string> = {}
  for (const [language, own] of recipes)
    for (const [name, value] of Object.entries(own)) {
      const isShared = /^(model|semantics):/.test(name) || recipes.every(([, others]) => others[name] === value)
      components[isShared ? name : `${name} (${language})`] = value
    }
  return components
}

function recipeComponents(recipe: Recipe, versions: FusionVersions): Components {
  const components: Record<string, string> = {
    'config:language': recipe.language,
    'config:variants': canonicalJson(recipe.variants.map(({ name, record }) => [name, record])),
    'config:max_attempts': canonicalJson(recipe.maxAttempts),
    'config:unique': recipe.unique,
    ...(recipe.batch ? { 'config:batch': 'true' } : {}), // only where it is on: what was built before there was such a key stays fresh
    'config:record': canonicalJson(recipe.record.map(({ name, value }) => [name, value.text])),
    'config:vars': canonicalJson(recipe.vars),
  }
  for (const variant of recipe.variants) Object.assign(components, variantComponents(variant, versions))
  return components
}

function variantComponents(variant: Variant, { identities, checks }: FusionVersions): Components {
  const { name, prompt, system, examples, sampling, retry, model, style } = variant
  const used = checks.filter((check) => (variant.checks[check.name] ?? false) !== false)
  return {
    [`template:${name}`]: canonicalJson({
      prompt: prompt.text,
      system: system.text,
      examples: examples.map(({ values, text }) => ({ ...values, text })),
    }),
    [`config:sampling of ${name}`]: canonicalJson({ sampling, retry }),
    [`config:checks of ${name}`]: canonicalJson(
      Object.fromEntries(used.map((check) => [check.name, variant.checks[check.name]])),
    ),
    [`config:style of ${name}`]: style,
    [`config:model of ${name}`]: model,
    [`model:${model}`]: identities.get(model)?.id ?? 'unknown',
    ...Object.fromEntries(used.map((check) => [`semantics:check ${check.name}`, `${check.version}`])),
  }
}
