import type { Check } from './check.js'

/** A reply that stops before its sentence does. */
export const cutOff: Check = {
  name: 'cut_off',
  version: 1,
  byDefault: true,
  schema: {
    type: 'boolean',
    description: 'Rejects replies that the token limit cut off, or that end in the middle of a clause.',
  },
  prepare:
    () =>
    ({ text, completion, q1, q2 }) => {
      if (completion.end === 'length') return 'cut off by the token limit'
      if (completion.end === 'repeat') return 'cut off: it repeated itself'
      const mark = /(?:[,;:([{«“„/&]|\s[-–—]|[–—]|\p{Ll}-)$/u.exec(text)?.[0]
      if (mark !== undefined) return `ends in the middle, with "${mark.trim()}"`
      // In lower case only: "AND or OR?" is a question about gates, "vitamin A" about a vitamin.
      const [, word = '', asks] = /(?:^|[\s'’])(\p{Ll}+['’]?)(\s?\?)?$/u.exec(text) ?? []
      const dangles = neverLast.has(word) || (asks === undefined && neverLastInProse.has(word))
      return dangles && !lastWords([q1, q2]).has(word) ? `ends in the middle, with "${word}"` : undefined
    },
}

/** A question may itself stop on such a word ("… wants to have read and...?"): then a text that does so has lost nothing. */
function lastWords(questions: readonly string[]): ReadonlySet<string> {
  return new Set(questions.map((question) => /(\p{Ll}+['’]?)[^\p{L}]*$/u.exec(question)?.[1] ?? ''))
}

/** Not even before a question mark: "Who invented the zip and?" */
const neverLast = new Set("and the an et le les un une des du qu’ l’ d’ qu' l' d'".split(' '))
/** "What is it made of?" is whole, "The capital of" is not. */
const neverLastInProse = new Set(
  (
    'or nor but of a from into than because whether if with without their his its your ou ni mais la de que qui avec ' +
    'sans pour dans dont au aux ce cette ces son sa ses leur leurs'
  ).split(' '),
)
