/**
 * The fake's tokens: a run of blanks, or up to four characters of a word. Stable, so that prompts that share a beginning
 * share tokens.
 */
export function tokensOf(text: string): string[] {
  return text.match(/\s+|\S{1,4}/gu) ?? []
}

/** Tokens in order, one part for each message. What a slot remembers. */
export interface Tokens {
  readonly parts: readonly (readonly string[])[]
  readonly length: number
}

export const noTokens: Tokens = { parts: [], length: 0 }

/**
 * The tokens of messages. Those of a system message are made once and shared, so that to compare the prompts of 200,000 calls
 * costs what differs in them, not what they share.
 */
export function tokensOfMessages(messages: readonly { readonly role: string; readonly content: string }[]): Tokens {
  const parts = messages.map(({ role, content }) => (role === 'system' ? shared(content) : tokensOf(content)))
  return { parts, length: parts.reduce((sum, { length }) => sum + length, 0) }
}

export function joined({ parts, length }: Tokens, more: readonly string[]): Tokens {
  return { parts: [...parts, more], length: length + more.length }
}

/**
 * How many tokens two prompts share from their beginning. Ends with the first part that is not the same in both: a real
 * template puts a mark between two messages.
 */
export function sharedLength(one: Tokens, other: Tokens): number {
  let length = 0
  for (const [index, part] of one.parts.entries()) {
    const same = other.parts[index]
    if (!same) return length
    if (part !== same) {
      const end = Math.min(part.length, same.length)
      let at = 0
      while (at < end && part[at] === same[at]) at += 1
      if (at < end || part.length !== same.length) return length + at
    }
    length += part.length
  }
  return length
}

const known = new Map<string, readonly string[]>()

function shared(content: string): readonly string[] {
  const tokens = known.get(content) ?? tokensOf(content)
  if (known.size >= 256) known.clear()
  known.set(content, tokens)
  return tokens
}
