/**
 * Which language are the questions of a group in?
 *
 * English where in doubt: the built-in prompts of that language work for any other one, too.
 */
import { frenchSignsIn } from '../base/language-signs.js'
import type { Language } from '../domain/project.js'

const sampleSize = 500

/** The language of a group's questions, judged by at most 500 of them, spread evenly. */
export function detectLanguage(questions: readonly { readonly question: string }[]): Language {
  const count = Math.min(sampleSize, questions.length)
  let [frenchSigns, otherSigns] = [0, 0]
  for (let index = 0; index < count; index += 1) {
    const { question } = questions[Math.floor((index * questions.length) / count)] ?? { question: '' }
    const signs = frenchSignsIn(question)
    // One question counts once: a long one, or a quotation, must not outvote the others.
    if (signs > 0) frenchSigns += 1
    else if (signs < 0) otherSigns += 1
  }
  return frenchSigns > otherSigns ? 'fr' : 'en'
}
