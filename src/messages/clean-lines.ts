import { counted } from './numbers.js'

/** What `clean` did. */
export function cleanedLines({
  deleted,
  kept,
}: {
  readonly deleted: readonly string[]
  readonly kept: readonly string[]
}): string[] {
  return [
    ...deleted.map((path) => `deleted  ${path}`),
    ...kept.map((path) => `kept     ${path}  (not as fusionkit wrote it)`),
    deleted.length === 0
      ? 'nothing to delete'
      : `${counted(deleted.length, 'file')} deleted; \`fusionkit build\` restores them without a call`,
  ]
}

/** What deleting the stored completions would cost. */
export function storeCostLines(completions: number): string[] {
  return [
    `${counted(completions, 'completion')} would be asked again: at a second each, about ${counted(Math.ceil(completions / 3600), 'hour')} of a model.`,
    'Say so with `fusionkit clean --cache --yes`.',
  ]
}
