import { compilePattern } from './patterns/compile-pattern.js'
import { textsOf } from './check.js'
import type { Check } from './check.js'

/** Regular expressions that a text must match, each of them somewhere. */
export const matches: Check = {
  name: 'matches',
  version: 1,
  schema: {
    type: 'array',
    items: { type: 'string', minLength: 1 },
    minItems: 1,
    examples: [['^\\p{Lu}']],
    description:
      'Regular expressions that a reply must match, all of them. As in JavaScript, with `(?i)`, `(?s)` or `(?m)` at the start.',
  },
  prepare(parameter) {
    const patterns = textsOf(parameter).map((pattern) => ({ pattern, compiled: compilePattern(pattern) }))
    return ({ text }) => {
      const missed = patterns.find(({ compiled }) => !compiled.test(text))
      return missed === undefined ? undefined : `does not match ${missed.pattern}`
    }
  },
}
