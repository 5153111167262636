/** Anything that a row of a data file may hold where a question should be. */
import fc from 'fast-check'

const words =
  'what who which how did does is was the of and a X. NASA “ ” « » " ’ ? ! , : … 1969 que qui quoi est-ce qu’ a-t-il puis-je si où il où? ' +
  '\u202e\u05e9\u05dc\u05d5\u05dd \u0645\u0627 🦊 👩‍🚀 İ ß ﬁ'

const inAnyOrder = fc.array(fc.constantFrom(...words.split(' ')), { maxLength: 14 }).map((parts) => parts.join(' '))

/** Most of Unicode, halves of pairs included; control characters and Latin letters more often. */
const unit = fc.oneof(
  fc.integer({ min: 0, max: 0x17f }),
  fc.integer({ min: 0, max: 0xffff }),
  fc.integer({ min: 0xd7f0, max: 0xe00f }),
)
const ofAnyUnits = fc.array(unit, { maxLength: 40 }).map((units) => String.fromCharCode(...units))
const ofAnyCharacters = fc
  .array(fc.integer({ min: 0x1f300, max: 0x1faff }), { maxLength: 10 })
  .map((points) => String.fromCodePoint(...points))

const marks = fc
  .array(fc.constantFrom(...'   " “ ” « » \' ‘ ’ ? ! . , : ; … - – \n \t \0 \u200b \u2028 A a é'.split(' ')), {
    maxLength: 20,
  })
  .map((parts) => parts.join(' ').replace(/(?<=\S) (?=\S)/g, ''))

const huge = fc
  .tuple(
    fc.constantFrom('?', '"', '“', ' ', 'a', 'who is ', 'que ', '-t-il ', ', and ', 'A.', '(', '’'),
    fc.integer({ min: 1_000, max: 6_000 }),
  )
  .map(([part, times]) => part.repeat(times))

/** Words in any order, characters of any kind, halves of characters, control characters, and now and then a whole book. */
export const anyQuestion = fc.oneof(
  { weight: 50, arbitrary: inAnyOrder },
  { weight: 40, arbitrary: ofAnyUnits },
  { weight: 10, arbitrary: ofAnyCharacters },
  { weight: 20, arbitrary: marks },
  { weight: 1, arbitrary: huge },
)
