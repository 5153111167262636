import { defined } from '../../base/defined.js'
import type { JsonObject, JsonValue } from '../../base/json.js'
import { takesOf } from '../shape-words.js'
import { type EngineShape, engineSchema } from './engine.js'
import { groupWith, source } from './inputs.js'
import { definitionsOf, keysOfProject, laidOver } from './recipe-keys.js'
import { mapping, orFalse, text, whole } from './shapes.js'
import { snippets } from './snippets.js'
import { builtInVariants, variant } from './variant.js'

/** What the catalogues add to the config's own keys. */
export interface SchemaParts {
  readonly engines: readonly EngineShape[]
  readonly checks: readonly {
    readonly name: string
    readonly schema: Readonly<Record<string, unknown>>
    readonly byDefault?: JsonValue
  }[]
  readonly promptSets: Readonly<Record<string, { readonly variants: Readonly<Record<string, unknown>> }>>
}

/** One draft-07 schema for the whole config, from which those for editors and for `readConfig` are made. */
export function composeSchema({ engines, checks, promptSets }: SchemaParts): JsonObject {
  const names = Object.keys(promptSets)
  const keys = keysOfProject(checksSchema(checks), builtInOf(promptSets))
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'fusionkit config',
    description: 'What fusionkit builds: sources, groups, variants, the model and the output.',
    type: 'object',
    defaultSnippets: snippets.config,
    required: ['version', 'groups'],
    properties: {
      version: { const: 1, description: 'The version of this language: always 1.' },
      engine: engineSchema(engines),
      ...settingsOfProject(names),
      ...keys,
      sources: {
        type: 'object',
        description: 'Where base questions come from, by name: files, or the random generator.',
        leftOut: 'none: groups name their files',
        additionalProperties: source,
        defaultSnippets: snippets.sources,
      },
      groups: {
        type: 'object',
        description: 'Named lists of questions. Questions are only paired inside their group.',
        additionalProperties: groupWith(laidOver(Object.keys(keys))),
        defaultSnippets: snippets.groups,
      },
      output,
      overrides,
      preview,
    },
    patternProperties: { '^x-': { description: 'A key of yours, which is not read: for anchors, say.' } },
    additionalProperties: false,
    definitions: { ...definitionsOf(keys), variant },
  }
}

function settingsOfProject(promptSets: readonly string[]): JsonObject {
  return {
    gpu: {
      type: ['boolean', 'integer'],
      takes: 'true, false, or a number of layers',
      minimum: 0,
      default: true,
      description: 'What runs on the GPU. `true`: as many layers as fit. `false`: none. A number: so many layers.',
    },
    language: {
      enum: ['auto', 'en', 'fr'],
      default: 'auto',
      description: 'For the built-in prompts, the rule engine, and the checks that know words.',
      enumDescriptions: ['the questions of each group decide', 'English', 'French'],
    },
    prompts: text('The built-in, versioned set of prompts that `variants` builds on.', {
      leftOut: 'the set of the language; none where `variants` is a mapping',
      examples: promptSets,
    }),
    batch: {
      type: 'boolean',
      default: false,
      description:
        'Ask for all that a pair lacks in one structured call, where the engine has such calls. What is missing or bad in the reply is asked for alone.',
    },
  }
}

/** Those of all sets; a config may name others, so an editor only offers them. */
function builtInOf(promptSets: SchemaParts['promptSets']): JsonObject {
  const names = new Set(Object.values(promptSets).flatMap(({ variants }) => Object.keys(variants)))
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      { $ref: '#/definitions/variant', description: builtInVariants[name] ?? 'A built-in variant.' },
    ]),
  )
}

/** A check's parameter as the check has it, or false. */
function checksSchema(checks: SchemaParts['checks']): JsonObject {
  const properties = checks.map(({ name, schema, byDefault }): [string, JsonValue] => [
    name,
    {
      ...checkSchema(schema as JsonObject),
      ...(byDefault === undefined ? { leftOut: 'off' } : { default: byDefault }),
    },
  ])
  return mapping(
    'What a text must pass, else it is asked for again. Each check can be switched off with `false`.',
    Object.fromEntries(properties),
    { defaultSnippets: snippets.checks },
  )
}

function checkSchema({ type, ...parameter }: JsonObject): JsonObject {
  if (typeof type !== 'string' || type === 'boolean') return { ...defined({ type }), ...parameter }
  return orFalse([type], `${takesOf({ type, ...parameter })} or false`, parameter)
}

const output = mapping('Where everything is written, relative to the config.', {
  groups: text('Groups that are cut from a source. `from` is the key under `groups`.', {
    default: 'dataset/groups/{{ from }}/{{ group }}.jsonl',
  }),
  fusions: text('The dataset of each group.', { default: 'dataset/fusion_datasets/{{ group }}.jsonl' }),
  merged: text('The dataset of all groups.', { default: 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl' }),
})

const overrides = text(
  'A file of JSON lines that say of single records what goes before all that a model says: `{"pair": [q1, q2], "variant": "fluid", "question": "…"}`, or `"drop": true`.',
  { leftOut: 'none', examples: ['dataset/overrides.jsonl'] },
)

const preview = mapping(
  'What `fusionkit preview` and `watch` show of an edited prompt. It changes nothing that is built.',
  {
    pairs: whole('How many pairs are shown.', 1, {
      leftOut: '8, and fewer where many variants were edited at once',
      examples: [8],
    }),
    seed: whole('Another seed draws other pairs.', 0, { default: 0 }),
    pinned: {
      type: ['array'], // of a plain "array" yaml-language-server numbers the entries of a snippet
      takes: 'a list of pairs of questions',
      description: 'Pairs that are always shown: two questions each, as they stand in their file.',
      leftOut: 'none',
      defaultSnippets: snippets.pinned,
      items: {
        type: 'array',
        takes: 'pairs of two questions',
        description: 'The two questions, as they stand in their file.',
        items: { type: 'string', takes: 'questions' },
        minItems: 2,
        maxItems: 2,
      },
    },
  },
)
