/**
 * How texts are compared: NFKC, lower case, blanks folded to one, closing punctuation left off.
 * "What is  it ?" and "what is it?" are one question.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[\s\p{Po}]+$/u, '')
    .trim()
}
