/** What `explain` says of files. */
import { unreachable } from '../base/unreachable.js'
import type { ExplainedFile, Reader } from '../domain/explanation.js'
import { counted, grouped, tallied } from './numbers.js'
import { listed } from './phrases.js'
import { printable } from './printable.js'

export function explainedFileLines(file: ExplainedFile): readonly string[] {
  const path = printable(file.path)
  switch (file.kind) {
    case 'input':
      return [`${path}: an input of ${counted(file.readers.length, 'target')}`, ...readerLines(file.readers, 'it')]
    case 'config':
      return [`${path}: the config, which says what is built`, ...readerLines(file.readers, 'what it says of that')]
    case 'prompt-file':
      return [
        `${path}: the prompt of ${listed(file.variants.map((name) => `"${name}"`))}`,
        ...readerLines(file.readers, 'it'),
      ]
    case 'rejected':
      return rejectedLines(file)
    case 'edited':
      return editedLines(file)
    case 'orphan':
      return [
        `${path}: an output of ${file.target === undefined ? 'a target that makes it no longer' : `"${printable(file.target)}", which is no longer in the config`}`,
        file.isAsWritten
          ? '  Nothing reads it. `fusionkit clean --orphans` deletes it.'
          : '  Nothing reads it. It is not as fusionkit wrote it, so `fusionkit clean --orphans` leaves it where it is.',
      ]
    case 'state':
      return [`${path}: what fusionkit remembers. The README says under "Where things lie" what of it may be deleted`]
    case 'stranger':
      return strangerLines(file)
    default:
      return unreachable(file)
  }
}

function strangerLines({ path, looksFor, writtenBy }: Extract<ExplainedFile, { kind: 'stranger' }>): readonly string[] {
  const others = writtenBy === undefined ? '' : `; "${printable(writtenBy)}", another config of this folder, writes it`
  return [
    `${printable(path)}: neither read nor written by this config${others}`,
    ...(looksFor.length === 0 ? [] : [`  It reads ${printable(listed(looksFor))}.`]),
  ]
}

/** "  animals: stale; it has changed since that was built" */
function readerLines(readers: readonly Reader[], it: string): readonly string[] {
  const sets = new Map<string, string[]>()
  for (const { target, state, hasChanged } of readers) {
    const words = `${state}${hasChanged ? `; ${it} has changed since it was built` : ''}`
    sets.set(words, [...(sets.get(words) ?? []), target])
  }
  return [...sets].map(([words, targets]) => `  ${printable(listed(targets))}: ${words}`)
}

function rejectedLines({
  path,
  target,
  lines,
  reasons,
}: Extract<ExplainedFile, { kind: 'rejected' }>): readonly string[] {
  const what = target === 'merged' ? 'records that the merged file left out' : `cells of "${target}" without a text`
  if (lines === 0) return [`${printable(path)}: a list of ${what}; there are none`]
  return [
    `${printable(path)}: a list of ${grouped(lines)} ${what}: ${printable(tallied(reasons))}`,
    `  \`fusionkit explain ${printable(path)}:1\` tells the first one.`,
  ]
}

function editedLines({ path, output, differing }: Extract<ExplainedFile, { kind: 'edited' }>): readonly string[] {
  const { count, first } = differing
  const numbers = `${first.map(grouped).join(', ')}${count > first.length ? ' …' : ''}`
  return [
    `${printable(path)}: what stood at ${printable(output)} when a build made that anew, and was not what fusionkit had written`,
    count === 0
      ? '  It holds no line that the output does not have in the same place.'
      : `  ${count === 1 ? '1 line is' : `${grouped(count)} lines are`} not as in the output now: ${numbers}`,
    '  Nothing reads it, and it may be deleted. To put single records right for good, ask for the line that does it:',
    `    fusionkit explain ${printable(output)}:${first[0] ?? 1}`,
  ]
}
