import type { Check } from './check.js'

/** A reply without a word in it. */
export const empty: Check = {
  name: 'empty',
  version: 1,
  byDefault: true,
  schema: { type: 'boolean', description: 'Rejects replies without a single letter or digit.' },
  prepare:
    () =>
    ({ text, completion }) => {
      if (/[\p{L}\p{N}]/u.test(text)) return undefined
      return completion.end === 'thinking' ? 'empty: all of it was thinking' : 'empty'
    },
}
