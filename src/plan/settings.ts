/** A project as the settings of its config, under the names and in the places that a config has for them. Variants aside. */
import { canonicalJson } from '../base/canonical-json.js'
import type { JsonObject, JsonValue } from '../base/json.js'
import type { GroupRule, Project, Recipe, Source, Template } from '../domain/project.js'

/**
 * What all groups have alike, in this project and in the one that it is compared with, stands at the top, as in a config; else under
 * each group.
 */
export function settingsOf(project: Project, other: Project): JsonObject {
  const common = Object.keys(recipeSettings).filter((name) => isCommon(name, project) && isCommon(name, other))
  const [first] = project.groups
  const top = first === undefined ? [] : common.map((name) => [name, valueOf(name, first)] as const)
  const { engine, gpu, output, overrides } = project
  return {
    engine: plain(engine),
    gpu,
    sources: Object.fromEntries(project.sources.map((source) => [source.name, plain(sourceSettings(source))])),
    groups: Object.fromEntries(project.groups.map((rule) => [rule.key, groupSettings(rule, common)])),
    output: { groups: output.groups.text, fusions: output.fusions.text, merged: output.merged },
    overrides: overrides ?? null,
    ...Object.fromEntries(top),
  }
}

const recipeSettings: Readonly<Record<string, (recipe: Recipe) => JsonValue>> = {
  max_attempts: ({ maxAttempts }) => maxAttempts,
  unique: ({ unique }) => unique,
  batch: ({ batch }) => batch,
  record: ({ record }) => record.map(({ name, value }) => [name, value.text]),
  vars: ({ vars }) => vars,
}

/** By language. */
function valueOf(name: string, { recipes }: GroupRule): JsonValue {
  const read = recipeSettings[name]
  const values = Object.values(recipes).map((recipe) => read?.(recipe) ?? null)
  const [first = null] = values
  return values.every((value) => canonicalJson(value) === canonicalJson(first)) ? first : values
}

function isCommon(name: string, { groups }: Project): boolean {
  return new Set(groups.map((rule) => canonicalJson(valueOf(name, rule)))).size <= 1
}

function groupSettings(rule: GroupRule, common: readonly string[]): JsonObject {
  const { origin, where, limit, pairs, recipes } = rule
  const own = Object.keys(recipeSettings).filter((name) => !common.includes(name))
  return {
    ...(origin.kind === 'files'
      ? { files: origin.files, question: origin.question.text, answer: origin.answer.text }
      : { source: origin.source, cut: plain(origin.cut) }),
    where: plain(where),
    limit: limit ?? null,
    pairs: plain(pairs),
    language: Object.keys(recipes).sort(),
    ...Object.fromEntries(own.map((name) => [name, valueOf(name, rule)])),
  }
}

function sourceSettings(source: Source): object {
  const { place: _place, name: _name, question, answer, ...rest } = source
  return { ...rest, question: textOf(question), answer: textOf(answer) }
}

const textOf = ({ text }: Template): string => text

/** JSON as it is read: members without a value are not there. */
function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject
}
