import { defined } from '../base/defined.js'
import type { Place } from '../domain/place.js'
import type { Cut, GroupOrigin, GroupRule, Language, PairRule, Recipe } from '../domain/project.js'
import * as say from '../messages/config-paths.js'
import { type Layer, readLayer } from './layer.js'
import type { Reading } from './reading.js'
import { makeRecipe, type RecipeParts } from './recipe.js'
import { readRowTemplates } from './sources.js'
import {
  child,
  childMap,
  childNumber,
  childScalar,
  childText,
  entriesOf,
  type MapNode,
  mentions,
  placeOf,
  scalarsOf,
  textsOf,
} from './tree.js'

type Recipes = GroupRule['recipes']

/** What the project says for all groups. */
export interface GroupParts {
  readonly project: Layer
  readonly languages: readonly { readonly language: Language; readonly set: RecipeParts['set'] }[]
  readonly engine: RecipeParts['engine']
  readonly batch: boolean
  readonly place: Place
}

/** Keys with which a group asks otherwise than the project: it then has a recipe of its own. */
const recipeKeys = 'model sampling retry system variants checks record unique max_attempts vars'.split(' ')

/**
 * The rules under `groups`, in file order; what is wrong is said. Groups that change nothing about what is asked share one
 * recipes object.
 */
export async function readGroups(reading: Reading, parts: GroupParts): Promise<readonly GroupRule[]> {
  const entries = entriesOf(child(reading.root, 'groups'))
  if (entries.length === 0 && !hasBrokenGroups(reading)) reading.report(say.noGroups(placeOfGroups(reading)))
  const shared = await makeRecipes(reading, parts, undefined)
  const rules: GroupRule[] = []
  for (const [key, { keySpan, node }] of entries) {
    if (node.kind !== 'map') continue
    const rule = await readGroup(reading, parts, shared, key, node, placeOf(reading.file, keySpan))
    if (rule !== undefined) rules.push(rule)
  }
  return rules
}

function hasBrokenGroups({ root }: Reading): boolean {
  return root.dropped.has('groups') || (childMap(root, 'groups')?.dropped.size ?? 0) > 0
}

function placeOfGroups({ file, root }: Reading): Place {
  const entry = root.entries.get('groups') ?? [...root.entries.values()].at(-1)
  return placeOf(file, entry?.keySpan ?? root.span)
}

async function makeRecipes(
  reading: Reading,
  { languages, ...parts }: GroupParts,
  group: RecipeParts['group'],
): Promise<Recipes> {
  const recipes: Recipe[] = []
  for (const { language, set } of languages) {
    recipes.push(await makeRecipe(reading, { ...parts, language, set, group }))
  }
  const isByPair = parts.engine?.styles !== undefined && recipes.length > 1
  const made = isByPair ? recipes.map((recipe) => withChecksOf(recipes, recipe)) : recipes
  return Object.fromEntries(made.map((recipe) => [recipe.language, recipe]))
}

/** Each variant with its checks in the other languages, too. */
function withChecksOf(recipes: readonly Recipe[], recipe: Recipe): Recipe {
  const others = recipes.filter((other) => other !== recipe)
  const variants = recipe.variants.map((variant) => ({
    ...variant,
    checksIn: Object.fromEntries(
      others.map(({ language, variants: theirs }) => [
        language,
        (theirs.find(({ name }) => name === variant.name) ?? variant).checks,
      ]),
    ),
  }))
  return { ...recipe, variants }
}

async function readGroup(
  reading: Reading,
  parts: GroupParts,
  shared: Recipes,
  key: string,
  node: MapNode,
  place: Place,
): Promise<GroupRule | undefined> {
  const layer = await readLayer(reading, node)
  const asksOtherwise = recipeKeys.some((name) => node.entries.has(name))
  const recipes = asksOtherwise ? await makeRecipes(reading, parts, { key, layer }) : shared
  const origin = await readOrigin(reading, key, node, place)
  if (origin === undefined) return undefined
  const limit = childNumber(node, 'limit')
  const all: PairRule = { kind: 'all' }
  return {
    key,
    origin,
    where: Object.fromEntries(entriesOf(child(node, 'where')).map(([field, entry]) => [field, scalarsOf(entry.node)])),
    ...defined({ limit }),
    pairs: layer.pairs ?? parts.project.pairs ?? all,
    recipes,
    place,
  }
}

async function readOrigin(
  reading: Reading,
  key: string,
  node: MapNode,
  place: Place,
): Promise<GroupOrigin | undefined> {
  const files = child(node, 'files')
  const source = childScalar(node, 'source')
  if (files !== undefined && source !== undefined) {
    reading.report(say.keysExclude(`The group "${key}"`, ['source', 'files'], place))
    return undefined
  }
  if (source !== undefined) return readCutOrigin(reading, key, node, String(source.value))
  if (files !== undefined) {
    refuse(reading, node, ['size', 'by', 'buckets'], (cut, at) => say.cutOfFiles(cut, key, at))
    const templates = await readRowTemplates(reading, node, `the group "${key}"`)
    return templates === undefined ? undefined : { kind: 'files', files: textsOf(files), ...templates }
  }
  if (!mentions(node, 'files') && !mentions(node, 'source')) {
    reading.report(
      say.groupWithoutOrigin(
        key,
        entriesOf(child(reading.root, 'sources')).map(([name]) => name),
        place,
      ),
    )
  }
  return undefined
}

function readCutOrigin(reading: Reading, key: string, node: MapNode, source: string): GroupOrigin {
  const { file, root, report } = reading
  const sources = child(root, 'sources')
  refuse(reading, node, ['question', 'answer'], (name, at) => say.templatesOfSource(name, key, source, at))
  if (!mentions(sources, source) && !root.dropped.has('sources')) {
    const span = childScalar(node, 'source')?.span ?? node.span
    report(
      say.unknownSource(
        source,
        entriesOf(sources).map(([name]) => name),
        placeOf(file, span),
      ),
    )
  }
  const cuts = ['size', 'by', 'buckets'].filter((name) => node.entries.has(name))
  const second = node.entries.get(cuts[1] ?? '')
  if (second !== undefined) report(say.keysExclude(`The group "${key}"`, cuts, placeOf(file, second.keySpan)))
  return { kind: 'source', source, cut: cutOf(node) }
}

function cutOf(node: MapNode): Cut {
  const size = childNumber(node, 'size')
  const buckets = childNumber(node, 'buckets')
  const field = childText(node, 'by')
  if (size !== undefined) return { kind: 'size', size }
  if (buckets !== undefined) return { kind: 'buckets', buckets }
  return field === undefined ? { kind: 'whole' } : { kind: 'by', field }
}

function refuse(
  { file, report }: Reading,
  node: MapNode,
  keys: readonly string[],
  problem: (key: string, place: Place) => Parameters<Reading['report']>[0],
): void {
  for (const key of keys) {
    const entry = node.entries.get(key)
    if (entry !== undefined) report(problem(key, placeOf(file, entry.keySpan)))
  }
}
