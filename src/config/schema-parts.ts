/**
 * What the project, its groups and its variants may all say, as JSON Schema.
 *
 * `takes` is ours: the words for what a value may be, where its type and range alone would not tell a user.
 */
import type { JsonObject } from '../base/json.js'

export const text = (description: string, more: JsonObject = {}): JsonObject => ({
  type: 'string',
  description,
  ...more,
})

export const whole = (description: string, minimum: number, more: JsonObject = {}): JsonObject => ({
  type: 'integer',
  minimum,
  maximum: Number.MAX_SAFE_INTEGER,
  description,
  ...more,
})

const decimal = (description: string, minimum: number, maximum: number, more: JsonObject = {}): JsonObject => ({
  type: 'number',
  minimum,
  maximum,
  description,
  ...more,
})

export const mapping = (description: string, properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  description,
  properties,
  additionalProperties: false,
  ...more,
})

/** A condition of a schema. (Made from pairs: an object literal with a `then` would look like a promise.) */
export const when = (condition: JsonObject, holds: JsonObject, otherwise?: JsonObject): JsonObject => {
  const pairs: readonly (readonly [string, JsonObject])[] = [
    ['if', condition],
    ['then', holds],
  ]
  return Object.fromEntries(otherwise === undefined ? pairs : [...pairs, ['else', otherwise]])
}

/** One of several shapes, of which `false` is the only boolean. A plain "anyOf" would answer every mistake with all its branches. */
const orFalse = (types: readonly string[], takes: string, more: JsonObject): JsonObject => ({
  type: [...types, 'boolean'],
  takes,
  ...when({ type: 'boolean' }, { const: false, takes }),
  ...more,
})

/** A text, or a list of texts. */
export const texts = (description: string, takes: string, more: JsonObject = {}): JsonObject => ({
  type: ['string', 'array'],
  takes,
  items: { type: 'string', takes: 'texts' },
  minItems: 1,
  description,
  ...more,
})

const scalars = ['string', 'number', 'boolean', 'null']

export const scalarOrList = (description: string): JsonObject => ({
  type: [...scalars, 'array'],
  takes: 'a value or a list of values',
  items: { type: scalars, takes: 'plain values' },
  minItems: 1,
  description,
})

const sampling = mapping('What is sent with every call, and part of what makes a completion.', {
  temperature: decimal('0 is the most likely words, higher is freer.', 0, 5, { default: 0.2 }),
  top_p: decimal('Only the likeliest words that together have this probability.', 0, 1, { default: 0.9 }),
  max_tokens: whole('A completion is cut off after so many tokens.', 1, { default: 200 }),
  seed: whole('Each attempt of each prompt derives its own seed from it.', 0, { default: 0 }),
  top_k: whole('Only so many of the likeliest words; 0: no limit.', 0, { default: 40 }),
  min_p: decimal('Only words with this share of the probability of the likeliest.', 0, 1, { default: 0 }),
  repeat_penalty: decimal('1 does not punish words that were there before.', 0.1, 10, { default: 1 }),
  repeat_last_n: whole('How many tokens back repetitions are looked for; 0: nowhere.', 0, { default: 64 }),
  presence_penalty: decimal('Punishes words that were there at all.', -2, 2, { default: 0 }),
  frequency_penalty: decimal('Punishes words by how often they were there.', -2, 2, { default: 0 }),
  stop: orFalse(['string', 'array'], 'a text, a list of texts, or false', {
    items: { type: 'string', takes: 'texts' },
    description: "A completion ends before any of these. None by default: the model's own stop words alone.",
  }),
})

const retry = mapping('What changes from attempt to attempt.', {
  temperature_step: decimal('Added for every further attempt, so that a duplicate is not simply repeated.', 0, 5, {
    default: 0.1,
  }),
  temperature_max: decimal('It never rises above this.', 0, 5, { default: 0.8 }),
})

const promptTakes = 'a text or { file: path }'

const prompt: JsonObject = {
  type: ['string', 'object'],
  takes: promptTakes,
  properties: { file: text('A file with the template, relative to the config; it is watched.') },
  additionalProperties: false,
  ...when({ type: 'object' }, { required: ['file'] }),
  description: 'The template of what is asked. A template that names another variant reads its text.',
}

const system = orFalse(['string'], 'a text, or false for none', {
  description: 'The system message; "" sends none.',
})

const examples = orFalse(['array'], 'a list of mappings', {
  description: 'Few-shot turns: each goes through the same prompt as a user turn, `text` is the reply.',
  items: {
    type: 'object',
    takes: 'mappings',
    required: ['text'],
    properties: { text: text('The reply.') },
    additionalProperties: { type: ['string', 'number'], takes: 'a text' },
  },
})

const variant = orFalse(['string', 'object'], 'a text (the prompt), a mapping, or false', {
  description: 'A prompt, or a mapping with a `prompt`. `false` drops a built-in variant.',
  properties: {
    prompt,
    system,
    examples,
    model: { $ref: '#/definitions/model' },
    sampling: { $ref: '#/definitions/sampling' },
    retry: { $ref: '#/definitions/retry' },
    checks: { $ref: '#/definitions/checks' },
    record: {
      type: 'boolean',
      default: true,
      description: 'Whether its text becomes a record; false for a step that others read.',
    },
    style: text("Which of the rule engine's styles it is; the variant's name where it is left out."),
  },
  additionalProperties: false,
  defaultSnippets: [{ label: 'prompt over several lines', body: { prompt: '|\n  $1 {{ simple }}' } }],
})

const variants: JsonObject = {
  type: ['object', 'array'],
  takes: 'a mapping of variants, or a list of names',
  description: 'What is asked about every pair, by name. A list of names means exactly these built-in ones.',
  additionalProperties: { $ref: '#/definitions/variant' },
  items: { type: 'string', takes: 'names of variants' },
}

const record: JsonObject = {
  type: 'object',
  description: 'The columns of the dataset, in this order; a value that is one placeholder keeps its JSON type.',
  default: { question: '{{ text }}', answer: '{{ q1 }} {{ q2 }}' },
  additionalProperties: orFalse(['string'], 'a template, or false', {
    description: 'A template, or false for no such column.',
  }),
}

const pairs: JsonObject = {
  type: ['string', 'object'],
  takes: '"all" or { sample: number, seed: number }',
  description: 'Which pairs of a group are taken: all, or a sample that is drawn by hash.',
  default: 'all',
  properties: {
    sample: whole('So many pairs a group.', 1),
    seed: whole('Another seed draws another sample.', 0, { default: 0 }),
  },
  additionalProperties: false,
  ...when(
    { type: 'string' },
    { const: 'all', takes: '"all" or { sample: number, seed: number }' },
    { required: ['sample'] },
  ),
}

/** What the project says for all groups, and a group for itself. */
export const recipeKeys: JsonObject = {
  model: { $ref: '#/definitions/model' },
  sampling: { $ref: '#/definitions/sampling' },
  retry: { $ref: '#/definitions/retry' },
  max_attempts: whole('Tries per cell before it is rejected: duplicates, and texts that fail a check.', 1, {
    default: 10,
    maximum: 1000,
  }),
  unique: {
    enum: ['pair', 'group'],
    default: 'pair',
    description: 'Where a question may not come twice.',
  },
  system,
  variants: { $ref: '#/definitions/variants' },
  record: { $ref: '#/definitions/record' },
  checks: { $ref: '#/definitions/checks' },
  pairs: { $ref: '#/definitions/pairs' },
  vars: { type: 'object', description: 'Values of your own, read as {{ vars.name }}.' },
}

export const recipeDefinitions: JsonObject = {
  model: text('As `ollama list`, or the server that is asked, shows it. The rule engine ignores it.', {
    pattern: '\\S',
    takes: 'the name of a model',
    default: 'llama3.2:latest',
  }),
  sampling,
  retry,
  variant,
  variants,
  record,
  pairs,
}
