import { textsOf } from './check.js'
import type { Check } from './check.js'

/** The mark at the end of a text: a question mark, unless the config says otherwise. */
export const endsWith: Check = {
  name: 'ends_with',
  version: 1,
  byDefault: ['?'],
  schema: {
    type: 'array',
    items: { type: 'string', minLength: 1 },
    minItems: 1,
    description: 'What a reply may end with. Quotes and brackets that close behind it do not count.',
  },
  prepare(parameter) {
    const marks = textsOf(parameter)
    const wanted = marks.map((mark) => `"${mark}"`).join(' or ')
    return ({ text }) => {
      // A title may end the sentence: Who wrote "Who's Afraid of Virginia Woolf?"
      const bare = text.replace(/[\s"'”’»›`)\]]+$/u, '')
      if (marks.some((mark) => text.endsWith(mark) || bare.endsWith(mark))) return undefined
      const last = text.trimEnd().match(/.$/u)?.[0]
      return last === undefined ? `does not end with ${wanted}` : `ends with "${last}" instead of ${wanted}`
    }
  },
}
