/** French words, split where one elides into the next: "qu'est-ce" is "qu'" and "est-ce". */

const elidable = '(?:jusqu|lorsqu|puisqu|quoiqu|qu|[cdjlmnst])'
const split = new RegExp(`(?<![\\p{L}\\p{N}])(${elidable}['’])(?=\\p{L})`, 'giu')
const parted = new RegExp(`(?<![\\p{L}\\p{N}])(${elidable}['’]) (?=\\p{L})`, 'giu')

/** Lower case, straight apostrophe, without the punctuation around it. */
export function plain(word: string): string {
  const text = word.toLowerCase().replaceAll('’', "'")
  let start = 0
  let end = text.length
  while (start < end && !/[\p{L}\p{N}]/u.test(text[start] ?? '')) start += 1
  while (end > start && !/[\p{L}\p{N}']/u.test(text[end - 1] ?? '')) end -= 1
  return text.slice(start, end)
}

/** The text's words; an elided one stands alone, with its apostrophe. */
export function wordsOf(text: string): string[] {
  return text.replace(split, '$1 ').split(' ')
}

/** Undoes `wordsOf`. */
export function joined(words: readonly string[]): string {
  return words.join(' ').replace(parted, '$1')
}

/** "si" before "il" and "ils" is "s'"; "on" is "l'on" after it, though not before another "l". */
export function withSi(clause: string): string {
  return /^ils? /i.test(clause) ? `s’${clause}` : `si ${withLOn(clause)}`
}

/** "ce que", elided before a vowel. */
export function withCeQue(clause: string): string {
  return startsWithVowel(clause) ? `ce qu’${clause}` : `ce que ${clause}`
}

export function withLOn(clause: string): string {
  return /^on (?!l[ae'’u])/i.test(clause) ? `l’${clause}` : clause
}

/** With a small first letter; « A quel » was « À quel ». */
export function lowered(text: string): string {
  return text.startsWith('A ') ? `à${text.slice(1)}` : text.charAt(0).toLowerCase() + text.slice(1)
}

export function startsWithVowel(text: string): boolean {
  return /^[aâàeéèêëiîïoôuùûœæ]/i.test(text)
}
