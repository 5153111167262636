/** Finds what is wrong with a random generator's settings, by asking Faker itself: each method is called once. */
import type { Faker } from '@faker-js/faker'
import { fold } from '../base/fold.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { FakerSource, FieldRule, Template } from '../domain/project.js'
import {
  fakerLacksData,
  fakerMethodGivesNoText,
  fakerMethodNeedsArguments,
  fakerMethodUnknown,
  fewDistinctValues,
  generatorFieldUnknown,
  localeUnknown,
  uniqueFieldUnknown,
} from '../messages/generator.js'
import { kindOf } from '../messages/phrases.js'
import { allLocales, callOf, loadLocale, methodsOf, scalarOf, streamOf } from './faker.js'

/** All errors of a generator's settings; none: `generateRows` can only run out of different values. */
export async function checkGenerator(source: FakerSource): Promise<readonly Diagnostic[]> {
  const names = source.fields.map(({ name }) => name)
  const locale = await loadLocale(source.locale)
  if (locale === undefined) return [localeUnknown(source.locale, await allLocales(), source.place)]
  const faker = streamOf(locale, source.seed, 'check')
  return [
    ...source.fields.flatMap((field) => checkField(field, faker, source)),
    ...source.unique
      .filter((name) => !names.includes(name))
      .map((name) => uniqueFieldUnknown(name, names, source.place)),
    ...unknownReads(source.question, names, source),
    ...unknownReads(source.answer, names, source),
  ]
}

function checkField(field: FieldRule, faker: Faker, source: FakerSource): Diagnostic[] {
  if ('method' in field) return checkMethod(field.name, field.method, faker, source)
  const found = new Set(field.oneOf.map((value) => fold(String(value)))).size
  if (!source.unique.includes(field.name) || found >= source.entries) return []
  return [fewDistinctValues(field.name, 'its list', found, source.entries, source.place)]
}

function checkMethod(field: string, method: string, faker: Faker, { locale, place }: FakerSource): Diagnostic[] {
  const call = callOf(faker, method)
  if (call === undefined) return [fakerMethodUnknown(field, method, methodsOf(faker), place)]
  try {
    const value = call()
    const isText = scalarOf(value) !== undefined && value !== ''
    return isText ? [] : [fakerMethodGivesNoText(field, method, value === '' ? 'nothing' : kindOf(value), place)]
  } catch (error) {
    // Faker's own errors say what is missing in a locale; anything else is a method that misses its arguments.
    const isData = error instanceof Error && error.message.includes('locale data')
    return [isData ? fakerLacksData(field, method, locale, place) : fakerMethodNeedsArguments(field, method, place)]
  }
}

function unknownReads(template: Template, names: readonly string[], { place }: FakerSource): Diagnostic[] {
  const roots = new Set(template.reads.map((path) => path.replace(/^row\./, '').split('.')[0] ?? path))
  const unknown = [...roots].filter((root) => root !== 'row' && !names.includes(root))
  return unknown.map((root) => generatorFieldUnknown(root, names, template.place ?? place))
}
