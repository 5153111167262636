/**
 * Tells French questions from English ones, by the small words that every sentence has.
 *
 * English where in doubt: the built-in prompts of that language work for any other one, too.
 */
import type { Language } from '../domain/project.js'

const sampleSize = 500

/** Words of the one language that the other does not have ("on", "or", "me", "a", "an" and the like are left out). */
const french = new Set(
  `le la les un une des du de et est sont était quel quelle quels quelles qui que quoi où comment pourquoi combien dans sur avec
  pour par au aux ce cette ces ne pas il elle ils elles nous vous je tu se sa ses leur leurs en y ont été fait plus entre quand
  lequel laquelle peut faut quelque`.split(/\s+/),
)
const english = new Set(
  `the of and is are was were what which who whom whose when where why how many much does do did in with for by to from at
  this that these those not it he she they we you can could would should has have had been between its their if
  during`.split(/\s+/),
)

/** The language of a group's questions, judged by at most 500 of them, spread evenly. */
export function detectLanguage(questions: readonly { readonly question: string }[]): Language {
  const count = Math.min(sampleSize, questions.length)
  let [frenchSigns, englishSigns] = [0, 0]
  for (let index = 0; index < count; index += 1) {
    const { question } = questions[Math.floor((index * questions.length) / count)] ?? { question: '' }
    const signs = signsIn(question.normalize('NFC').toLowerCase())
    // One question counts once: a long one, or a quotation, must not outvote the others.
    if (signs > 0) frenchSigns += 1
    else if (signs < 0) englishSigns += 1
  }
  return frenchSigns > englishSigns ? 'fr' : 'en'
}

/** Above 0: French. Below 0: English. */
function signsIn(question: string): number {
  let signs = 0
  for (const word of question.match(/\p{L}+/gu) ?? []) {
    if (french.has(word)) signs += 1
    if (english.has(word)) signs -= 1
  }
  // Elisions that English does not have (its own 's, 't, 'll follow the word), and letters that its words hardly have.
  signs += (question.match(/(?<!\p{L})(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\p{L})/gu) ?? []).length
  if (/[àâçèêëîïôùûœ]/.test(question)) signs += 0.5
  return signs
}
