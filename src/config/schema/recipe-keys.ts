/** What is asked, as the project, its groups and its variants may say it. */
import { isJsonObject, type JsonObject } from '../../base/json.js'
import { snippets } from './snippets.js'
import { decimal, mapping, mapSchema, orFalse, text, whole, without } from './shapes.js'

const model = text(
  'Which model answers, as `ollama list` or the server shows it; for `llama-cpp` the path of a GGUF file, or `hf:user/repo:Q4_K_M`. The rule engine ignores it.',
  { pattern: '\\S', takes: 'the name of a model', default: 'llama3.2:latest' },
)

const sampling = mapping('What is sent with every call. It is part of what makes an answer, so a change asks anew.', {
  temperature: decimal(
    '0 takes the likeliest words, higher is freer. The built-in prompts bring temperatures of their own.',
    0,
    5,
    { default: 0.2 },
  ),
  top_p: decimal('Only the likeliest words that together have this probability.', 0, 1, { default: 0.9 }),
  max_tokens: whole(
    'An answer is cut off after so many tokens. One that is cut off is asked for once more, with twice as many.',
    1,
    { default: 200 },
  ),
  seed: whole('Another seed gives other answers. Each attempt of each prompt derives its own from it.', 0, {
    default: 0,
  }),
  top_k: whole('Only so many of the likeliest words; 0: no limit.', 0, { default: 40 }),
  min_p: decimal('Only words with at least this share of the probability of the likeliest.', 0, 1, { default: 0 }),
  repeat_penalty: decimal('Above 1 punishes words that were there before; 1 does not.', 0.1, 10, { default: 1 }),
  repeat_last_n: whole('How many tokens back repetitions are looked for; 0: nowhere.', 0, { default: 64 }),
  presence_penalty: decimal('Punishes words that were there at all, however often.', -2, 2, { default: 0 }),
  frequency_penalty: decimal('Punishes words by how often they were there.', -2, 2, { default: 0 }),
  stop: orFalse(['string', 'array'], 'a text, a list of texts, or false', {
    items: { type: 'string', takes: 'texts' },
    description: 'An answer ends before any of these; `false` takes those of the project away.',
    leftOut: "the model's own stop words alone",
    examples: ['END'],
  }),
})

const retry = mapping('What changes from attempt to attempt of a cell.', {
  temperature_step: decimal(
    'Added to the temperature for every further attempt, so that a duplicate is not simply repeated.',
    0,
    5,
    { default: 0.1 },
  ),
  temperature_max: decimal('Further attempts never raise the temperature above this.', 0, 5, { default: 0.8 }),
})

export const system = orFalse(['string'], 'a text, or false for none', {
  description: 'The system message of every variant without one of its own; `""` or `false` sends none.',
  leftOut: 'that of the built-in prompts, where they are used',
  examples: ['You return only the question, nothing else.'],
})

const record: JsonObject = {
  type: 'object',
  description:
    'The columns of the dataset, in this order. A column reads `text`, `variant`, `model`, `attempt`, `pair`, and what a prompt reads, but for other variants.',
  default: { question: '{{ text }}', answer: '{{ q1 }} {{ q2 }}' },
  defaultSnippets: snippets.record,
  additionalProperties: orFalse(['string'], 'a template, or false', {
    description:
      'A column: a template, or `false` for no such column. One that is a single placeholder keeps its JSON type.',
    examples: ['{{ variant }}', '{{ row1.difficulty }}'],
  }),
}

const pairsTake = '"all" or { sample: number, seed: number }'

const pairs: JsonObject = {
  type: ['string', 'object'],
  takes: pairsTake,
  pattern: '^all$',
  description:
    'Which pairs of a group are taken: `all`, or a sample. It is drawn by hash, so a new question displaces few.',
  default: 'all',
  properties: {
    sample: whole('So many pairs of each group.', 1, { examples: [500] }),
    seed: whole('Another seed draws another sample.', 0, { default: 0 }),
  },
  required: ['sample'],
  additionalProperties: false,
}

/** What the project says for all groups. `builtIn`: the variants that there are without a word. */
export function keysOfProject(checks: JsonObject, builtIn: JsonObject): JsonObject {
  return {
    model,
    sampling,
    retry,
    max_attempts: whole(
      'Tries per cell before it is rejected: duplicates, and texts that fail a check, are asked for again.',
      1,
      { default: 10, maximum: 1000 },
    ),
    unique: {
      enum: ['pair', 'group'],
      default: 'pair',
      description: 'Where a question may not come twice.',
      enumDescriptions: ['in the texts of one pair', 'in all texts of a group'],
    },
    system,
    variants: {
      type: ['object', 'array'],
      takes: 'a mapping of variants, or a list of names',
      description:
        'What is asked about every pair: names, each with a prompt or a mapping. A list of names means exactly these built-in ones.',
      leftOut: 'all of the built-in prompts',
      properties: builtIn,
      additionalProperties: { $ref: '#/definitions/variant' },
      items: { type: 'string', takes: 'names of variants', examples: Object.keys(builtIn) },
      allOf: [{ anyOf: [{ type: 'object', defaultSnippets: snippets.variants }, { not: { type: 'object' } }] }],
    },
    record,
    checks,
    pairs,
    vars: {
      type: 'object',
      description: 'Values of your own, which templates read as `{{ vars.name }}`.',
      leftOut: 'none',
      additionalProperties: { description: 'A value that templates read as `{{ vars.name }}`.' },
      examples: [{ tone: 'strictly' }],
    },
  }
}

/** What a group or a variant says for itself: left out, the project's holds, so nothing in it has a default. */
export function definitionsOf(keys: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(keys).map(([name, schema]) => [
      name,
      { ...mapSchema(schema as JsonObject, withoutDefault), leftOut: "the project's" },
    ]),
  )
}

const byDefault = new Set(['default', 'leftOut'])

/** What was a default is a good example still. */
function withoutDefault(schema: JsonObject): JsonObject {
  const { default: value, enum: choices, examples } = schema
  const isExample = value !== undefined && choices === undefined && examples === undefined && !isJsonObject(value)
  return { ...without(schema, byDefault), ...(isExample ? { examples: [value] } : {}) }
}

/** The keys of a group or a variant that lay over those of the project. */
export function laidOver(names: readonly string[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/definitions/${name}` }]))
}
