import type { ChatResponse } from 'ollama'
import type { CompletionRequest } from '../../domain/completion.js'
import { textsOf } from '../calls/texts-of.js'
import { chatOf, type OllamaChat, type RunnerOptions } from './chat.js'
import type { Client } from './client.js'
import { isThinkRefused } from './failures.js'
import type { HttpHost } from '../http/host.js'
import { askedAs, type Traits, traitsOf } from './traits.js'

/** Asks each model as it is to be asked. */
export interface Questions {
  /** What the model turned out to be like. Until then its name has to do. */
  know(model: string, traits: Traits): void
  isRemote(model: string): boolean
  /** What was sent, and the reply. Rejects as `Client.chat`. */
  ask(request: CompletionRequest, signal: AbortSignal): Promise<readonly [OllamaChat, ChatResponse]>
}

export interface QuestionsOptions {
  readonly client: Client
  readonly host: HttpHost
  readonly runner: RunnerOptions
  /** For one text: a call that is shared by several has so much for each. */
  readonly deadlineMs: number
}

/** Knows nothing of any model. */
export function makeQuestions({ client, host, runner, deadlineMs }: QuestionsOptions): Questions {
  const traits = new Map<string, Traits>()
  /** Models for which the server will not take `think`. */
  const refused = new Set<string>()

  async function ask(request: CompletionRequest, signal: AbortSignal): Promise<readonly [OllamaChat, ChatResponse]> {
    const { model } = request
    const known = traits.get(model) ?? traitsOf(model, undefined, host)
    const isRefused = refused.has(model)
    const chat = askedAs(chatOf(request, runner), isRefused ? { ...known, think: undefined } : known)
    try {
      return [chat, await client.chat(chat, signal, deadlineMs * textsOf(request))]
    } catch (error) {
      if (isRefused || !isThinkRefused(error)) throw error
      refused.add(model)
      return ask(request, signal)
    }
  }

  return {
    know: (model, its) => void traits.set(model, its),
    isRemote: (model) => traits.get(model)?.remote !== undefined,
    ask,
  }
}
