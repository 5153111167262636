/** Where base questions come from: sources, and the groups that are read from files or cut from a source. */
import type { JsonObject } from '../../base/json.js'
import { mapping, scalarOrList, text, texts, whole } from './shapes.js'

const filesTake = 'a path, a glob, or a list of them'
const filesExamples = ['dataset/question_groups/*.jsonl']

const faker = mapping('The random generator: rows made with Faker.', {
  entries: whole('How many rows. More never change the earlier ones.', 1, { default: 10_000, maximum: 100_000_000 }),
  seed: whole('The same seed gives the same rows.', 0, { default: 0 }),
  locale: text("One of Faker's locales.", { default: 'en', examples: ['fr', 'pt_BR'] }),
  unique: texts('Fields whose value comes only once.', 'the name of a field, or a list of them', {
    minItems: 0,
    leftOut: '`[name]` without `fields`, else none',
    examples: ['name'],
  }),
  fields: {
    type: 'object',
    description: 'The fields of a row, by name.',
    leftOut: '`name`, a full name, and `action`, one of eight',
    minProperties: 1,
    examples: [{ name: 'person.fullName', action: ['cooking', 'coding', 'napping'] }],
    additionalProperties: {
      type: ['string', 'array'],
      takes: 'a Faker method such as person.fullName, or a list to draw from',
      description: 'A Faker method, or a list of which one value is drawn.',
      examples: ['person.fullName', 'location.city'],
      items: { type: ['string', 'number', 'boolean'], takes: 'plain values' },
      minItems: 1,
    },
  },
})

export const source = mapping('A source of base questions: the random generator (`faker`), or `files`.', {
  faker: { ...faker, leftOut: 'its rows come from `files`' },
  files: texts(
    'Files of JSON lines, relative to the config. A row is an object, or a plain text: the question.',
    filesTake,
    {
      leftOut: 'its rows come from `faker`',
      examples: ['dataset/sources/capitals.jsonl'],
    },
  ),
  question: text("The question: a template over the row's fields.", {
    leftOut: '`{{ question }}`; of random rows `What does {{ name }} ?`',
    examples: ['What is the capital of {{ country }}?'],
  }),
  answer: text("The answer: a template over the row's fields.", {
    leftOut: '`{{ answer }}`; of random rows `{{ name }} is {{ action }}!`',
    examples: ['{{ capital }}'],
  }),
  output: text('Where random rows are written, relative to the config.', {
    leftOut: '`dataset/sources/<name>.jsonl`',
    examples: ['dataset/sources/people.jsonl'],
  }),
})

/** `laidOver`: what a group says for itself of what is asked. */
export const groupWith = (laidOver: JsonObject): JsonObject =>
  mapping('Where its questions come from (`files`, or a `source`), and what it does otherwise than the project.', {
    files: texts(
      'Files of questions, relative to the config. Each file is a group of its own, named after it.',
      filesTake,
      {
        leftOut: 'its questions come from `source`',
        examples: filesExamples,
      },
    ),
    source: text('Which source its questions come from: a key under `sources`.', {
      leftOut: 'its questions come from `files`',
    }),
    where: {
      type: 'object',
      description: 'Only rows whose fields have these values.',
      leftOut: 'all rows',
      examples: [{ level: ['easy', 'medium'] }],
      additionalProperties: scalarOrList('The value that the field has, or a list: any of them.'),
    },
    limit: whole('So many rows at most, after `where`.', 1, { leftOut: 'all rows', examples: [100] }),
    by: text('For a source: one group for each value of this field, named after it.', {
      leftOut: 'one group of all rows',
      examples: ['topic'],
    }),
    size: whole('For a source: cut by position into groups of so many questions, `key-1`, `key-2`, …', 2, {
      leftOut: 'one group of all rows',
      examples: [50],
    }),
    buckets: whole('For a source: cut by hash into so many groups. An inserted row moves no other.', 1, {
      leftOut: 'one group of all rows',
      examples: [20],
    }),
    question: text("For `files`: the question, a template over the row's fields.", { default: '{{ question }}' }),
    answer: text("For `files`: the answer, a template over the row's fields.", { default: '{{ answer }}' }),
    ...laidOver,
  })
