/** What is said about targets and their data, alphabetical. */
import { defined } from '../base/defined.js'
import { nearest } from '../base/nearest.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Place } from '../domain/place.js'
import { counted } from './numbers.js'
import { didYouMean, firstOf, meantOr } from './phrases.js'

export function answerIsMissing(question: string, printer: string, place: Place): Diagnostic {
  return {
    code: 'answer-missing',
    severity: 'error',
    place,
    message: `The question "${question}" has no answer, but ${printer} prints one.`,
    hint: 'Add an "answer" to the row, or take {{ a1 }} and {{ a2 }} out of the template.',
  }
}

export function configIsFolder(path: string, config: string | undefined): Diagnostic {
  return {
    code: 'config-not-there',
    severity: 'error',
    message: `"${path}" is a folder, and --config takes a file.`,
    hint:
      config === undefined
        ? 'There is no fusion.config.yaml in it. `fusionkit init` writes one, with sample questions to try it on.'
        : `Did you mean "${config}"?`,
  }
}

/** `near`: of almost this name. `above`: of this name, in a folder above. */
export function configIsNotThere(path: string, near: string | undefined, above: string | undefined): Diagnostic {
  return {
    code: 'config-not-there',
    severity: 'error',
    message: `There is no config file "${path}".`,
    hint:
      near !== undefined
        ? `Did you mean "${near}"? A new one is written by \`fusionkit init\`.`
        : above !== undefined
          ? `There is one above: go to its folder, or write --config ${above}.`
          : '`fusionkit init` writes one, with sample questions to try it on. Or go to the folder that has one, or name it with --config.',
  }
}

/** `ofGroup`: its lines can become overrides. */
export function editedByHand(path: string, keptAs: string, ofGroup: boolean): Diagnostic {
  const instead = 'mend the question, the prompt or the config: what is built is built again.'
  return {
    code: 'edited-by-hand',
    severity: 'warning',
    message: `"${path}" is not what the last build on record wrote. It is made again; what stood there is kept as "${keptAs}".`,
    hint: ofGroup
      ? `If you edited it, \`fusionkit accept ${keptAs}\` makes the edit last, where there is a config; or ${instead}`
      : `If you edited it, ${instead}`,
  }
}

export function groupIsCalledMerged(origin: string, place: Place): Diagnostic {
  return {
    code: 'group-called-merged',
    severity: 'error',
    place,
    message: `The group of "${origin}" is called "merged", which is the name of the file that all groups are merged in.`,
    hint: 'Rename the file, or the key under `groups`.',
  }
}

export function groupsShareName(group: string, first: string, second: string, place: Place): Diagnostic {
  return {
    code: 'two-groups-one-name',
    severity: 'error',
    place,
    message: `Two groups are called "${group}": one of "${first}", one of "${second}".`,
    hint: 'Rename the file, or the key under `groups`: a group is named after its file, or after its key and what it was cut by.',
  }
}

export function noGroups(place: Place | undefined): Diagnostic {
  return {
    code: 'no-groups',
    severity: 'error',
    ...defined({ place }),
    message: 'There is no group of questions to pair up.',
    hint: 'Name question files or a source under `groups`.',
  }
}

/** `fuse`: the records would take the place of the questions. */
export function outputIsItsInput(path: string): Diagnostic {
  return {
    code: 'output-is-input',
    severity: 'error',
    message: `"${path}" is the question file itself: the records would take its place.`,
    hint: 'Name another file with --output.',
  }
}

export function outputIsInput(path: string, place: Place): Diagnostic {
  return {
    code: 'output-is-input',
    severity: 'error',
    place,
    message: `"${path}" would be written, but it is one of the files that are read.`,
    hint: 'Give the output another folder under `output`.',
  }
}

export function outputOfOtherConfig(path: string, config: string): Diagnostic {
  return {
    code: 'output-of-other-config',
    severity: 'error',
    message: `"${path}" is written by another config of this folder, "${config}".`,
    hint: 'Give one of the two another path under `output`.',
  }
}

export function outputsShareName(path: string, first: string, second: string, place: Place): Diagnostic {
  return {
    code: 'two-outputs-one-path',
    severity: 'error',
    place,
    message: `Two targets would write "${path}": "${first}" and "${second}".`,
    hint:
      first === 'merged'
        ? 'Give `merged` another path under `output`.'
        : 'Let the path under `output` hold {{ group }}, and {{ from }} where groups of two keys share a name.',
  }
}

/** `fuse`: its file is one path, from the working folder. */
export function questionFileIsNotThere(path: string, near: string | undefined): Diagnostic {
  return {
    code: 'nothing-found',
    severity: 'error',
    message: `There is no file "${path}".`,
    hint: meantOr(
      near,
      'The path is taken from the folder that you are in, and names one file. For many files write a config, and `fusionkit build`.',
    ),
  }
}

export function sourceWouldDiffer(source: string, from: string, to: string): Diagnostic {
  return {
    code: 'source-would-differ',
    severity: 'error',
    message: `This version of fusionkit would write other questions for the source "${source}" (${from} then, ${to} now), and all its fusions would be asked again.`,
    hint: 'Run `fusionkit build --accept-new-source` to go on with the new questions, or stay with the version that wrote the old ones.',
  }
}

export function stateOfOtherFormat(): Diagnostic {
  return {
    code: 'state-of-other-format',
    severity: 'warning',
    message:
      'The build log was written by another version of fusionkit. Everything is assembled again from the stored completions.',
  }
}

export function storeIsDamaged(entries: number): Diagnostic {
  return {
    code: 'store-damaged',
    severity: 'warning',
    message: `${entries} stored ${entries === 1 ? 'entry was' : 'entries were'} damaged and ${entries === 1 ? 'is' : 'are'} asked again.`,
  }
}

/** `folder`: where the damaged file lies now. */
export function storeIsMended(entries: number, folder: string): Diagnostic {
  return {
    code: 'store-mended',
    severity: 'warning',
    message: `The file of stored completions was damaged: ${entries === 0 ? 'nothing of it' : counted(entries, 'completion')} could be read and is kept, and what is missing is asked again.`,
    hint: `The damaged file is kept in "${folder}", which you may delete.`,
  }
}

export function templateCannotBeFilled(
  owner: string,
  why: string,
  questions: readonly string[],
  place: Place | undefined,
): Diagnostic {
  return {
    code: 'template-cannot-be-filled',
    severity: 'error',
    ...defined({ place }),
    message: `There is a pair that ${owner} cannot be written for (${questions.map((question) => `"${question}"`).join(' and ')}): ${why.replace(/\.$/, '')}.`,
    hint: 'Mend the rows, or let the template ask first: {% if row1.level %} … {% endif %}.',
  }
}

export function tooManyFailures(calls: number, message: string): Diagnostic {
  return {
    code: 'engine-keeps-failing',
    severity: 'error',
    message: `${calls} calls in a row had no answer. The last one: ${message}`,
    hint: 'Everything that was answered is kept. Look at the server, then run `fusionkit build` again: it goes on where it stopped.',
  }
}

/** `fields`: what the row has. */
export function valueIsMissing(
  question: string,
  path: string,
  printer: string,
  fields: readonly string[],
  place: Place,
): Diagnostic {
  const near = nearest(path, fields)
  return {
    code: 'value-missing',
    severity: 'error',
    place,
    message: `The row of "${question}" has no "${path}", but ${printer} prints it.`,
    hint: `${near === undefined ? '' : `Did you mean "${near}"? `}Add "${path}" to the row, or let the template ask first: {% if row1.${path} %} … {% endif %}.`,
  }
}

export function unknownTarget(name: string, known: readonly string[]): Diagnostic {
  const names = known.filter((one) => !one.includes('/'))
  return {
    code: 'unknown-target',
    severity: 'error',
    message: `There is no target "${name}".`,
    hint: /\.ya?ml$/.test(name)
      ? `A config is named by --config ${name}.`
      : didYouMean(name, known, `Targets of this config: ${firstOf(names, 20)}.`),
  }
}
