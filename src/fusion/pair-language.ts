/** Which language is a pair in? Decided from its own words alone. */
import { frenchSignsIn } from '../base/language-signs.js'
import type { Language } from '../domain/project.js'
import type { Pair, Question } from '../domain/question.js'

/** French or English, as most of its questions are; where they differ, or say nothing, the language of the group. */
export function languageByPair(ofGroup: Language): (pair: Pair) => Language {
  const remembered = new WeakMap<Question, number>()
  const signOf = (question: Question): number => {
    const sign = remembered.get(question) ?? Math.sign(frenchSignsIn(question.question))
    remembered.set(question, sign)
    return sign
  }
  return ({ first, second }) => {
    const signs = signOf(first) + signOf(second)
    return signs === 0 ? ofGroup : signs > 0 ? 'fr' : 'en'
  }
}
