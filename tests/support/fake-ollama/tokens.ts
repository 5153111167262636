/**
 * The fake's tokens: a run of blanks, or up to four characters of a word. Stable, so that prompts that share a beginning
 * share tokens.
 */
export function tokensOf(text: string): string[] {
  return text.match(/\s+|\S{1,4}/gu) ?? []
}

/** As `tokensOf(text).length`, without making them. */
export function countTokens(text: string): number {
  let count = 0
  for (const [word] of text.matchAll(/\S+/gu)) count += Math.ceil(word.length / 4)
  return count + (text.match(/\s+/gu)?.length ?? 0)
}
