/** What is said about who answers, alphabetical. */
import type { Diagnostic } from '../domain/diagnostic.js'

export function modelMoved(model: string, before: string, now: string): Diagnostic {
  return {
    code: 'model-moved',
    severity: 'error',
    message: `The model "${model}" is another one than when this build began: ${before} then, ${now} now.`,
    hint: 'Run `fusionkit build` again: it starts with the new one.',
  }
}

export function modelUnchecked(models: readonly string[], why: string): Diagnostic {
  return {
    code: 'model-unchecked',
    severity: 'warning',
    message: `${why} The last known ${models.length === 1 ? 'digest' : 'digests'} of ${models.map((model) => `"${model}"`).join(', ')} stood in.`,
  }
}
