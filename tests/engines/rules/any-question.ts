/** Anything that a row of a data file may hold where a question should be. */
import fc from 'fast-check'

const words = fc.constantFrom(
  ...'what who which how did does is was the of and a X. NASA “ ” « » " ’ ? ! , : … 1969 que qui quoi est-ce qu’ a-t-il puis-je si où il où? \u202e\u05e9\u05dc\u05d5\u05dd \u0645\u0627 🦊 👩‍🚀 İ ß ﬁ'.split(
    ' ',
  ),
)

/** Half of a surrogate pair, which no well-formed text holds. */
const halfPairs = fc
  .array(fc.integer({ min: 0xd7f0, max: 0xe00f }), { maxLength: 12 })
  .map((units) => String.fromCharCode(...units))

const huge = fc
  .tuple(
    fc.constantFrom('?', '"', '“', ' ', 'a', 'who is ', 'que ', '-t-il ', ', and ', 'A.', '(', '’'),
    fc.integer({ min: 1_000, max: 20_000 }),
  )
  .map(([part, times]) => part.repeat(times))

/** Words in any order, characters of any kind, halves of characters, control characters, and now and then a whole book. */
export const anyQuestion = fc.oneof(
  { weight: 40, arbitrary: fc.array(words, { maxLength: 14 }).map((parts) => parts.join(' ')) },
  { weight: 30, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 20, arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }) },
  { weight: 15, arbitrary: halfPairs },
  { weight: 15, arbitrary: fc.stringMatching(/^[ "“”«»'?!.,:;…\u0000-\u001fAaé-]{0,20}$/) },
  { weight: 1, arbitrary: huge },
)
