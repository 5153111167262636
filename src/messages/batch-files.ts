/** What is said of batch files. */
import type { BatchExported, BatchImported } from '../domain/batch-file.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import { counted, grouped } from './numbers.js'
import { didYouMean, listed, meantOr } from './phrases.js'
import { printable } from './printable.js'

export function noBatchFiles(engine: string, able: readonly string[]): Diagnostic {
  return {
    code: 'no-batch-files',
    severity: 'error',
    message: `The engine "${engine}" has no batch files.`,
    hint: `${listed(able.map((name) => `"${name}"`))} ${able.length === 1 ? 'has' : 'have'} some: --engine ${able[0] ?? ''}, with its settings in the config.`,
  }
}

export function resultsAreNotThere(path: string, near: string | undefined): Diagnostic {
  return {
    code: 'results-are-not-there',
    severity: 'error',
    message: `There is no file "${path}".`,
    hint: meantOr(near, 'It is the output file of the batch: the one with a "response" in every line.'),
  }
}

export function outputMissing(): Diagnostic {
  return {
    code: 'argument-missing',
    severity: 'error',
    message: '`fusionkit batch export` needs --output <file>.',
    hint: 'For example: fusionkit batch export --output batch.jsonl',
  }
}

export function batchVerbUnknown(verb: string): Diagnostic {
  return {
    code: 'unknown-command',
    severity: 'error',
    message: `\`fusionkit batch\` has no "${verb}".`,
    hint: didYouMean(
      verb,
      ['export', 'import'],
      'There are: fusionkit batch export --output batch.jsonl, and fusionkit batch import results.jsonl.',
    ),
  }
}

export function resultsMissing(): Diagnostic {
  return {
    code: 'argument-missing',
    severity: 'error',
    message: '`fusionkit batch import` needs at least one file of results.',
    hint: 'For example: fusionkit batch import results.jsonl',
  }
}

export const notJson = 'it is no JSON object'
export const notOurs = 'its custom_id is none of fusionkit’s'

export function callWentWrong(said: string): string {
  return said === '' ? 'the call went wrong' : `the call went wrong: ${said}`
}

export function ofOtherModel(answering: string, asked: string): string {
  return `it is an answer of "${answering}", and "${asked}" was asked`
}

export function badResult(path: string, line: number, why: string): string {
  return `${path}:${line}: ${why}`
}

export function exportedLines({ requests, files }: BatchExported, importing: string): string[] {
  if (requests === 0) return ['Nothing is missing: there is nothing to ask.']
  return [
    `${counted(requests, 'call is', 'calls are')} missing now:`,
    ...files.map(
      ({ path, requests: of, bytes }) => `→ ${printable(path)} (${counted(of, 'request')}, ${megabytes(bytes)} MB)`,
    ),
    `What depends on their answers comes in the next round. When they are there: ${importing} <results.jsonl>`,
  ]
}

export function importedLines(
  imported: BatchImported,
  next: { readonly export: string; readonly build: string },
): string[] {
  const { added, unwanted, known, failed, error, missing } = imported
  const parts = [
    `${counted(added, 'answer')} kept`,
    ...(unwanted > 0 ? [`${grouped(unwanted)} of them to what nobody asks now`] : []),
    ...(known > 0 ? [`${grouped(known)} known before`] : []),
    ...(failed > 0 ? [`${grouped(failed)} not usable`] : []),
  ]
  return [
    `imported: ${parts.join(', ')}`,
    ...(error === undefined ? [] : [`First of those that are not usable: ${printable(error)}`]),
    missing === 0
      ? `Nothing is missing any more: ${next.build} makes the files, for no call.`
      : `${counted(missing, 'call is', 'calls are')} missing now: ${next.export} --output <file> writes the next round.`,
  ]
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)
