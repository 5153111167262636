/** The text with quotes of every kind as one kind, so that "quotes inside quotes" may change theirs; guillemets lose their blanks. */
export function plainMarks(text: string): string {
  return text
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(/[«‹] ?/g, "'")
    .replace(/ ?[»›]/g, "'")
    .replace(/["“”„‘’]/g, "'")
    .replace(/\s+/g, ' ')
}

const bodies = new Map<string, string>()

/** A question without the marks it ends in, in plain marks and lower case. */
function plainBody(question: string): string {
  const body =
    bodies.get(question) ??
    plainMarks(question)
      .trim()
      .replace(/[?!.… ]+$/u, '')
      .toLowerCase()
  bodies.set(question, body)
  return body
}

/** Whether a text holds the whole of a question, word for word, in quotes. */
export function quotesWhole(text: string, question: string): boolean {
  const said = plainMarks(text).toLowerCase()
  const body = plainBody(question)
  for (let at = said.indexOf(`'${body}`); at !== -1; at = said.indexOf(`'${body}`, at + 1)) {
    if (/^[?!.… ]*'/u.test(said.slice(at + 1 + body.length))) return true
  }
  return false
}
