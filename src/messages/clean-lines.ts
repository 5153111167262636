/** What `clean` says. */
import type { Diagnostic } from '../domain/diagnostic.js'
import { counted, span } from './numbers.js'

/** What was deleted, what was left, and how it comes back. `forgotten`: completions. */
export function cleanedLines(
  { deleted, kept }: { readonly deleted: readonly string[]; readonly kept: readonly string[] },
  {
    restored,
    forgotten,
  }: { readonly restored: 'never' | 'by asking' | 'from stored completions'; readonly forgotten: number },
): string[] {
  const them = deleted.length === 1 ? 'it' : 'them'
  const ending = {
    never: '',
    'by asking': `; \`fusionkit build\` asks for ${them} again`,
    'from stored completions': `; \`fusionkit build\` restores ${them} without a call`,
  }
  return [
    ...deleted.map((path) => `deleted  ${path}`),
    ...kept.map((path) => `kept     ${path}  (not as fusionkit wrote it)`),
    ...(forgotten > 0 ? [`deleted  ${counted(forgotten, 'completion')}`] : []),
    deleted.length === 0 ? 'no file to delete' : `${counted(deleted.length, 'file')} deleted${ending[restored]}`,
  ]
}

/** What deleting the stored completions would cost. */
export function cleaningCosts(completions: number): Diagnostic {
  return {
    code: 'cleaning-costs',
    severity: 'error',
    message: `${counted(completions, 'completion')} would have to be asked again: about ${span(completions * 1000)} of a model that takes a second for each.`,
    hint: 'Nothing is deleted yet. If that is what you want, run `fusionkit clean --cache --yes`.',
  }
}
