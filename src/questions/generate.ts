/**
 * The random generator: rows of made-up people, places and things, on Faker.
 *
 * A row depends on the seed, the locale, the fields, the templates and the rows before it: never on how many there will
 * be, so more entries never change the earlier rows.
 */
import type { Faker } from '@faker-js/faker'
import type { JsonObject, JsonScalar } from '../base/json.js'
import { compileTemplate, type Render } from '../base/template.js'
import { bug } from '../base/unreachable.js'
import { UserError } from '../domain/diagnostic.js'
import type { FakerSource, FieldRule } from '../domain/project.js'
import { fewDistinctValues } from '../messages/generator.js'
import { checkGenerator } from './check-generator.js'
import { callOf, loadLocale, scalarOf, streamOf } from './faker.js'
import { scopeOf } from './fields.js'
import { longerName } from './longer-name.js'
import { seenTexts } from './seen-texts.js'

/** A field's next value. */
type Draw = () => JsonScalar

interface FieldDraw {
  readonly name: string
  readonly draw: Draw
}

/**
 * The rows of a generator: question and answer, then the fields where the source keeps them. They are made as they are
 * read, and alike each time. Throws UserError: at once for wrong settings, while reading when a unique field runs out.
 */
export async function generateRows(source: FakerSource): Promise<Iterable<JsonObject>> {
  const problems = await checkGenerator(source)
  if (problems.length > 0) throw new UserError(problems)
  const locale = (await loadLocale(source.locale)) ?? bug(`locale "${source.locale}" passed its check`)
  const question = await compileTemplate(source.question)
  const answer = await compileTemplate(source.answer)
  return { [Symbol.iterator]: () => rows(source, drawsOf(source, locale), question, answer) }
}

function* rows(
  { entries, keepsFields }: FakerSource,
  draws: readonly FieldDraw[],
  question: Render,
  answer: Render,
): Generator<JsonObject, void, undefined> {
  for (let entry = 0; entry < entries; entry += 1) {
    const fields: Record<string, JsonScalar> = {}
    for (const { name, draw } of draws) fields[name] = draw()
    const scope = scopeOf(fields)
    const texts = { question: question(scope).trim(), answer: answer(scope).trim() }
    yield keepsFields ? { ...texts, ...fields, ...texts } : texts
  }
}

/** A stream is called after what it draws, not after its field or its place: fields can be renamed, moved and added freely. */
function drawsOf(source: FakerSource, locale: Faker): readonly FieldDraw[] {
  const times = new Map<string, number>()
  return source.fields.map((field) => {
    const what = 'method' in field ? field.method : '(list)'
    const time = (times.get(what) ?? 0) + 1
    times.set(what, time)
    const stream = streamOf(locale, source.seed, `${what} ${time}`)
    const draw = drawOf(field, stream)
    return {
      name: field.name,
      draw: source.unique.includes(field.name) ? uniqueDraw(field, draw, stream, source) : draw,
    }
  })
}

function drawOf(field: FieldRule, stream: Faker): Draw {
  if ('oneOf' in field) return () => stream.helpers.arrayElement(field.oneOf)
  const call = callOf(stream, field.method) ?? bug(`method "${field.method}" passed its check`)
  return () => scalarOf(call()) ?? ''
}

/** How often a natural value is drawn before a longer name is made; fewer and fewer where that has become useless. */
const mostNaturalTries = 20

/**
 * Draws until a value is new. A value that still comes after 1,000 draws and 20 for each found value is there with
 * a probability of 10⁻⁸ or less, so then the values have run out.
 */
function uniqueDraw(field: FieldRule, draw: Draw, stream: Faker, source: FakerSource): Draw {
  const seen = seenTexts()
  const what = 'method' in field ? `"${field.method}"` : 'its list'
  const isName = 'method' in field && field.method === 'person.fullName'
  let naturalTries = mostNaturalTries
  const candidate = (attempt: number): JsonScalar =>
    isName && attempt >= naturalTries ? longerName(stream, source.locale, attempt - naturalTries) : draw()
  return () => {
    const patience = 1000 + 20 * Math.min(seen.size(), 100_000)
    for (let attempt = 0; attempt < patience; attempt += 1) {
      const value = candidate(attempt)
      if (!seen.add(String(value))) continue
      naturalTries =
        attempt < naturalTries ? Math.min(mostNaturalTries, naturalTries + 1) : Math.max(1, naturalTries >> 1)
      return value
    }
    throw new UserError([fewDistinctValues(field.name, what, seen.size(), source.entries, source.place)])
  }
}
