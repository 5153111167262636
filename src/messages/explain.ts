/** What is said where something cannot be explained, alphabetical. */
import { nearest } from '../base/nearest.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import { counted, grouped } from './numbers.js'

export function lineIsNoNumber(path: string, line: string): Diagnostic {
  return {
    code: 'line-not-a-number',
    severity: 'error',
    message: `"${line}" is no line of "${path}".`,
    hint: `Lines are counted from 1: \`fusionkit explain ${path}:1\`.`,
  }
}

export function lineOfNoDataset(path: string): Diagnostic {
  return {
    code: 'line-of-no-dataset',
    severity: 'error',
    message: `"${path}" is no dataset: only lines of datasets, and of lists of what was rejected, can be explained.`,
    hint: `\`fusionkit explain ${path}\` says what the file is.`,
  }
}

export function noSuchLine(path: string, line: number, lines: number): Diagnostic {
  return {
    code: 'no-such-line',
    severity: 'error',
    message: `"${path}" has ${counted(lines, 'line')}, so there is no line ${grouped(line)}.`,
  }
}

/** `known`: names and paths that there are. */
export function nothingIsCalled(what: string, known: readonly string[]): Diagnostic {
  const [, name = what, line = ''] = /^(.+?)(:\d+)$/.exec(what) ?? []
  const near = nearest(name, known)
  return {
    code: 'nothing-called',
    severity: 'error',
    message: `There is no target and no file "${what}".`,
    hint:
      near !== undefined
        ? `Did you mean "${near}${line}"?`
        : '`fusionkit status --all` lists the targets. A line of a dataset is written like this: dataset/fusion_datasets/animals.jsonl:17.',
  }
}

export function outputIsNotThere(path: string): Diagnostic {
  return {
    code: 'output-not-there',
    severity: 'error',
    message: `"${path}" is not there, so none of its lines can be explained.`,
    hint: '`fusionkit build` makes it; what is stored is not asked again.',
  }
}
