import { compilePattern } from './patterns/compile-pattern.js'
import { excerptOf, textsOf } from './check.js'
import type { Check } from './check.js'

/** Regular expressions that a text must not match anywhere. */
export const notMatches: Check = {
  name: 'not_matches',
  version: 1,
  schema: {
    type: 'array',
    items: { type: 'string', minLength: 1 },
    minItems: 1,
    examples: [['(?i)\\banswer\\b']],
    description:
      'Regular expressions of which a reply must match none. As in JavaScript, with `(?i)`, `(?s)` or `(?m)` at the start.',
  },
  prepare(parameter) {
    const patterns = textsOf(parameter).map((pattern) => ({ pattern, compiled: compilePattern(pattern) }))
    return ({ text }) => {
      for (const { pattern, compiled } of patterns) {
        const found = compiled.exec(text)?.[0]
        if (found !== undefined) return `holds "${excerptOf(found, 30)}", which ${pattern} forbids`
      }
      return undefined
    }
  },
}
