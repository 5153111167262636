/** A text of a file or a model on one line, cut off behind so many characters: it must not look like words of ours. */
export function onOneLine(text: string, longest: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}
