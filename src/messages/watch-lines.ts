/** What a watch says while it runs. */
import type { Place } from '../domain/place.js'
import type { Edit, EditSubject } from '../domain/watch.js'
import { unreachable } from '../base/unreachable.js'
import { differenceLines } from './difference-lines.js'
import { counted, grouped } from './numbers.js'
import { listed } from './phrases.js'
import { printable } from './printable.js'

/** As many edits as are told one by one. */
const few = 6

/**
 * Why a round runs: `fluid: prompt changed at fusion.config.yaml:31 → 84 of 924 cells`. Files that are many are told together, as after
 * `git checkout`.
 */
export function roundLines(edits: readonly Edit[]): readonly string[] {
  if (edits.length <= few) return edits.map(editLine)
  const files = edits.filter(({ subject: { kind } }) => kind === 'file')
  const others = edits.filter(({ subject: { kind } }) => kind !== 'file')
  const told = others.slice(0, few).map(editLine)
  if (others.length > few) told.push(`… and ${counted(others.length - few, 'other edit')} of the config`)
  return [...told, ...(files.length > few ? [filesLine(files)] : files.map(editLine))]
}

export function editLine({ subject, place, cells }: Edit): string {
  const reach = cells === undefined ? '' : ` → ${grouped(cells.of)} of ${counted(cells.all, 'cell')}`
  return printable(`${subjectInWords(subject)}${placeInWords(place)}${reach}`)
}

function subjectInWords(subject: EditSubject): string {
  switch (subject.kind) {
    case 'variants':
      return `${listed(subject.variants)}: ${listed(subject.parts)} changed`
    case 'variants-added':
      return `${listed(subject.variants)}: new`
    case 'variants-removed':
      return `${listed(subject.variants)}: taken out`
    case 'setting':
      return `${subject.key}: changed`
    case 'file':
      return `${subject.path}: ${fileInWords(subject)}`
    default:
      return unreachable(subject)
  }
}

function fileInWords({ change, lines }: Extract<EditSubject, { kind: 'file' }>): string {
  if (change === 'removed') return 'taken out'
  if (change === 'added') return lines === undefined ? 'new' : `new, ${counted(lines.added, 'line')}`
  if (lines === undefined) return 'changed'
  const { added, removed } = lines
  const changed = Math.min(added, removed)
  const parts = [
    ...(changed > 0 ? [`${counted(changed, 'line')} changed`] : []),
    ...(added > changed ? [`${counted(added - changed, 'line')} added`] : []),
    ...(removed > changed ? [`${counted(removed - changed, 'line')} taken out`] : []),
  ]
  return parts.length === 0 ? 'lines in another order' : parts.join(', ')
}

/** `50 files: 48 changed, 2 new (dataset/a.jsonl, dataset/b.jsonl, … and 47 more)` */
function filesLine(edits: readonly Edit[]): string {
  const subjects = edits.flatMap(({ subject }) => (subject.kind === 'file' ? [subject] : []))
  const words = { changed: 'changed', added: 'new', removed: 'taken out' } as const
  const counts = Object.entries(words).flatMap(([change, word]) => {
    const count = subjects.filter((subject) => subject.change === change).length
    return count === 0 ? [] : [`${grouped(count)} ${word}`]
  })
  return printable(
    `${counted(edits.length, 'file')}: ${counts.join(', ')} (${listed(subjects.map(({ path }) => path))})`,
  )
}

const placeInWords = (place: Place | undefined): string =>
  place === undefined ? '' : ` at ${place.path}${place.line === undefined ? '' : `:${place.line}`}`

/** The edits in full, old against new. */
export function editsInFull(edits: readonly Edit[]): readonly string[] {
  if (edits.length === 0) return ['Nothing was edited since the round before.']
  return edits.flatMap((edit) => [
    editLine(edit),
    ...edit.differences.flatMap((difference) => differenceLines(difference).map((line) => `  ${line}`)),
  ])
}

/** At the end of a round that another one follows at once. */
export const supersededLine = 'edited meanwhile: what is on its way is kept, and it goes on with the edit'

/** `hasKeys`: somebody sits at the keyboard. */
export function watchingLine(isPreviewOnly: boolean, hasKeys: boolean): string {
  const what = isPreviewOnly ? 'watching, preview only' : 'watching'
  if (hasKeys) return `${what} (${isPreviewOnly ? 'b builds all, ' : ''}? shows the keys)`
  return `${what}: the next edit is ${isPreviewOnly ? 'previewed' : 'built'}; Ctrl-C ends`
}

export const keyLines: readonly string[] = [
  'p  preview only: an edited prompt is shown on a few pairs, and nothing is built until b',
  'b  build all that is not up to date, and after each edit from now on',
  'r  what was rejected, and why',
  'e  what was edited before the last round, old and new',
  'q  quit (Ctrl-C, too): what is on its way is kept',
]

/** Said at once when a key is pressed that takes effect later. */
export const previewOnlyLine = 'preview only: edits are shown on a few pairs, and built when you press b'
export const buildAllLine = 'build: everything that is not up to date, now and after each edit'

/** Below the mistakes of a config that was saved in mid-edit. */
export const configRefusedLine =
  'Nothing is built from this: the last good config stays in force until the mistake is mended.'
export const configMendedLine = 'The config is good again, and says what it said before.'
