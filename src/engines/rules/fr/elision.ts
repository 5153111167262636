/** French words, split where one elides into the next: "qu'est-ce" is "qu'" and "est-ce". */

/** Lower case, straight apostrophe, without the punctuation around it. */
export function plain(word: string): string {
  return word
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}']+$/gu, '')
}

/** The text's words; an elided one stands alone, with its apostrophe. */
export function wordsOf(text: string): string[] {
  return text.replace(/(?<![\p{L}\p{N}])((?:jusqu|lorsqu|puisqu|qu|[cdjlmnst])['’])(?=\p{L})/giu, '$1 ').split(' ')
}

/** Undoes `wordsOf`. */
export function joined(words: readonly string[]): string {
  return words.join(' ').replace(/(?<![\p{L}\p{N}])((?:jusqu|lorsqu|puisqu|qu|[cdjlmnst])['’]) (?=\p{L})/giu, '$1')
}

/** "si" before "il" and "ils" is "s'". */
export function withSi(clause: string): string {
  return /^ils? /i.test(clause) ? `s’${clause}` : `si ${clause}`
}

/** "ce que", elided before a vowel. */
export function withCeQue(clause: string): string {
  return /^[aâàeéèêëiîïoôuùûœæ]/i.test(clause) ? `ce qu’${clause}` : `ce que ${clause}`
}
