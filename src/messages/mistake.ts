import { defined } from '../base/defined.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Place } from '../domain/place.js'

/** An error of the user's; what is not known of it, or not to be said, is left out. */
export function mistake(code: string, message: string, place?: Place, hint?: string): Diagnostic {
  return {
    code,
    severity: 'error',
    message,
    ...defined({ place, hint }),
  }
}
