/**
 * What was asked when a target was last built? Its recipe, read back from the components that are on record of it.
 *
 * The other way round of components.ts: all that may change a text is a component, so nothing that matters is lost. What is lost (where
 * a prompt stood in the config) is not asked for here.
 */
import { isJsonObject, type JsonObject, type JsonValue, parseJson, textOf } from '../base/json.js'
import { rootOf } from '../base/root-of.js'
import { readTemplate } from '../base/template.js'
import type { Identity } from '../domain/completion.js'
import type {
  Checks,
  Column,
  EngineSettings,
  Language,
  PairRule,
  Recipe,
  Retry,
  Sampling,
  Template,
  Variant,
} from '../domain/project.js'
import type { Components } from '../domain/target.js'

const languages: readonly Language[] = ['en', 'fr']

/** `undefined`: they are not whole, or of another version of fusionkit that had others. */
export async function recipeOfComponents(components: Components, language: Language): Promise<Recipe | undefined> {
  const textIn = (one: string, name: string): string => components[`${name} (${one})`] ?? components[name] ?? ''
  const text = (name: string): string => textIn(language, name)
  const others = languages.filter((one) => one !== language && Object.hasOwn(components, `config:language (${one})`))
  const json = (name: string): unknown => parseJson(text(name))
  const listed = json('config:variants')
  const [record, vars] = [json('config:record'), json('config:vars')]
  if (!isEntries(listed) || !isEntries(record) || !isJsonObject(vars)) return undefined
  const names = new Set(listed.map(([name]) => name))
  const variants: Variant[] = []
  for (const [name, isRecord] of listed) {
    const variant = await variantOf(name, isRecord === true, names, text)
    if (variant === undefined) return undefined
    const checksIn = others.map((one) => [one, parseJson(textIn(one, `config:checks of ${name}`)) ?? variant.checks])
    variants.push(checksIn.length === 0 ? variant : { ...variant, checksIn: Object.fromEntries(checksIn) })
  }
  return {
    language,
    variants,
    maxAttempts: Number(text('config:max_attempts')),
    unique: text('config:unique') === 'group' ? 'group' : 'pair',
    batch: text('config:batch') === 'true',
    record: await Promise.all(
      record.map(async ([name, value]): Promise<Column> => ({ name, value: await template(value) })),
    ),
    vars,
  }
}

/** Which pairs were drawn then. `undefined`: that is not on record. */
export function pairRuleOfComponents(components: Components): PairRule | undefined {
  const rule = parseJson(components['config:pairs'] ?? '')
  return isJsonObject(rule) ? (rule as unknown as PairRule) : undefined
}

/** Who answered then, by model. */
export function identitiesOfComponents(components: Components): ReadonlyMap<string, Identity> {
  const models = Object.entries(components).filter(([name]) => name.startsWith('model:'))
  return new Map(
    models.map(([name, id]) => {
      const model = name.slice('model:'.length)
      return [model, { id, label: model }]
    }),
  )
}

/** What of the engine's settings was part of what was asked. */
export function settingsOfComponents(components: Components, kind: string): EngineSettings {
  return { kind, body: parseJson(components['config:body'] ?? '') ?? {} }
}

async function variantOf(
  name: string,
  record: boolean,
  names: ReadonlySet<string>,
  text: (name: string) => string,
): Promise<Variant | undefined> {
  const asked = parseJson(text(`template:${name}`))
  const sampled = parseJson(text(`config:sampling of ${name}`))
  const checks = parseJson(text(`config:checks of ${name}`))
  if (!isJsonObject(asked) || !isJsonObject(sampled) || !isJsonObject(checks)) return undefined
  const { prompt, system, examples } = asked
  const [promptTemplate, systemTemplate] = [await template(prompt), await template(system)]
  const roots = [...promptTemplate.reads, ...systemTemplate.reads].map(rootOf)
  return {
    name,
    prompt: promptTemplate,
    system: systemTemplate,
    examples: (Array.isArray(examples) ? (examples as JsonObject[]) : []).map(({ text: reply, ...values }) => ({
      values: values as Readonly<Record<string, string>>,
      text: textOf(reply),
    })),
    model: text(`config:model of ${name}`),
    sampling: sampled['sampling'] as unknown as Sampling,
    retry: sampled['retry'] as unknown as Retry,
    checks: checks as Checks,
    record,
    style: text(`config:style of ${name}`),
    parents: [...new Set(roots)].filter((root) => names.has(root)).sort(),
    place: { path: '' },
  }
}

async function template(value: JsonValue | undefined): Promise<Template> {
  const text = textOf(value)
  return { text, ...(await readTemplate(text)) }
}

function isEntries(value: unknown): value is readonly (readonly [string, JsonValue])[] {
  return Array.isArray(value) && value.every((entry) => Array.isArray(entry) && typeof entry[0] === 'string')
}
