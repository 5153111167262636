/** Names in templates: what a prompt and a column may read, what a variant may be called, and who waits for whom. */
import type { JsonObject } from '../base/json.js'
import { rootOf } from '../base/root-of.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Place } from '../domain/place.js'
import type { Template, Variant } from '../domain/project.js'
import * as say from '../messages/config.js'
import type { GivenVariant } from './layer.js'
import type { Passage } from './passage.js'
import { placeOfRead, type Reading } from './reading.js'

/** What the templates of a recipe can read. */
export interface Names {
  readonly variants: ReadonlySet<string>
  /** Variants that are wrong themselves. */
  readonly broken: ReadonlySet<string>
  /** Variants that were left out, with the place that says so. */
  readonly off: ReadonlyMap<string, Place>
  readonly vars: JsonObject
  /** The group that the recipe is of; `undefined`: of all that change nothing. */
  readonly group: string | undefined
}

const always = ['q1', 'q2', 'a1', 'a2', 'row1', 'row2', 'group', 'variant', 'vars']
const inRecords = ['text', 'model', 'attempt', 'pair']

const reservedNames =
  /^(?:[qa][1-9]|row[1-9]|text|group|from|variant|vars|model|attempt|split|pair|record|empty|blank|nil|true|false)$/
const reservedColumns = new Set(
  'messages prompt completion chosen rejected label labels text texts tools image images instruction input output conversations input_ids'.split(
    ' ',
  ),
)

export function nameProblem(name: string, place: Place): Diagnostic | undefined {
  if (reservedNames.test(name)) return say.reservedVariant(name, place)
  return /^[a-z][a-z0-9_]*$/.test(name) ? undefined : say.variantName(name, place)
}

/** Whether a prompt or system message reads only what there is. `fallback`: the place for what is built in. */
export function checkReads(
  reading: Reading,
  passage: Passage,
  template: Template,
  owner: string,
  fallback: Place,
  names: Names,
): boolean {
  let fine = true
  for (const path of template.reads) {
    const root = rootOf(path)
    const place = placeOfRead(passage, path) ?? names.off.get(root) ?? fallback
    const problem =
      names.variants.has(root) || names.broken.has(root) ? undefined : problemOf(path, owner, place, template, names)
    if (problem !== undefined) reading.report(problem, names.group)
    fine &&= problem === undefined && !names.broken.has(root)
  }
  return fine
}

function problemOf(
  path: string,
  owner: string,
  place: Place,
  { kind }: Template,
  names: Names,
): Diagnostic | undefined {
  const root = rootOf(path)
  if (names.off.has(root)) return say.variantOff(owner, root, place)
  if (root === 'vars') return varsProblem(path, owner, place, kind, names)
  if (always.includes(root)) return undefined
  if (inRecords.includes(root)) return say.textOnlyInRecords(owner, root, place)
  return say.unknownVariable(owner, root, [...new Set([...always, ...names.variants])], place)
}

/** A larger template may ask first whether there is such a variable; a plain one cannot. */
function varsProblem(path: string, owner: string, place: Place, kind: Template['kind'], { vars }: Names) {
  const [, key] = path.split('.')
  if (kind === 'liquid' || key === undefined || Object.hasOwn(vars, key)) return undefined
  return say.unknownVariable(
    owner,
    `vars.${key}`,
    Object.keys(vars).map((name) => `vars.${name}`),
    place,
  )
}

/** Whether a column may be called so, and reads only what a record knows. */
export function checkColumn(
  reading: Reading,
  name: string,
  passage: Passage,
  template: Template,
  names: Names,
): boolean {
  const owner = `the column "${name}"`
  const problems: Diagnostic[] = []
  if (reservedColumns.has(name) && passage.place !== undefined) problems.push(say.reservedColumn(name, passage.place))
  for (const path of template.reads) {
    const root = rootOf(path)
    const place = placeOfRead(passage, path)
    if (inRecords.includes(root) || (always.includes(root) && root !== 'vars')) continue
    if (names.variants.has(root) || names.off.has(root)) problems.push(say.variantInColumn(name, root, place))
    else if (root === 'vars' && place !== undefined) {
      problems.push(...[varsProblem(path, owner, place, template.kind, names)].filter((one) => one !== undefined))
    } else if (root !== 'vars') {
      problems.push(say.unknownVariable(owner, root, [...inRecords, ...always], place))
    }
  }
  for (const problem of problems) reading.report(problem, names.group)
  return problems.length === 0
}

/** An example is rendered by the same prompt: without a value of its own it would show the pair's. */
export function checkExamples(reading: Reading, given: GivenVariant, prompt: Template, names: Names): void {
  const needed = prompt.reads.filter((path) => /^(?:[qa]|row)[12]\b/.test(path) || names.variants.has(rootOf(path)))
  for (const { values, place } of given.examples ?? []) {
    const lacking = needed.filter((path) => !Object.hasOwn(values, path))
    if (lacking.length > 0) reading.report(say.exampleLacks(given.name, lacking, place ?? given.place), names.group)
  }
}

/** Each cycle once, at the first of its variants in the file. */
export function checkCycles(reading: Reading, variants: readonly Variant[], { group }: Names): void {
  const byName = new Map(variants.map((variant) => [variant.name, variant]))
  const done = new Set<string>()
  const walk = (variant: Variant, path: readonly string[]): void => {
    const start = path.indexOf(variant.name)
    if (start >= 0) {
      const [first, ...rest] = path.slice(start)
      const at = byName.get(first ?? '') ?? variant
      return reading.report(say.cycle([first ?? '', ...rest, first ?? ''], at.place), group)
    }
    if (done.has(variant.name)) return undefined
    for (const parent of variant.parents) {
      const next = byName.get(parent)
      if (next !== undefined) walk(next, [...path, variant.name])
    }
    done.add(variant.name)
    return undefined
  }
  for (const variant of variants) walk(variant, [])
}
