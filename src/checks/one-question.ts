import type { Check } from './check.js'

/** One question mark, and no second question behind it. */
export const oneQuestion: Check = {
  name: 'one_question',
  version: 1,
  schema: {
    type: 'boolean',
    examples: [true],
    description:
      'Rejects replies with more or fewer than one "?"; those inside titles that the questions quote do not count.',
  },
  prepare:
    () =>
    ({ text, q1, q2 }) => {
      let bare = text
      for (const title of [...quotedQuestions(q1), ...quotedQuestions(q2)]) bare = bare.replaceAll(title, '')
      const marks = bare.split('?').length - 1
      if (marks === 1) return undefined
      if (marks > 1) return `${marks} question marks`
      // The mark of a title closes the sentence, too: Who wrote "Who's Afraid of Virginia Woolf?"
      return /\?["'”’»›]*$/.test(text) ? undefined : 'no question mark'
    },
}

const quoted = /"([^"]*)"|“([^”]*)”|«([^»]*)»|(?<![\p{L}\p{N}])['‘](.*?)['’](?![\p{L}\p{N}])/gu

function quotedQuestions(question: string): readonly string[] {
  return [...question.matchAll(quoted)].flatMap(([, ...titles]) =>
    titles.filter((title) => title?.includes('?')).map((title) => title?.trim() ?? ''),
  )
}
