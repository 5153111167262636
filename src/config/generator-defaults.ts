import type { FieldRule } from '../domain/project.js'

/** What the random generator writes where nothing is said: "What does Jane Doe ?", "Jane Doe is coding!". */
export const generatorDefaults = {
  entries: 10_000,
  seed: 0,
  locale: 'en',
  fields: [
    { name: 'name', method: 'person.fullName' },
    {
      name: 'action',
      oneOf: ['cooking', 'coding', 'napping', 'reading', 'dancing', 'painting', 'singing', 'running'],
    },
  ] satisfies readonly FieldRule[],
  unique: ['name'],
  question: 'What does {{ name }} ?',
  answer: '{{ name }} is {{ action }}!',
} as const
