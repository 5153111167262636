/** A question's text without what is not part of the question. */

/** One line, single blanks, well-formed, without quotes around the whole. */
export function tidied(text: string): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  const [, inner] = /^["“«]\s*([^"“”«»]*?)\s*["”»]$/.exec(line) ?? []
  return inner ?? line
}

/** Without the marks at its end: "Who?!" is "Who". A full stop is kept where it belongs to the last word, or trails off. */
export function bodyOf(text: string): string {
  let end = text.length
  let asks = false
  for (; end > 0 && ' ?？؟!'.includes(text[end - 1] ?? ''); end -= 1) asks ||= '?？؟'.includes(text[end - 1] ?? '')
  const body = asks ? text.slice(0, end) : text
  if (/(\.\.|…)$/.test(body)) return body
  const last = body.slice(body.lastIndexOf(' ') + 1)
  const isStop = !asks && /^[^.]{3,}\.$/.test(last) && !/^(etc|Inc|Ltd|Corp)\.$/.test(last)
  return trimmedEnd(isStop ? body.slice(0, -1) : body)
}

function trimmedEnd(text: string): string {
  let end = text.length
  while (end > 0 && ' ,:;–—-'.includes(text[end - 1] ?? '')) end -= 1
  return text.slice(0, end)
}

/** Its sentences, as certainly as they can be told apart: "J. R. Tolkien" and "Mt. Everest" are none. */
export function sentencesOf(body: string, isAbbreviation: (word: string) => boolean): string[] {
  const sentences: string[] = []
  let start = 0
  for (const { index, 0: mark } of body.matchAll(/[.!?…]["”»’)]* (?=["“«‘(]?\p{Lu})/gu)) {
    const before = body.slice(start, index)
    const word = before.slice(before.lastIndexOf(' ') + 1)
    if (mark.startsWith('.') && (/^\P{L}*\p{L}$|\./u.test(word) || isAbbreviation(word))) continue
    sentences.push(body.slice(start, index + mark.length - 1))
    start = index + mark.length
  }
  return [...sentences, body.slice(start)]
}

/** The body with the quotes inside it turned into `open` and `close`, for standing in quotes of another kind. */
export function nested(body: string, open: string, close: string): string {
  const straight = body.split('"')
  const paired =
    straight.length % 2 === 1
      ? straight.map((part, at) => (at === 0 ? part : `${at % 2 === 1 ? open : close}${part}`)).join('')
      : body
  return paired.replace(/[“«]\s?/g, open).replace(/\s?[”»]/g, close)
}
