import { type Diagnostic, hasErrors } from '../domain/diagnostic.js'
import { moreOfThese } from '../messages/questions.js'

const shown = 20

/** The first 20 of a file's or a group's diagnostics, and how many more there are: a broken export has 100,000 of them. */
export function capped(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length <= shown + 1) return diagnostics
  const last = diagnostics[shown - 1]
  const severity = hasErrors(diagnostics.slice(shown)) ? 'error' : 'warning'
  const path = last?.place?.path
  return [
    ...diagnostics.slice(0, shown),
    moreOfThese(diagnostics.length - shown, severity, path ? { path } : undefined),
  ]
}
