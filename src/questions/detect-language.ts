/**
 * Tells French questions from English ones, by the small words that every sentence has.
 *
 * English where in doubt: the built-in prompts of that language work for any other one, too.
 */
import type { Language } from '../domain/project.js'

const sampleSize = 500

/** Small words of French alone: what English ("on", "or"), Spanish and Italian ("la", "de", "que", "un") also have is left out. */
const french = new Set(
  `les une des du et est sont était quel quelle quels quelles qui quoi où comment pourquoi combien dans sur avec pour au aux
  ce cette ces ne pas elle elles nous vous je ses leur leurs y ont été fait plus quand lequel laquelle peut faut`.split(
    /\s+/,
  ),
)
/** Small words of English, and of languages that are no more French than it. */
const others = new Set(
  `the of and is are was were what which who whom whose when where why how many much does do did in with for by to from at
  this that these those not it he she they we you can could would should has have had been between its their if during
  der das ist und wie wer welche den dem ein eine el los las del por cómo cuál qué quién di che è della gli da os é`.split(
    /\s+/,
  ),
)

/** The language of a group's questions, judged by at most 500 of them, spread evenly. */
export function detectLanguage(questions: readonly { readonly question: string }[]): Language {
  const count = Math.min(sampleSize, questions.length)
  let [frenchSigns, otherSigns] = [0, 0]
  for (let index = 0; index < count; index += 1) {
    const { question } = questions[Math.floor((index * questions.length) / count)] ?? { question: '' }
    const signs = signsIn(question.normalize('NFC').toLowerCase())
    // One question counts once: a long one, or a quotation, must not outvote the others.
    if (signs > 0) frenchSigns += 1
    else if (signs < 0) otherSigns += 1
  }
  return frenchSigns > otherSigns ? 'fr' : 'en'
}

/** Above 0: French. Below 0: something else. */
function signsIn(question: string): number {
  let signs = 0
  for (const word of question.match(/\p{L}+/gu) ?? []) {
    if (french.has(word)) signs += 1
    if (others.has(word)) signs -= 1
  }
  // Elisions that English does not have (its own 's, 't, 'll follow the word), and letters that its words hardly have.
  signs += (question.match(/(?<!\p{L})(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\p{L})/gu) ?? []).length
  if (/[àâçèêëîïôùûœ]/.test(question)) signs += 0.5
  return signs
}
