/** What `gc` says. */
import { bytesInWords, counted, grouped } from './numbers.js'

interface Found {
  readonly projects: readonly string[]
  readonly completions: { readonly kept: number; readonly unreached: number }
  readonly resolutions: { readonly kept: number; readonly unreached: number }
  readonly bytesBefore: number
  readonly bytesAfter: number
}

/** `isDone`: it was deleted; else it was only counted. */
export function gcLines(
  { projects, completions, resolutions, bytesBefore, bytesAfter }: Found,
  isDone: boolean,
): string[] {
  const total = completions.kept + completions.unreached
  const asked = `asked for by ${projects.join(', ')}`
  if (completions.unreached + resolutions.unreached === 0)
    return [`nothing to delete: ${counted(total, 'completion')}, all in use (${asked})`]
  const gone = `${grouped(completions.unreached)} of ${counted(total, 'completion')}, and ${counted(resolutions.unreached, 'remembered pair')}`
  if (isDone)
    return [
      `deleted  ${gone}; the store takes ${bytesInWords(bytesAfter)}, ${megabytes(bytesBefore - bytesAfter)} less than before`,
    ]
  return [
    `not in use: ${gone} (in use is what is ${asked})`,
    'Nothing is deleted yet. An edit that is taken back finds its answers among these, for no call; without them they are asked again.',
    '`fusionkit gc --yes` deletes them.',
  ]
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} MB`
}
