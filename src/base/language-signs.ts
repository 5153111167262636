/**
 * Tells French from English, by the small words that every sentence has.
 */

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

/** What speaks for French in a text. Above 0: it is French. Below 0: it is something else. 0: nothing tells. */
export function frenchSignsIn(text: string): number {
  const lowered = text.normalize('NFC').toLowerCase()
  let signs = 0
  for (const word of lowered.match(/\p{L}+/gu) ?? []) {
    if (french.has(word)) signs += 1
    if (others.has(word)) signs -= 1
  }
  // Elisions that English does not have (its own 's, 't, 'll follow the word), and letters that its words hardly have.
  signs += (lowered.match(/(?<!\p{L})(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\p{L})/gu) ?? []).length
  if (/[àâçèêëîïôùûœ]/.test(lowered)) signs += 0.5
  return signs
}
