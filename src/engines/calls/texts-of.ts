import { isJsonObject } from '../../base/json.js'
import type { CompletionRequest } from '../../domain/completion.js'

/** How many texts the call is for: those that its schema asks for. */
export function textsOf({ format }: Pick<CompletionRequest, 'format'>): number {
  const properties = isJsonObject(format?.['properties']) ? format['properties'] : {}
  return Math.max(1, Object.keys(properties).length)
}
