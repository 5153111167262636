/**
 * The contract of a check: a rule that a completion's text must pass, else the next attempt is made.
 *
 * Adding one: a file beside this, a line in index.ts. A check is pure; its parameter is what the config says under its name.
 */
import type { JsonScalar } from '../base/json.js'
import type { Completion } from '../domain/completion.js'
import type { Language } from '../domain/project.js'

export type CheckParameter = JsonScalar | readonly string[]

/** What a check may look at. */
export interface Candidate {
  /** Cleaned: blanks, quotes, tags, lead-ins and thinking are gone. */
  readonly text: string
  readonly completion: Completion
  readonly q1: string
  readonly q2: string
  readonly language: Language
  /** The last user message, as sent. Rendered when first read. */
  readonly prompt: string
}

export interface Check {
  readonly name: string
  /** Raised when the same text would be judged otherwise: cells are resolved again from their stored completions. */
  readonly version: number
  /** What stands where the config says nothing; `undefined`: off. */
  readonly byDefault?: CheckParameter
  /** JSON Schema of the parameter (`false`, which switches it off, is always allowed). */
  readonly schema: Readonly<Record<string, unknown>>
  /** Made once for a parameter, run for every text. Returns why the text fails, in a few words, or `undefined`. */
  prepare(parameter: CheckParameter): (candidate: Candidate) => string | undefined
}

/** A parameter that is a list of texts, as its schema has made sure; one text counts as a list of one. */
export function textsOf(parameter: CheckParameter): readonly string[] {
  return typeof parameter === 'object' && parameter !== null ? parameter : [String(parameter)]
}

/** A few words of a text, for a reason. */
export function excerptOf(text: string, length = 50): string {
  return text.length <= length ? text : `${text.slice(0, length).trimEnd()}…`
}
