import * as assert from 'uvu/assert'
import type { Digest } from '../../src/base/hash.js'
import type { CompletionRequest } from '../../src/domain/completion.js'
import { relPath } from '../../src/domain/path.js'
import type { Recipe } from '../../src/domain/project.js'
import type { Pair } from '../../src/domain/question.js'
import { rules } from '../../src/engines/rules.js'
import type { RecipeParts } from '../../src/fusion/recipe-parts.js'
import { requestOf, scopeOf } from '../../src/fusion/prompts.js'
import { never } from '../../src/fusion/resolution.js'
import { resolvePair } from '../../src/fusion/resolve.js'
import { compiledOf, type Given, identityOf, pairOf, questionOf, sampling } from '../support/recipes.js'
import { spec } from '../support/spec.js'

interface Case {
  readonly name?: string
  readonly given?: Given
  readonly pair?: Pair
  readonly more?: Partial<Recipe>
  readonly parts?: Partial<RecipeParts>
  readonly attempt?: number
  readonly doubled?: boolean
}

async function requestFor(of: Case): Promise<{ key: Digest; request: CompletionRequest }> {
  const { name = 'simple', given = 'S {{ q1 }} {{ q2 }}', pair = pairOf(), attempt = 1, doubled = false } = of
  const recipe = await compiledOf({ [name]: given }, of.more, of.parts)
  const [cell] = recipe.variants
  if (cell === undefined) throw new Error('no variant')
  const request = requestOf(cell, recipe, pair, scopeOf(pair, recipe), attempt, doubled)
  return { key: recipe.keyOf(request), request }
}

const keyOf = async (of: Case): Promise<Digest> => (await requestFor(of)).key

spec('the key of a completion (contract 3)', (it) => {
  const base = { prompt: 'S {{ q1 }} {{ q2 }}' }

  it('does not hold the group, the name, the position or the path', async () => {
    const key = await keyOf({})
    assert.is(await keyOf({ name: 'otherwise' }), key)
    assert.is(await keyOf({ parts: { group: 'law' } }), key)
    const elsewhere = { path: relPath('b.jsonl'), line: 9, row: { question: 'Who?', level: 1 }, answer: 'Me.' }
    assert.is(await keyOf({ pair: pairOf('Who?', 'When?', elsewhere) }), key)
    assert.is(await keyOf({ parts: { contextTokens: 999 } }), key)
    assert.is(await keyOf({ more: { maxAttempts: 9, unique: 'group', vars: { tone: 'dry' } } }), key)
    assert.is(await keyOf({ given: { ...base, record: false, checks: { not_bad: true }, style: 'x' } }), key)
    // The same text from another template is the same question.
    assert.is(await keyOf({ given: '{{ vars.s }} {{ q1 }} {{ q2 }}\n', more: { vars: { s: 'S' } } }), key)
  })

  it('holds the messages, the identity, the seed and every value that is sent', async () => {
    const keys = await Promise.all([
      keyOf({}),
      keyOf({ pair: pairOf('Who?', 'Where?') }),
      keyOf({ pair: pairOf('When?', 'Who?') }),
      keyOf({ given: { ...base, system: 'Be brief.' } }),
      keyOf({ given: { ...base, examples: [{ values: { q1: 'a', q2: 'b' }, text: 'c' }] } }),
      keyOf({ parts: { identities: new Map([['m', identityOf('new weights')]]) } }),
      keyOf({ attempt: 2 }),
      keyOf({ doubled: true }),
      ...Object.keys(sampling).map((name) => keyOf({ given: { ...base, sampling: { ...sampling, [name]: 0.5 } } })),
      keyOf({ given: { ...base, sampling: { ...sampling, stop: [] } } }),
      keyOf({ given: { ...base, sampling: { ...sampling, stop: ['a', 'b'] } } }),
      keyOf({ given: { ...base, sampling: { ...sampling, stop: ['ab'] } } }),
    ])
    assert.is(new Set(keys).size, keys.length)
  })

  it('holds the model by what it is, not by its tag', async () => {
    const identities = new Map([
      ['m', identityOf('the same weights')],
      ['n', identityOf('the same weights')],
    ])
    assert.is(
      await keyOf({ given: { ...base, model: 'n' }, parts: { identities } }),
      await keyOf({ given: { ...base, model: 'm' }, parts: { identities } }),
    )
  })

  it('holds for the rule engine the pair, the style, the language and the attempt alone', async () => {
    const parts = { reads: rules.reads, readsStyle: true }
    const key = await keyOf({ parts })
    const same = { ...base, style: 'simple', sampling: { ...sampling, seed: 7 }, system: 'Be brief.' }
    assert.is(await keyOf({ parts, given: { ...same, prompt: 'Another {{ q1 }}' }, name: 'fluid', doubled: true }), key)
    const others = await Promise.all([
      keyOf({ parts, pair: pairOf('Who?', 'Where?') }),
      keyOf({ parts, pair: pairOf('When?', 'Who?') }),
      keyOf({ parts, given: { ...base, style: 'fluid' } }),
      keyOf({ parts, more: { language: 'fr' } }),
      keyOf({ parts, attempt: 2 }),
    ])
    assert.is(new Set([key, ...others]).size, 6)
  })

  it('has a temperature of four decimals, warmer by attempt up to its cap, never colder', async () => {
    const temperatureOf = async (temperature: number, step: number, cap: number, attempt: number) => {
      const retry = { temperature_step: step, temperature_max: cap }
      const { request } = await requestFor({
        given: { ...base, retry, sampling: { ...sampling, temperature } },
        attempt,
      })
      return request.sampling.temperature
    }
    assert.is(await temperatureOf(0.1, 0.2, 0.8, 2), 0.3) // not 0.30000000000000004
    assert.is(await temperatureOf(0.12345, 0, 1, 1), 0.1235)
    assert.is(await temperatureOf(0.2, 0.25, 0.8, 4), 0.8)
    assert.is(await temperatureOf(1, 0.1, 0.8, 3), 1)
    // Past the cap it is the seed that tells attempts apart.
    const [third, fourth] = await Promise.all([requestFor({ attempt: 8 }), requestFor({ attempt: 9 })])
    assert.is(third.request.sampling.temperature, fourth.request.sampling.temperature)
    assert.is.not(third.request.seed, fourth.request.seed)
    assert.is.not(third.key, fourth.key)
  })

  it('has a seed of 31 bits from the config, the messages and the attempt', async () => {
    const { request } = await requestFor({})
    assert.ok(Number.isInteger(request.seed) && request.seed >= 0 && request.seed < 2 ** 31)
    assert.is((await requestFor({ doubled: true, name: 'x', parts: { group: 'y' } })).request.seed, request.seed)
  })
})

spec('what is sent', (it) => {
  it('is the system message, the examples as turns, and the prompt, all trimmed', async () => {
    const { request } = await requestFor({
      given: {
        prompt: '  {{ q1 }} ({{ row1.level }}) for {{ group }} as {{ variant }}\n',
        system: ' {{ vars.tone }} ',
        examples: [{ values: { q1: 'Old?', 'row1.level': 'hard' }, text: 'Older?' }],
      },
      more: { vars: { tone: 'Be dry.' } },
      pair: { first: questionOf('Who?', { row: { level: 3 } }), second: questionOf('When?') },
    })
    assert.equal(request.messages, [
      { role: 'system', content: 'Be dry.' },
      { role: 'user', content: 'Old? (hard) for people as simple' },
      { role: 'assistant', content: 'Older?' },
      { role: 'user', content: 'Who? (3) for people as simple' },
    ])
  })

  it('never evaluates what was inserted', async () => {
    const { request } = await requestFor({ pair: pairOf('{{ q2 }} {% if q2 %}', '{{ group }}') })
    assert.is(request.messages.at(-1)?.content, 'S {{ q2 }} {% if q2 %} {{ group }}')
  })

  it('cannot be made where a value is missing: the prompt, the pair and the value are named', async () => {
    for (const prompt of ['{{ q1 }} {{ row1.level }}', '{{ q1 }} {{ row1.level | upcase }}']) {
      const recipe = await compiledOf({ simple: prompt })
      assert.throws(
        () => resolvePair(pairOf(), recipe, () => undefined, never),
        (error: Error) =>
          error.name === 'UserError' &&
          /the prompt of "simple".*"Who\?".*"row1\.level" has no value/.test(error.message),
      )
    }
  })
})

spec('keys of a released version', (it) => {
  it('never change: whoever built with it would pay for everything again (contract 3, 6)', async () => {
    const given = {
      prompt: 'S {{ q1 }} {{ q2 }}',
      system: 'Be brief.',
      examples: [{ values: { q1: 'a', q2: 'b' }, text: 'c' }],
      sampling: { ...sampling, stop: ['x'] },
    }
    const { key, request } = await requestFor({ given, attempt: 2 })
    const recipe = await compiledOf({ simple: given }, { batch: true })
    const parts = { reads: rules.reads, readsStyle: true }
    const ofRules = await keyOf({ given: { ...given, style: 'fluid' }, parts, attempt: 2 })
    assert.equal(
      [request.seed, ...[key, recipe.batchKeyOf(request), ofRules].map((each) => each.slice(0, 16))],
      [289222577, 'af9a8f662028cba7', 'f3dea56ef4c416b2', 'd9d795fcb2b7f2a1'],
    )
  })
})
