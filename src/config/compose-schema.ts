import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.js'
import { mapping, recipeDefinitions, recipeKeys, scalarOrList, text, texts, when, whole } from './schema-parts.js'

/** What the catalogues add to the config's own keys. */
export interface SchemaParts {
  readonly engines: readonly { readonly name: string; readonly settings: Readonly<Record<string, JsonObject>> }[]
  readonly checks: readonly {
    readonly name: string
    readonly schema: Readonly<Record<string, unknown>>
    readonly byDefault?: JsonValue
  }[]
}

/** One draft-07 schema for the whole config: for editors as a file, and precompiled for `readConfig`. */
export function composeSchema({ engines, checks }: SchemaParts): JsonObject {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'fusion.config.yaml',
    description: 'What fusionkit builds: sources, groups, variants, the model and the output.',
    type: 'object',
    required: ['version'],
    properties: {
      version: { const: 1, description: 'The version of this language: 1.' },
      ...settingsOfProject(engines),
      ...recipeKeys,
      sources: {
        type: 'object',
        description: 'Where base questions come from, by name.',
        additionalProperties: source,
      },
      groups: {
        type: 'object',
        description: 'Named lists of questions; questions are only paired inside their group.',
        additionalProperties: group,
      },
      output,
      overrides: text(
        'A file of JSON lines, {"pair": [q1, q2], "variant": "fluid", "question": "…"} or "drop": true: what you say of single records goes before all that a model says.',
        { examples: ['dataset/overrides.jsonl'] },
      ),
      preview,
    },
    patternProperties: { '^x-': {} },
    additionalProperties: false,
    definitions: { ...recipeDefinitions, checks: checksSchema(checks) },
  } satisfies JsonObject
  return withMarkdown(schema) as JsonObject
}

function settingsOfProject(engines: SchemaParts['engines']): JsonObject {
  return {
    engine: engineSchema(engines),
    gpu: {
      type: ['boolean', 'integer'],
      takes: 'true, false, or a number of layers',
      minimum: 0,
      default: true,
      description: 'true: as many layers as fit. false: CPU only. A number: that many layers.',
    },
    language: {
      enum: ['auto', 'en', 'fr'],
      default: 'auto',
      description: 'For the rule engine, the built-in prompts, refusals and coverage checks. auto: each group decides.',
    },
    prompts: text('The built-in, versioned set of prompts that `variants` builds on, by name.', {
      examples: ['en-1', 'fr-1'],
    }),
    batch: {
      type: 'boolean',
      default: false,
      description:
        'Ask for all the missing texts of a pair in one structured call, where the engine has such calls; what is missing or bad in the reply is asked for alone.',
    },
  }
}

/** A name, or a mapping with a `kind`; what else the mapping holds is up to that engine. */
function engineSchema(engines: SchemaParts['engines']): JsonObject {
  const names = engines.map(({ name }) => name)
  return {
    type: ['string', 'object'],
    takes: 'the name of an engine, or a mapping with a kind',
    default: 'ollama',
    description: 'Who answers.',
    examples: names,
    properties: { kind: text('Which engine.', { examples: names }) },
    allOf: [
      when({ type: 'object' }, { required: ['kind'] }),
      ...engines.map(({ name, settings }) =>
        when(
          { type: 'object', required: ['kind'], properties: { kind: { const: name } } },
          { properties: { kind: { const: name }, ...settings }, additionalProperties: false },
        ),
      ),
    ],
  }
}

/** A check's parameter as the check has it, or false. */
function checksSchema(checks: SchemaParts['checks']): JsonObject {
  const properties = checks.map(({ name, schema, byDefault }): [string, JsonValue] => {
    const { description, default: _default, ...parameter } = schema as JsonObject
    return [
      name,
      {
        ...(description === undefined ? {} : { description }),
        ...(byDefault === undefined ? {} : { default: byDefault }),
        if: { const: false },
        else: parameter,
      },
    ]
  })
  return mapping('What a text must pass; each check can be switched off with false.', Object.fromEntries(properties))
}

const template = (description: string, byDefault?: string): JsonObject =>
  text(description, byDefault === undefined ? {} : { default: byDefault })

const files = texts('A path, a glob, or a list of them, relative to the config.', 'a path, a glob, or a list of them')

const source = mapping('A source of base questions: the random generator, or files.', {
  faker: mapping('The random generator.', {
    entries: whole('How many rows; more never change the earlier ones.', 1, { default: 10_000, maximum: 100_000_000 }),
    seed: whole('Another seed gives other rows.', 0, { default: 0 }),
    locale: text("One of Faker's locales.", { default: 'en' }),
    unique: texts('Fields whose value comes only once.', 'the name of a field, or a list of them', { minItems: 0 }),
    fields: {
      type: 'object',
      description: 'The fields of a row: a Faker method, or a list of which one is drawn.',
      minProperties: 1,
      additionalProperties: {
        type: ['string', 'array'],
        takes: 'a Faker method such as person.fullName, or a list to draw from',
        items: { type: ['string', 'number', 'boolean'], takes: 'plain values' },
        minItems: 1,
      },
    },
  }),
  files,
  question: template("The question, over the row's fields.", '{{ question }}'),
  answer: template("The answer, over the row's fields.", '{{ answer }}'),
  output: text('Where the rows of the random generator are written.'),
})

const group: JsonObject = mapping('Where its questions come from, and what it does otherwise than the project.', {
  source: text('A key under `sources`.'),
  files,
  question: template("For files: the question, over the row's fields.", '{{ question }}'),
  answer: template("For files: the answer, over the row's fields.", '{{ answer }}'),
  where: {
    type: 'object',
    description: 'Only rows whose fields have these values; a list: any of them.',
    additionalProperties: scalarOrList('The value, or a list of values.'),
  },
  limit: whole('So many rows, after `where`.', 1),
  size: whole('Cut by position into groups of so many questions.', 2),
  by: text('One group a value of this field.'),
  buckets: whole('Cut by hash into so many groups: an inserted row moves no other.', 1),
  ...recipeKeys,
})

const output = mapping('Where everything is written. {{ from }} is the key under groups.', {
  groups: template('Groups that are cut from a source.', 'dataset/groups/{{ from }}/{{ group }}.jsonl'),
  fusions: template('The dataset of a group.', 'dataset/fusion_datasets/{{ group }}.jsonl'),
  merged: text('The dataset of all groups.', { default: 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl' }),
})

const preview = mapping(
  'What `fusionkit preview` and `watch` show of an edited prompt. It changes nothing that is built.',
  {
    pairs: whole('How many pairs. Left out: 8, and fewer where many variants were edited at once.', 1),
    seed: whole('Another seed draws other pairs.', 0, { default: 0 }),
    pinned: {
      type: 'array',
      takes: 'a list of pairs of questions',
      description: 'Pairs that are always shown: two questions each, as they stand in their file.',
      items: {
        type: 'array',
        takes: 'pairs of two questions',
        items: { type: 'string', takes: 'questions' },
        minItems: 2,
        maxItems: 2,
      },
    },
  },
)

/** Editors show `markdownDescription` where there is one: the description with its default. */
function withMarkdown(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withMarkdown)
  if (!isJsonObject(value)) return value
  const members = Object.entries(value).map(([key, member]): [string, JsonValue] => [key, withMarkdown(member)])
  const { description, default: byDefault } = value
  if (typeof description === 'string' && typeof byDefault !== 'object' && byDefault !== undefined) {
    members.push(['markdownDescription', `${description}\n\nDefault: \`${String(byDefault)}\``])
  }
  return Object.fromEntries(members)
}
