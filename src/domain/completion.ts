import type { JsonObject } from '../base/json.js'
import type { Language, Sampling } from './project.js'
import type { Pair } from './question.js'

export interface Message {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

/** Everything that an engine may read; each declares what it does read (`EngineKind.reads`). */
export interface CompletionRequest {
  readonly model: string
  /** Rendered when first read: an engine that reads the pair alone never pays for it. */
  readonly messages: readonly Message[]
  readonly pair: Pair
  readonly style: string
  readonly language: Language
  /** From 1. */
  readonly attempt: number
  /** 31 bits, from the config's seed, the messages and the attempt. */
  readonly seed: number
  /** The values sent with this call: temperature already raised for the attempt. */
  readonly sampling: Sampling
  /** Calls of the same one begin alike: made one after the other, a server reads their beginning once. Left out: nothing is known. */
  readonly prefix?: string
  /** The JSON Schema that the reply is held to; left out: free text. */
  readonly format?: JsonObject
}

/**
 * What the *model* did with one prompt and one seed, raw: the unit that is stored.
 *
 * stop: it said all it had to say. length: cut off by max_tokens or the context. empty: nothing but blanks.
 * thinking: it spent its tokens on thinking. repeat: the server stopped it for repeating itself.
 * refused: who was asked will not answer this request, ever (a model refuses, a filter holds it back, the rule engine has no further phrasing).
 * prompt-too-long: the prompt does not fit `contextTokens`; asked again only when there is more room.
 */
export interface Completion {
  readonly text: string
  readonly end: 'stop' | 'length' | 'empty' | 'thinking' | 'repeat' | 'refused' | 'prompt-too-long'
  readonly promptTokens?: number
  readonly completionTokens?: number
  readonly contextTokens?: number
  /** When it was put into the store, in seconds since 1970: shown alone. No key, text or fingerprint hangs on it; left out: nobody knows. */
  readonly answeredAt?: number
}

/** Who answers for a model: goes into the completion's key. */
export interface Identity {
  /** "ollama sha256:…", "rules 2, …": what the weights are, never a tag; of a server that does not say, all that it says. Begins with the engine. */
  readonly id: string
  /** For messages: "llama3.2:latest (a80c4f17)". */
  readonly label: string
}
