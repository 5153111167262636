/** English as the tests ask it. */
import { englishWith } from '../../../src/engines/rules/en/grammar.js'
import { openTagger } from '../../../src/engines/rules/en/tagger.js'
import type { Forms } from '../../../src/engines/rules/frame.js'
import { readQuestion } from '../../../src/engines/rules/reading.js'

const none: Forms = { D: undefined, d: undefined, q: undefined, i: undefined, n: undefined, s: undefined }

/** What can be said of a question; nothing at all where it is blank. */
export async function formsOf(question: string): Promise<Forms> {
  const grammar = englishWith(await openTagger())
  return readQuestion(question, grammar)?.forms ?? none
}

/** A question, and a form of it; `undefined`: that form is not certain. */
export type Case = readonly [asked: string, form: string | undefined]
