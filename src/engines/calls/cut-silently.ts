/** The call, in tokens and characters. */
export interface CountedPrompt {
  /** Of the prompt, as the server counted them; `undefined`: it did not. */
  readonly promptTokens: number | undefined
  /** What the context holds; 0: nobody knows. */
  readonly contextTokens: number
  readonly messages: readonly { readonly content: string }[]
}

/**
 * Whether a server cut a prompt without a word: Ollama before 0.12.4, and on its /v1, cuts to half of the context; llama-server before
 * the middle of 2025 takes blocks of half the context out until it fits (server.cpp, "input truncated").
 * A count of more than half the context alone proves nothing; that it stands for far more text than so many tokens can hold does.
 */
export function wasCutSilently({ promptTokens: count, contextTokens: context, messages }: CountedPrompt): boolean {
  if (count === undefined || context === 0) return false
  if (count >= context - 1) return true // it fills the context: there was no room for an answer
  if (count < context * 0.48) return false
  return messages.reduce((sum, { content }) => sum + content.length, 0) > count * 8
}
