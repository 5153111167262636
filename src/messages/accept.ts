/** What `accept` says. */
import { unreachable } from '../base/unreachable.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { StrayEdit } from '../domain/override.js'
import type { Place } from '../domain/place.js'
import { counted } from './numbers.js'
import { didYouMean, firstOf } from './phrases.js'

export interface AcceptedCounts {
  /** Records with another text. */
  readonly changed: number
  /** Records that were taken out. */
  readonly dropped: number
  /** Overrides of records that nobody edited, and that would have changed with the others. */
  readonly pinned: number
  /** Cells that read an edited text. */
  readonly asked: number
  /** Edits that were passed over. */
  readonly skipped: number
}

/** `overrides`: the file that was written. `isInConfig`: the config names it. `kept`: the edited copy, which has served its turn. */
export function acceptedLines(
  file: string,
  { changed, dropped, pinned, asked, skipped }: AcceptedCounts,
  at: { readonly overrides: string; readonly isInConfig: boolean; readonly kept: string | undefined },
): string[] {
  const total = changed + dropped + pinned
  if (total === 0)
    return [
      `nothing to accept: "${file}" holds the records as they are built${skipped > 0 ? ', but for what was passed over' : ''}`,
    ]
  const edits = [
    ...(changed > 0 ? [`${counted(changed, 'record')} edited`] : []),
    ...(dropped > 0 ? [`${counted(dropped, 'record')} taken out`] : []),
    ...(pinned > 0 ? [`${counted(pinned, 'other')} held to what ${pinned === 1 ? 'it is' : 'they are'}`] : []),
    ...(skipped > 0 ? [`${counted(skipped, 'edit')} passed over`] : []),
  ]
  const done = `accepted  ${file}  (${edits.join(', ')}) → ${counted(total, 'line')} in ${at.overrides}`
  const again =
    asked === 0
      ? '`fusionkit build` writes it so from now on, without a call.'
      : `\`fusionkit build\` writes it so from now on; ${counted(asked, 'text')} that ${asked === 1 ? 'reads' : 'read'} an edited one will be asked anew.`
  return [
    done,
    ...(at.isInConfig ? [] : [`Add this line to the config, or it does nothing:\n\n    overrides: ${at.overrides}\n`]),
    at.isInConfig ? again : `Then ${again.replace('writes', 'will write')}`,
    ...(at.kept === undefined ? [] : [`After that "${at.kept}" is not needed any more.`]),
  ]
}

export function acceptNeedsFile(path: string, known: readonly string[]): Diagnostic {
  return {
    code: 'nothing-found',
    severity: 'error',
    message: `There is no file "${path}".`,
    hint: didYouMean(
      path,
      known,
      'Name the records of a group that you edited, or the copy of them that a build kept as "….edited-1a2b3c4d".',
    ),
  }
}

export function acceptNeedsGroup(path: string, known: readonly string[]): Diagnostic {
  return {
    code: 'accept-needs-group',
    severity: 'error',
    message: `"${path}" is not what this config writes for a group.`,
    hint: `Edit the records of a group, and accept that file: ${firstOf(known, 3)}.`,
  }
}

/** A line of the merged file may stand for several of groups, and one that is taken out may make room for another. */
export function acceptOfMerged(path: string, known: readonly string[]): Diagnostic {
  return {
    code: 'accept-of-merged',
    severity: 'error',
    message: `"${path}" is merged from the files of the groups, and only these can be accepted.`,
    hint: `Make the edit there: ${firstOf(known, 3)}.`,
  }
}

export function acceptOfOlder(path: string): Diagnostic {
  return {
    code: 'accept-of-older',
    severity: 'error',
    message: `"${path}" was edited from other records than are made now, so your edits cannot be told from what has changed since.`,
    hint: takeBack,
  }
}

export function acceptOfOther(path: string): Diagnostic {
  return {
    code: 'accept-of-other',
    severity: 'error',
    message: `"${path}" has hardly a line in common with the records that are made, so it is not known what was edited.`,
    hint: 'Edit the file as it was built, and accept it in smaller steps.',
  }
}

const takeBack =
  'Take back what changed since it was built (a question, a prompt, the model), accept the file, and make the change again; or write the overrides yourself.'

export function acceptOfUnknown(path: string): Diagnostic {
  return {
    code: 'accept-of-unknown',
    severity: 'warning',
    message: `Nobody knows which records "${path}" was edited from: every difference to those of today counts as an edit.`,
    hint: 'Look at the lines that were written before you build.',
  }
}

export function acceptOfUnbuilt(group: string, cells: number): Diagnostic {
  return {
    code: 'accept-of-unbuilt',
    severity: 'error',
    message: `${counted(cells, 'cell')} of the group "${group}" ${cells === 1 ? 'has' : 'have'} no answer yet, so it is not known what was edited.`,
    hint: takeBack,
  }
}

export function editIsStray(why: StrayEdit, place: Place): Diagnostic {
  return {
    code: 'edit-is-no-override',
    severity: 'error',
    place,
    message: strayInWords(why),
    hint: 'Nothing is written yet. Take this edit back, or pass over all such edits with --skip-others.',
  }
}

function strayInWords(why: StrayEdit): string {
  switch (why.kind) {
    case 'no-record':
      return 'This line is no record any more.'
    case 'added':
      return 'This line was added, and an override only changes or drops records that there are.'
    case 'moved':
      return 'This line was moved, and records stand in the order of the pairs and variants.'
    case 'blank':
      return 'The text of this record is blank. To have none, delete the line.'
    case 'columns':
      return `${why.columns.map((name) => `"${name}"`).join(' and ')} of this record ${why.columns.length === 1 ? 'was' : 'were'} edited, and an override can only say what its text is.`
    default:
      return unreachable(why)
  }
}
