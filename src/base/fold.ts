/**
 * How texts are compared: NFKC, lower case, blanks folded to one, closing punctuation left off.
 * "What is  it ?" and "what is it?" are one question.
 */
export function fold(text: string): string {
  return isPlain.test(text) && !text.includes('  ') ? foldPlain(text) : foldAny(text)
}

/** Nearly every English text: nothing to normalise. This runs for every record that there is, and is three times as fast. */
const isPlain = /^[ -~]*$/

function foldPlain(text: string): string {
  let end = text.length
  while (end > 0 && plainClosing.has(text.charCodeAt(end - 1))) end -= 1
  return text.slice(0, end).toLowerCase().trim()
}

/** What `closing` below has of ASCII. */
const plainClosing = new Set(Buffer.from(' !"\',.:;?'))

function foldAny(text: string): string {
  const even = text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ')
  let end = even.length
  // From the end, not with a pattern: it would be tried at every mark of the text, and this runs for every text.
  while (end > 0) {
    const last = even.slice((even.codePointAt(end - 2) ?? 0) > 0xffff ? end - 2 : end - 1, end)
    if (!closing.test(last)) break
    end -= last.length
  }
  return even.slice(0, end).trim()
}

/** Not what belongs to a name or a number: C# is not C, 5 % is not 5, M*A*S* is not M*A*S. */
const closing = /^(?![#%&*@/\\§‰])[\s\p{Po}]$/u
