/**
 * What says another thing in one reading of a config than in the one before? For people who edit while a watch runs.
 *
 * Pure, and no judgement: what is stale follows from fingerprints alone. Comments, quoting and the order of keys are no edits.
 */
import { canonicalJson } from '../base/canonical-json.js'
import { defined } from '../base/defined.js'
import { jsonDifferences } from '../base/json-difference.js'
import type { JsonValue } from '../base/json.js'
import { rootOf } from '../base/root-of.js'
import type { Difference } from '../domain/explanation.js'
import type { FindSetting, Place } from '../domain/place.js'
import type { GroupRule, Project, Recipe, Variant } from '../domain/project.js'
import type { Edit, EditSubject } from '../domain/watch.js'
import { differenceAt } from './difference-at.js'
import { settingsOf } from './settings.js'
import { variantDifferences } from './variant-edits.js'

export interface ConfigEdit extends Omit<Edit, 'cells'> {
  /** Of variants: how many of a rule's variants may come out otherwise, by the rule's key. Left out: nobody can say. */
  readonly reach?: ReadonlyMap<string, Reach>
}

export interface Reach {
  readonly of: number
  readonly all: number
}

/** Variants in the order of the file, then settings. */
export function configEditsOf(before: Project, after: Project, findSetting: FindSetting): readonly ConfigEdit[] {
  return [
    ...variantEdits(before, after, findSetting),
    ...orderEdits(before, after, findSetting),
    ...settingEdits(before, after, findSetting),
  ]
}

/** The variants of a group rule, in one language. */
interface Site {
  readonly rule: GroupRule
  readonly recipe: Recipe
}

interface VariantChange {
  readonly kind: 'variants' | 'variants-added' | 'variants-removed'
  readonly name: string
  readonly differences: readonly Difference[]
  readonly place: Place | undefined
  readonly site: Site
}

function variantEdits(before: Project, after: Project, findSetting: FindSetting): readonly ConfigEdit[] {
  const earlier = new Map(sitesOf(before).map((site) => [nameOf(site), site]))
  const changes = sitesOf(after).flatMap((site) => {
    const was = earlier.get(nameOf(site))
    return was === undefined ? [] : changesAt(was, site, findSetting)
  })
  const alike = new Map<string, VariantChange[]>()
  for (const change of changes) {
    const key = canonicalJson([change.kind, ...(change.kind === 'variants' ? withoutPlaces(change.differences) : [])])
    alike.set(key, [...(alike.get(key) ?? []), change])
  }
  return [...alike.values()].map((set) => editOf(set, after))
}

const sitesOf = ({ groups }: Project): readonly Site[] =>
  groups.flatMap((rule) => Object.values(rule.recipes).map((recipe) => ({ rule, recipe })))

const nameOf = ({ rule, recipe }: Site): string => JSON.stringify([rule.key, recipe.language])

function changesAt(was: Site, site: Site, findSetting: FindSetting): readonly VariantChange[] {
  const earlier = new Map(was.recipe.variants.map((variant) => [variant.name, variant]))
  const changed = site.recipe.variants.flatMap((variant): VariantChange[] => {
    const { name } = variant
    const old = earlier.get(name)
    earlier.delete(name)
    if (old === undefined) return [{ kind: 'variants-added', name, differences: [], place: variant.place, site }]
    const differences = variantDifferences(old, variant).map((each) =>
      differenceAt(each.path.join('.'), each, placeOfPart(variant, each.path, site, findSetting)),
    )
    if (differences.length === 0) return []
    return [{ kind: 'variants', name, differences, place: differences[0]?.place, site }]
  })
  const gone = [...earlier.keys()].map((name): VariantChange => ({
    kind: 'variants-removed',
    name,
    differences: [],
    place: undefined,
    site,
  }))
  return [...changed, ...gone]
}

function placeOfPart(
  variant: Variant,
  [part = '', ...inside]: readonly string[],
  { rule }: Site,
  findSetting: FindSetting,
): Place | undefined {
  const template = part === 'prompt' || part === 'system' ? variant[part].place : undefined
  if (template !== undefined) return template
  const ways = [
    ['variants', variant.name, part, ...inside],
    ['variants', variant.name, part],
    [part, ...inside],
    [part],
  ]
  return findSetting([...ways.map((way) => ['groups', rule.key, ...way]), ...ways]) ?? variant.place
}

const withoutPlaces = (differences: readonly Difference[]): readonly JsonValue[] =>
  differences.map(({ part, from, to }) => [part, from ?? null, to ?? null, from === undefined, to === undefined])

function editOf(changes: readonly VariantChange[], after: Project): ConfigEdit {
  const [first] = changes
  const variants = [...new Set(changes.map(({ name }) => name))]
  const parts = [...new Set(first?.differences.map(({ part }) => rootOf(part)))]
  const kind = first?.kind ?? 'variants'
  const subject: EditSubject = kind === 'variants' ? { kind, variants, parts } : { kind, variants }
  const reach = kind === 'variants-removed' ? undefined : reachOf(changes, after)
  return {
    subject,
    differences: first?.differences ?? [],
    ...defined({ place: first?.place, reach }),
  }
}

/** `undefined`: the language of each group decides, and not both of its recipes were edited. */
function reachOf(changes: readonly VariantChange[], after: Project): ReadonlyMap<string, Reach> | undefined {
  const reach = new Map<string, Reach>()
  for (const { key, recipes } of after.groups) {
    const all = Object.values(recipes)
    const found = all.map((recipe) => {
      const edited = changes.filter(({ site }) => site.rule.key === key && site.recipe === recipe)
      return {
        of: readersOf(
          edited.map(({ name }) => name),
          recipe,
        ),
        all: recipe.variants.length,
      }
    })
    const [first] = found
    if (first === undefined) continue
    if (found.some(({ of, all: count }) => of !== first.of || count !== first.all)) return undefined
    if (first.of > 0) reach.set(key, first)
  }
  return reach
}

/** How many variants there are among these, and those that read them. */
function readersOf(names: readonly string[], { variants }: Recipe): number {
  const met = new Set(names)
  for (let size = -1; size !== met.size;) {
    size = met.size
    for (const { name, parents } of variants) if (parents.some((parent) => met.has(parent))) met.add(name)
  }
  return met.size
}

/** The same variants in another order: that of the output. */
function orderEdits(before: Project, after: Project, findSetting: FindSetting): readonly ConfigEdit[] {
  const earlier = new Map(sitesOf(before).map((site) => [nameOf(site), site]))
  for (const site of sitesOf(after)) {
    const [from, to] = [variantNames(earlier.get(nameOf(site))), variantNames(site)]
    if (from.join() === to.join() || from.toSorted().join() !== to.toSorted().join()) continue
    const place = findSetting([['groups', site.rule.key, 'variants'], ['variants']])
    return [settingEdit('variants', differenceAt('', { from, to }, place))]
  }
  return []
}

const variantNames = (site: Site | undefined): readonly string[] => site?.recipe.variants.map(({ name }) => name) ?? []

function settingEdits(before: Project, after: Project, findSetting: FindSetting): readonly ConfigEdit[] {
  const edits = new Map<string, ConfigEdit>()
  for (const { path, from, to } of jsonDifferences(settingsOf(before, after), settingsOf(after, before))) {
    const key = path.slice(0, 3).join('.')
    if (edits.has(key)) continue
    const place = findSetting([path, path.slice(0, 3), path.slice(0, 2), path.slice(0, 1)])
    edits.set(key, settingEdit(key, differenceAt(path.slice(3).join('.'), { from, to }, place)))
  }
  return [...edits.values()]
}

function settingEdit(key: string, difference: Difference): ConfigEdit {
  const { place } = difference
  return {
    subject: { kind: 'setting', key },
    differences: [difference],
    ...defined({ place }),
  }
}
