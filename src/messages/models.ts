/** What `fusionkit models` says. */
import type { Diagnostic } from '../domain/diagnostic.js'
import type { ListedModel, ModelList, ModelPlace } from '../domain/listed-model.js'
import { bytesInWords, grouped } from './numbers.js'
import { didYouMean, listed } from './phrases.js'
import { printable } from './printable.js'

/** `isThere`: there is such an engine. */
export function engineWithoutModels(name: string, able: readonly string[], isThere: boolean): Diagnostic {
  const all = `Engines with models: ${listed(able)}.`
  return {
    code: isThere ? 'engine-without-models' : 'unknown-engine',
    severity: 'error',
    message: isThere ? `The engine "${name}" has no models.` : `There is no engine "${name}".`,
    hint: isThere ? all : didYouMean(name, able, all),
  }
}

/** A heading for each place, a line for each model, and what to do where there is none. */
export function modelLines({ engines, asked = [] }: ModelList): string[] {
  const lines = engines.flatMap(({ engine, isOfProject, places }) =>
    places.flatMap((place) => placeLines(engine, place, isOfProject ? asked : [])),
  )
  return lines.length > 0 ? lines : ['There are no models here.']
}

function placeLines(engine: string, { place, models, problem }: ModelPlace, asked: readonly string[]): string[] {
  const heading = printable(`${engine}  ${place}`)
  if (problem !== undefined) {
    const { message, hint } = problem
    return [heading, ...[message, hint].flatMap((text) => (text === undefined ? [] : [`  ${printable(text)}`]))]
  }
  if (models.length === 0) return [heading, '  no models']
  const rows = models.map((model) => [printable(model.name), sizeInWords(model), model.digest?.slice(0, 12) ?? ''])
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return [
    heading,
    ...models.map((model, at) => {
      const [name = '', size = '', digest = ''] = rows[at] ?? []
      const [nameWidth = 0, sizeWidth = 0, digestWidth = 0] = widths
      const cells = [name.padEnd(nameWidth), size.padStart(sizeWidth), digest.padEnd(digestWidth)]
      return `  ${[...cells, notesOn(model, asked)].join('  ')}`.trimEnd()
    }),
  ]
}

function sizeInWords({ sizeBytes }: ListedModel): string {
  return sizeBytes === undefined ? '' : bytesInWords(Math.max(1e6, sizeBytes))
}

function notesOn({ name, contextTokens, thinks, remote }: ListedModel, asked: readonly string[]): string {
  const notes = [
    ...(contextTokens === undefined ? [] : [`${grouped(contextTokens)} tokens of context`]),
    ...(thinks === true ? ['can think'] : []),
    ...(remote === undefined ? [] : [`answered by ${remote}`]),
    ...(asked.includes(name) ? ['asked by this project'] : []),
  ]
  return printable(notes.join(', '))
}
