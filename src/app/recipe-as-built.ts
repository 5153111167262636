/** How was a group asked when its file was made? As the config says now where that is the same; else as it is on record. */
import type { Disk } from '../base/disk.js'
import { type Digest, digestOf } from '../base/hash.js'
import { TemplateProblem } from '../base/template.js'
import type { Identity } from '../domain/completion.js'
import type { Language, Recipe } from '../domain/project.js'
import type { Pair } from '../domain/question.js'
import type { FusionTarget } from '../domain/target.js'
import type { EngineKind } from '../engines/engine.js'
import { engineKinds } from '../engines/index.js'
import { type CompiledRecipe, compileRecipe } from '../fusion/compile-recipe.js'
import {
  identitiesOfComponents,
  pairRuleOfComponents,
  recipeOfComponents,
  settingsOfComponents,
} from '../plan/recipe-of-components.js'
import { pairsOf } from '../questions/pairs.js'
import { readerOf } from '../run/make-tools.js'
import type { BuildParts } from '../run/parts.js'
import { digestOfComponents } from '../store/build-log.js'
import { loadFusion } from '../targets/fusion.js'
import { engineKindOf } from './identities.js'
import type { JudgedTarget } from './judge-project.js'
import { recipePartsOf } from './recipes.js'

export interface RecipeAsBuilt {
  readonly recipe: CompiledRecipe
  /** Of the questions that lie there now: nobody knows those that lay there then. */
  readonly pairs: () => Iterable<Pair>
  readonly identities: ReadonlyMap<string, Identity>
  /** The engine goes by styles, and reads no prompt. */
  readonly readsStyle: boolean
  /** The config says something else by now. */
  readonly isOfLastBuild: boolean
  /** The questions are not those that it was built from. */
  readonly haveQuestionsChanged: boolean
}

/**
 * `disk`: as it is. (What was made anew for the judgement, a cut of a source that has changed, is not what the group was built from.)
 * Throws `UserError` where the questions cannot be read.
 */
export async function recipeAsBuilt(
  target: FusionTarget,
  { last }: Pick<JudgedTarget, 'last'>,
  parts: BuildParts,
  disk: Pick<Disk, 'read'>,
): Promise<RecipeAsBuilt> {
  const digests = new Map<string, Digest>()
  const readJudged = readerOf(parts)
  const { group, recipe: today } = await loadFusion(target, async (path) => {
    const bytes = (await disk.read(path)) ?? (await readJudged(path))
    digests.set(path, digestOf(bytes))
    return bytes
  })
  const haveQuestionsChanged = target.inputs.some(({ name, path }) => last?.inputs[name] !== digests.get(path))
  const components = last === undefined ? undefined : parts.log.componentsOf(last)
  const isOfToday = last?.components === digestOfComponents(target.components)
  const then = components === undefined || isOfToday ? undefined : await recordedRecipe(components, today.language)
  if (components === undefined || then === undefined) {
    const recipeParts = recipePartsOf(parts, target.group)
    const recipe = await compileRecipe(today, recipeParts)
    const pairs = () => pairsOf(group, target.rule.pairs)
    return { recipe, pairs, ...recipeParts, isOfLastBuild: false, haveQuestionsChanged }
  }
  const identities = identitiesOfComponents(components)
  const kind = engineOf(identities) ?? engineKindOf(parts.project)
  const recipeParts = {
    ...recipePartsOf({ ...parts, identities }, target.group),
    reads: kind.reads,
    readsOfSettings: kind.readsOfSettings?.(settingsOfComponents(components, kind.name)) ?? [],
    readsStyle: kind.styles !== undefined,
    contextTokens: Number(components['config:context_tokens'] ?? 0) || 0,
  }
  // what is no component, since it is read with the questions, is as it is now
  const recipe = await compileRecipe({ ...today, ...then }, recipeParts)
  const pairRule = pairRuleOfComponents(components) ?? target.rule.pairs
  const pairs = () => pairsOf(group, pairRule)
  return { recipe, pairs, ...recipeParts, isOfLastBuild: true, haveQuestionsChanged }
}

/** `undefined`: what is on record cannot be read any more. */
async function recordedRecipe(
  components: Readonly<Record<string, string>>,
  language: Language,
): Promise<Recipe | undefined> {
  try {
    return await recipeOfComponents(components, language)
  } catch (error) {
    if (error instanceof TemplateProblem) return undefined
    throw error
  }
}

/** An identity begins with the name of its engine. */
function engineOf(identities: ReadonlyMap<string, Identity>): EngineKind | undefined {
  const [first] = identities.values()
  return engineKinds.find(({ name }) => first?.id.startsWith(`${name} `) === true)
}
