import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { rowsToJsonl } from '../../src/base/jsonl.js'
import { printed } from '../../src/base/template.js'
import { UserError } from '../../src/domain/diagnostic.js'
import type { FakerSource } from '../../src/domain/project.js'
import { checkGenerator } from '../../src/questions/check-generator.js'
import { generateRows } from '../../src/questions/generate.js'
import { generatorVersion } from '../../src/questions/generator-version.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { fakerSource, plain } from './samples.js'

const textOf = async (more: Partial<FakerSource>) => [...rowsToJsonl(await generateRows(fakerSource(more)))].join('')
const namesOf = async (more: Partial<FakerSource>) =>
  [...(await generateRows(fakerSource({ question: plain('{{ name }}'), ...more })))].map(
    (row) => printed(row['question']) ?? '',
  )

const record = (question: string, answer: string) => `${JSON.stringify({ question, answer })}\n`

const check = async (more: Partial<FakerSource>) =>
  (await checkGenerator(fakerSource(more))).map(({ code, hint }) => [code, hint])

const ofMethod = async (method: string) =>
  check({ fields: [{ name: 'name', method }], answer: plain('{{ name }}') }).then(([first]) => first)

spec('the random generator', (it) => {
  it('writes the original record shape', async () => {
    const [row] = await generateRows(fakerSource())
    assert.equal(Object.keys(row ?? {}), ['question', 'answer'])
    assert.match(printed(row?.['question']) ?? '', /^What does \p{Lu}.* \?$/u)
    assert.match(printed(row?.['answer']) ?? '', /^\p{Lu}.* is (?:cooking|coding|napping)!$/u)
  })

  it('keeps the fields behind question and answer where the config spells them out', async () => {
    const [row] = await generateRows(fakerSource({ keepsFields: true }))
    assert.equal(Object.keys(row ?? {}), ['question', 'answer', 'name', 'action'])
  })

  it('gives the same bytes for the same seed, and others for another (contract 8)', async () => {
    assert.is(await textOf({}), await textOf({}))
    assert.is.not(await textOf({}), await textOf({ seed: 2 }))
    assert.is.not(await textOf({}), await textOf({ locale: 'fr' }))
  })

  it('writes what it always wrote: other bytes need another generatorVersion (contract 8)', async () => {
    assert.is(
      await textOf({ entries: 2, seed: 42 }),
      record('What does Telly Champlin ?', 'Telly Champlin is napping!') +
        record('What does Mr. Keven Barrows ?', 'Mr. Keven Barrows is napping!'),
    )
    const name = { name: 'name', method: 'date.past' }
    assert.is(
      await textOf({ entries: 1, seed: 42, fields: [name], answer: plain('{{ name }}') }),
      record('What does 2024-06-22T19:03:38.906Z ?', '2024-06-22T19:03:38.906Z'),
    )
  })

  it('is pinned to the Faker that its version names (contract 8)', () => {
    const faker: unknown = JSON.parse(readFileSync('node_modules/@faker-js/faker/package.json', 'utf8'))
    assert.match(generatorVersion, `faker ${(faker as { version: string }).version},`)
  })

  it('never changes earlier rows when there are more entries (contract 8)', async () => {
    const locale = fc.constantFrom('en', 'fr', 'pt_BR', 'ja')
    await fc.assert(
      fc.asyncProperty(fc.integer(), locale, fc.nat(60), fc.nat(60), async (seed, locale, few, more) => {
        const [short, long] = [
          await textOf({ seed, locale, entries: few }),
          await textOf({ seed, locale, entries: few + more }),
        ]
        assert.ok(long.startsWith(short))
      }),
      { numRuns: soakRuns(15) },
    )
  })

  it('never changes earlier rows where plain names have run out, either (contract 8)', async () => {
    const short = await textOf({ locale: 'dv', entries: 3000 })
    assert.ok((await textOf({ locale: 'dv', entries: 9000 })).startsWith(short))
  })

  it('changes no value of a field when another comes, goes or moves', async () => {
    const [name, action] = fakerSource().fields
    assert.ok(name && action)
    const fields = [{ name: 'city', method: 'location.city' }, action, name]
    assert.is(await textOf({}), await textOf({ fields }))
  })

  it('can be read again from the start', async () => {
    const rows = await generateRows(fakerSource())
    assert.equal([...rows], [...rows])
  })
})

spec('unique fields', (it) => {
  it('have 100,000 different full names', async () => {
    const names = await namesOf({ entries: 100_000 })
    assert.is(new Set(names).size, 100_000)
  }) // prettier-ignore

  for (const locale of ['pt_BR', 'zh_CN', 'hu']) {
    it(`go on with longer names when those of ${locale} have run out`, async () => {
      const names = await namesOf({ locale, entries: 40_000 })
      assert.is(new Set(names).size, 40_000)
      assert.ok(names.every((name) => name.length < 60))
    }) // prettier-ignore
  }

  it('that run out of values end with what to do, not in a loop', async () => {
    const source = { unique: ['day'], fields: [{ name: 'day', method: 'date.weekday' }], question: plain('{{ day }}'), answer: plain('{{ day }}') } // prettier-ignore
    assert.is((await textOf({ ...source, entries: 7 })).trim().split('\n').length, 7)
    try {
      await textOf({ ...source, entries: 100 })
      assert.unreachable()
    } catch (error) {
      assert.instance(error, UserError)
      const [problem] = (error as UserError).diagnostics
      assert.is(problem?.code, 'few-distinct-values')
      assert.is(
        problem?.message,
        'The field "day" is unique, but "date.weekday" gives only 7 different values for 100 entries.',
      )
    }
  })
})

spec("the check of a generator's settings", (it) => {
  it('finds nothing wrong with methods of all kinds', async () => {
    for (const method of [
      'location.city',
      'number.int',
      'datatype.boolean',
      'date.past',
      'number.bigInt',
      'airline.airport.name',
    ]) {
      assert.equal(await ofMethod(method), undefined, method)
    }
  })

  it('knows the module of a method that stands in the wrong one', async () => {
    assert.equal(await ofMethod('name.fullName'), ['faker-method-unknown', 'Did you mean "person.fullName"?'])
    assert.equal(await ofMethod('fullname'), ['faker-method-unknown', 'Did you mean "person.fullName"?'])
    assert.equal(await ofMethod('address.city'), ['faker-method-unknown', 'Did you mean "location.city"?'])
  })

  it('knows the method that was mistyped', async () => {
    assert.equal(await ofMethod('person.fulName'), ['faker-method-unknown', 'Did you mean "person.fullName"?'])
    assert.match((await ofMethod('music.dancing'))?.[1] ?? '', '"music" has ')
  })

  it('reaches nothing but methods', async () => {
    const tricks = ['constructor', '__proto__.toString', 'person.constructor', 'person.faker', 'fakerCore.locale', 'person.__proto__', 'seed', 'person.fullName.length'] // prettier-ignore
    for (const trick of tricks) assert.match((await ofMethod(trick))?.[0] ?? '', /^faker-method-/, trick)
  })

  it('refuses methods that need arguments, or give no text', async () => {
    assert.is((await ofMethod('helpers.arrayElement'))?.[0], 'faker-method-needs-arguments')
    assert.is((await ofMethod('helpers.maybe'))?.[0], 'faker-method-needs-arguments')
    assert.is((await ofMethod('airline.airport'))?.[0], 'faker-method-gives-no-text')
    assert.is((await ofMethod('color.hsl'))?.[0], 'faker-method-gives-no-text')
    assert.is((await check({ locale: 'base' }))[0]?.[0], 'faker-lacks-data')
  })

  it('knows the locale that was meant', async () => {
    assert.equal(await check({ locale: 'pt-BR' }), [['locale-unknown', 'Did you mean "pt_BR"?']])
    assert.equal(await check({ locale: 'fr_FR' }), [['locale-unknown', 'Did you mean "fr"?']])
    assert.is((await check({ locale: '../en' }))[0]?.[0], 'locale-unknown')
  })

  it('finds unknown fields in templates and in unique, and lists that are too short', async () => {
    assert.equal(await check({ question: plain('{{ nam }}'), unique: ['names', 'action'] }), [
      [
        'few-distinct-values',
        'Ask for at most 3 entries, choose a field with more values, or take "action" out of `unique`.',
      ],
      ['unique-field-unknown', 'Did you mean "name"?'],
      ['generator-field-unknown', 'Did you mean "name"?'],
    ])
  })
})
