import { digestOfFrames } from '../../base/hash.js'
import type { CompletionRequest } from '../../domain/completion.js'
import { promptFrames } from '../calls/prompt-frames.js'

/** Calls that were in flight when llama.cpp crashed. */
export interface Suspects {
  has(request: CompletionRequest): boolean
  /** It was in flight at a crash. Returns how often it was so while it was alone. */
  note(request: CompletionRequest, wasAlone: boolean): number
  /** It was answered: it was another one. */
  clear(request: CompletionRequest): void
}

/** Nobody is suspected. */
export function makeSuspects(): Suspects {
  const crashesAlone = new Map<string, number>()
  return {
    has: (request) => crashesAlone.size > 0 && crashesAlone.has(keyOf(request)),
    note: (request, wasAlone) => {
      const key = keyOf(request)
      const count = (crashesAlone.get(key) ?? 0) + Number(wasAlone)
      crashesAlone.set(key, count)
      return count
    },
    clear: (request) => {
      if (crashesAlone.size > 0) crashesAlone.delete(keyOf(request))
    },
  }
}

function keyOf(request: CompletionRequest): string {
  return digestOfFrames([request.model, ...promptFrames(request)])
}
