/** Layers and defaults become a recipe: what is asked about the pairs of a group, in one language. */
import { rootOf } from '../base/root-of.js'
import type { Place } from '../domain/place.js'
import type { Checks, Column, Language, Recipe, Retry, Sampling, Template, Variant } from '../domain/project.js'
import * as say from '../messages/config.js'
import { checkPrepares } from './check-checks.js'
import type { GivenChecks, GivenSampling, GivenVariant, Layer } from './layer.js'
import { mergeColumns, mergeJson, type ResolvedVariants, resolveVariants } from './merge.js'
import type { Passage } from './passage.js'
import type { PromptSet } from './prompt-set.js'
import type { Reading } from './reading.js'
import { checkColumn, checkCycles, checkExamples, checkReads, nameProblem, type Names } from './variant-names.js'

const defaultModel = 'llama3.2:latest'
const defaultMaxAttempts = 10

const defaultSampling: Sampling = {
  temperature: 0.2,
  top_p: 0.9,
  max_tokens: 200,
  seed: 0,
  top_k: 40,
  min_p: 0,
  repeat_penalty: 1,
  repeat_last_n: 64,
  presence_penalty: 0,
  frequency_penalty: 0,
}

const defaultRetry: Retry = { temperature_step: 0.1, temperature_max: 0.8 }

const defaultColumns = { question: '{{ text }}', answer: '{{ q1 }} {{ q2 }}' }

/** What a recipe is made of. */
export interface RecipeParts {
  readonly language: Language
  /** The built-in set in force, and where the config asks for it. */
  readonly set: { readonly prompts: PromptSet; readonly place: Place } | undefined
  readonly project: Layer
  /** `undefined`: a recipe that no group changes. */
  readonly group: { readonly key: string; readonly layer: Layer } | undefined
  /** Which styles the engine has; `undefined`: any. */
  readonly engine: { readonly name: string; readonly styles: readonly string[] | undefined } | undefined
  readonly batch: boolean
  /** Where the variants stand, for what is wrong with them as a whole. */
  readonly place: Place
}

/** A recipe without the variants and columns that are wrong; what is wrong is said. */
export async function makeRecipe(reading: Reading, parts: RecipeParts): Promise<Recipe> {
  const { language, set, project, group } = parts
  const layers = group === undefined ? [project] : [project, group.layer]
  const resolved = resolveVariants(reading, set, [
    { variants: project.variants, group: undefined },
    ...(group === undefined ? [] : [{ variants: group.layer.variants, group: group.key }]),
  ])
  const vars = layers.reduce((below, { vars: own }) => mergeJson(below, own), {})
  const names: Names = {
    variants: new Set(resolved.variants.map(({ name }) => name)),
    broken: resolved.broken,
    off: resolved.off,
    vars,
    group: group?.key,
  }
  const variants = await makeVariants(reading, parts, layers, resolved, names)
  checkCycles(reading, variants, names)
  checkWhole(reading, parts, resolved, variants)
  return {
    language,
    variants,
    maxAttempts: lastOf(layers, ({ maxAttempts }) => maxAttempts) ?? defaultMaxAttempts,
    unique: lastOf(layers, ({ unique }) => unique) ?? 'pair',
    batch: parts.batch,
    record: await makeColumns(reading, layers, names, parts.place),
    vars,
  }
}

function lastOf<T>(layers: readonly Layer[], value: (layer: Layer) => T | undefined): T | undefined {
  return layers.map(value).findLast((one) => one !== undefined)
}

async function makeVariants(
  reading: Reading,
  parts: RecipeParts,
  layers: readonly Layer[],
  { variants }: ResolvedVariants,
  names: Names,
): Promise<readonly Variant[]> {
  const made: Variant[] = []
  for (const given of variants) {
    const problem = nameProblem(given.name, given.place)
    if (problem !== undefined) reading.report(problem)
    const variant = await makeVariant(reading, parts, layers, given, names)
    if (variant !== undefined) made.push(variant)
  }
  return made
}

async function makeVariant(
  reading: Reading,
  parts: RecipeParts,
  layers: readonly Layer[],
  given: GivenVariant,
  names: Names,
): Promise<Variant | undefined> {
  const { name, place } = given
  if (given.broken) return undefined
  if (given.prompt === undefined) {
    reading.report(withoutPrompt(reading, parts, given), names.group)
    return undefined
  }
  const noSystem = reading.builtIn(parts.set?.prompts.system ?? '')
  const systemPassage = given.system ?? lastOf(layers, ({ system }) => system) ?? noSystem
  const prompt = await readPart(reading, given.prompt, `the prompt of "${name}"`, given, names)
  const systemOwner = given.system === undefined ? 'the system message' : `the system message of "${name}"`
  const system = await readPart(reading, systemPassage, systemOwner, given, names)
  if (prompt === undefined || system === undefined) return undefined
  checkPrompt(reading, given, prompt, names)
  const { model, sampling, retry, style, setDefaults } = given
  const below = setDefaults === undefined ? layers : [setDefaults, ...layers]
  const checks = mergeChecks(reading, [...below.map((layer) => layer.checks), given.checks])
  const styleName = style?.name ?? name
  checkStyle(reading, parts, name, styleName, style?.place ?? place)
  return {
    name,
    prompt,
    system,
    examples: (given.examples ?? []).map(({ values, text }) => ({ values, text })),
    model: model ?? modelOf(reading, layers),
    sampling: mergeSampling([...below.map((layer) => layer.sampling), sampling]),
    retry: Object.assign({}, defaultRetry, ...layers.map((layer) => layer.retry), retry) as Retry,
    checks,
    record: given.record ?? true,
    style: styleName,
    parents: parentsOf([prompt, system], names),
    place,
  }
}

/** `--model` stands for the project's own: a group or a variant that names a model keeps it. */
function modelOf({ input }: Reading, [project, group]: readonly Layer[]): string {
  return group?.model ?? input.overrides.model ?? project?.model ?? defaultModel
}

function withoutPrompt({ input }: Reading, { set, language }: RecipeParts, { name, place }: GivenVariant) {
  const builtIn = Object.entries(input.catalogues.promptSets).find(
    ([, prompts]) => prompts.language === language && Object.hasOwn(prompts.variants, name),
  )
  return set === undefined && builtIn !== undefined
    ? say.builtInNeedsSet(name, builtIn[0], place)
    : say.variantWithoutPrompt(name, place)
}

async function readPart(
  reading: Reading,
  passage: Passage,
  owner: string,
  { place }: GivenVariant,
  names: Names,
): Promise<Template | undefined> {
  const template = await reading.template(passage, owner)
  return template !== undefined && checkReads(reading, passage, template, owner, place, names) ? template : undefined
}

function checkPrompt(reading: Reading, given: GivenVariant, prompt: Template, names: Names): void {
  const { name, place } = given
  const asks = prompt.reads.some((path) => /^(q|a|row)[12]\b/.test(path) || names.variants.has(rootOf(path)))
  if (prompt.text === '') reading.report(say.emptyPrompt(name, given.prompt?.place ?? place), names.group)
  else if (!asks) reading.report(say.promptReadsNoQuestion(name, given.prompt?.place ?? place), names.group)
  checkExamples(reading, given, prompt, names)
}

function parentsOf(templates: readonly Template[], { variants }: Names): readonly string[] {
  const roots = templates.flatMap(({ reads }) => reads).map(rootOf)
  return [...new Set(roots)].filter((root) => variants.has(root)).sort()
}

function checkStyle(reading: Reading, { engine }: RecipeParts, variant: string, style: string, place: Place): void {
  if (engine?.styles === undefined || engine.styles.includes(style)) return
  reading.report(say.styleUnknown(variant, style, engine.name, engine.styles, place))
}

/** Every check that is on, or explicitly off. */
function mergeChecks(reading: Reading, layers: readonly GivenChecks[]): Checks {
  const merged = new Map(
    reading.input.catalogues.checks.flatMap(({ name, byDefault }) =>
      byDefault === undefined ? [] : [[name, { parameter: byDefault }] as const],
    ),
  )
  for (const layer of layers) {
    for (const [name, given] of layer) {
      checkPrepares(reading, name, given)
      merged.set(name, given)
    }
  }
  return Object.fromEntries([...merged].map(([name, { parameter }]) => [name, parameter]))
}

function mergeSampling(layers: readonly GivenSampling[]): Sampling {
  const { stop, ...numbers }: GivenSampling = Object.assign({}, ...layers) as GivenSampling
  return { ...defaultSampling, ...numbers, ...(stop === undefined || stop === false ? {} : { stop }) }
}

async function makeColumns(
  reading: Reading,
  layers: readonly Layer[],
  names: Names,
  place: Place,
): Promise<readonly Column[]> {
  const defaults = Object.entries(defaultColumns).map(([name, text]) => [name, reading.builtIn(text)] as const)
  const merged = layers.reduce<ReadonlyMap<string, Passage>>(
    (below, { record }) => mergeColumns(below, record),
    new Map(defaults),
  )
  if (merged.size === 0) {
    reading.report(say.noColumns(lastOf(layers, ({ recordPlace }) => recordPlace) ?? place), names.group)
  }
  const columns: Column[] = []
  for (const [name, passage] of merged) {
    const value = await reading.template(passage, `the column "${name}"`)
    if (value !== undefined && checkColumn(reading, name, passage, value, names)) columns.push({ name, value })
  }
  return columns
}

function checkWhole(
  reading: Reading,
  { place, group }: RecipeParts,
  { variants, broken }: ResolvedVariants,
  made: readonly Variant[],
): void {
  if (variants.length === 0 && broken.size === 0) reading.report(say.noVariants(place), group?.key)
  const isWhole = made.length === variants.length && broken.size === 0
  if (isWhole && made.length > 0 && !made.some(({ record }) => record)) reading.report(say.noRecords(place), group?.key)
}
