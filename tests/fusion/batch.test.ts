import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { Digest } from '../../src/base/hash.js'
import type { Completion } from '../../src/domain/completion.js'
import type { Recipe } from '../../src/domain/project.js'
import { type Batch, type Call, callsOf } from '../../src/fusion/batch.js'
import { completionsOf } from '../../src/fusion/batch-reply.js'
import { fewestCalls } from '../../src/fusion/fewest-calls.js'
import { type CompiledRecipe, compileRecipe } from '../../src/fusion/compile-recipe.js'
import { memoKey } from '../../src/fusion/memo.js'
import { type CellOutcome, type Need, never } from '../../src/fusion/resolution.js'
import { resolvePair } from '../../src/fusion/resolve.js'
import { namesIn, tasksIn } from '../support/batches.js'
import { compiledOf, type Given, pairOf, partsOf, recipeOf, sampling } from '../support/recipes.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import {
  answersOf,
  askOf,
  outcomesOf,
  type RandomVariant,
  randomVariants,
  sortedEntries,
  vName,
} from './random-recipes.js'

const pair = pairOf()

async function batching(variants: Readonly<Record<string, Given>>, more: Partial<Recipe> = {}, contextTokens = 0) {
  return compiledOf(variants, { batch: true, ...more }, { contextTokens })
}

function needsOf(recipe: CompiledRecipe, known: ReadonlyMap<Digest, Completion> = new Map()): readonly Need[] {
  const resolution = resolvePair(pair, recipe, (key) => known.get(key), never)
  return resolution.kind === 'needs' ? resolution.needs : []
}

/** What is asked together first, by name; and what is asked alone, with an "=" before it. */
function sharesOf(recipe: CompiledRecipe): readonly string[] {
  return callsOf(needsOf(recipe), recipe)
    .map((call) =>
      call.kind === 'batch'
        ? call.batch.members
            .map(({ name }) => name)
            .toSorted()
            .join(' ')
        : `=${recipe.variants[call.need.variant]?.variant.name}`,
    )
    .toSorted()
}

async function batchOf(variants: Readonly<Record<string, Given>>, more: Partial<Recipe> = {}): Promise<Batch> {
  const recipe = await batching(variants, more)
  const call = callsOf(needsOf(recipe), recipe).find(({ kind }) => kind === 'batch')
  if (call?.kind !== 'batch') throw new Error('nothing is asked together')
  return call.batch
}

const stop = (text: string): Completion => ({ text, end: 'stop' })

/** A model that answers each task of a batch in its own way, and sometimes badly; `broken`: never with what was asked for. */
function modelFor(seed: number, broken = false) {
  return (call: Call): readonly (readonly [Digest, Completion])[] => {
    if (call.kind === 'single') return [[call.need.key, answersOf(seed)(askOf(call.need.request))]]
    const { members, request } = call.batch
    const replies = members.map(({ name, need }) => [name, answersOf(seed + 1)(askOf(need.request)).text])
    const text = broken ? `No: ${request.seed}` : JSON.stringify(Object.fromEntries(replies.slice(seed % 3)))
    return completionsOf(call.batch, stop(text))
  }
}

/** Round after round, each in the order that `draw` makes of it. */
function resolved(
  recipe: CompiledRecipe,
  store: Map<Digest, Completion>,
  answer: ReturnType<typeof modelFor>,
  draw: () => number = () => 0,
): { readonly cells: readonly CellOutcome[]; readonly calls: number } {
  for (let calls = 0; ;) {
    const resolution = resolvePair(pair, recipe, (key) => store.get(key), never)
    if (resolution.kind === 'done') return { cells: resolution.cells, calls }
    const shuffled = resolution.needs.toSorted(() => (draw() % 2) - 0.5)
    for (const call of callsOf(shuffled, recipe).toSorted(() => (draw() % 2) - 0.5)) {
      calls += 1
      for (const [key, completion] of answer(call)) {
        assert.not(store.has(key), 'asked for what is known')
        store.set(key, completion)
      }
    }
  }
}

async function compileBoth(variants: readonly RandomVariant[]) {
  const given = variants.map(({ wording, reads, record }, index): [string, Given] => [
    vName(index),
    {
      prompt: `${wording} ${reads.length === 0 ? '{{ q1 }} {{ q2 }}' : reads.map((at) => `{{ ${vName(at)} }}`).join(' ')}`,
      record,
      checks: { not_bad: true },
    },
  ])
  const recipe = await recipeOf(Object.fromEntries(given))
  return Promise.all([true, false].map((batch) => compileRecipe({ ...recipe, batch }, partsOf()))) as Promise<
    [CompiledRecipe, CompiledRecipe]
  >
}

const keysIn = (calls: readonly Call[]) =>
  calls.map((call) =>
    call.kind === 'single'
      ? [call.need.key]
      : [JSON.stringify(call.batch.request), ...call.batch.members.map(({ need }) => need.key)],
  )

spec('what a pair lacks, in few calls', (it) => {
  it('is asked for once, in the same calls whatever the order of the needs', async () => {
    await fc.assert(
      fc.asyncProperty(randomVariants, fc.infiniteStream(fc.nat()), async (variants, random) => {
        const [recipe] = await compileBoth(variants)
        const needs = needsOf(recipe)
        const calls = keysIn(callsOf(needs, recipe))
        const keys = calls.flat().filter((key) => !key.startsWith('{'))
        assert.equal(keys.toSorted(), needs.map(({ key }) => key).toSorted())
        const shuffled = needs.toSorted(() => ((random.next().value as number) % 2) - 0.5)
        assert.equal(new Set(keysIn(callsOf(shuffled, recipe)).map(String)), new Set(calls.map(String)))
        assert.ok(calls.length <= needs.length)
      }),
      { numRuns: soakRuns(50) },
    )
  })

  it('comes out the same in any order of calls and answers, and stays so whatever is stored later', async () => {
    await fc.assert(
      fc.asyncProperty(randomVariants, fc.nat(), fc.infiniteStream(fc.nat()), async (variants, seed, random) => {
        const [together, alone] = await compileBoth(variants)
        const store = new Map<Digest, Completion>()
        const first = resolved(together, store, modelFor(seed))
        const draw = () => random.next().value as number
        assert.equal(resolved(together, new Map(), modelFor(seed), draw), first)
        // Under false the rest is asked for alone; that changes nothing for true.
        resolved(alone, store, modelFor(seed))
        assert.equal(resolved(together, store, modelFor(seed)), { cells: first.cells, calls: 0 })
      }),
      { numRuns: soakRuns(75) },
    )
  })

  it('comes out as one by one where no reply holds what was asked for, and no batch is tried twice', async () => {
    await fc.assert(
      fc.asyncProperty(randomVariants, fc.nat(), async (variants, seed) => {
        const [together, alone] = await compileBoth(variants)
        const store = new Map<Digest, Completion>()
        const { cells } = resolved(together, store, modelFor(seed, true))
        const expected = resolved(alone, new Map(), modelFor(seed))
        assert.equal(sortedEntries(outcomesOf(cells)), sortedEntries(outcomesOf(expected.cells)))
        assert.equal(cells, expected.cells)
        assert.is(resolved(together, store, modelFor(seed)).calls, 0)
      }),
      { numRuns: soakRuns(75) },
    )
  })

  it('is never less than was counted on', async () => {
    await fc.assert(
      fc.asyncProperty(randomVariants, fc.nat(), async (variants, seed) => {
        const [recipe] = await compileBoth(variants)
        const resolution = resolvePair(pair, recipe, () => undefined, never)
        if (resolution.kind !== 'needs') return
        const { cells, calls } = resolved(recipe, new Map(), modelFor(seed))
        // What reads a rejected cell takes no call; nor does one of two that read steps which came out alike.
        const texts = cells.flatMap((cell) => (cell.kind === 'text' ? [cell.text] : []))
        const isPlain = cells.every(({ kind }) => kind !== 'skipped') && new Set(texts).size === texts.length
        if (isPlain) assert.ok(calls >= fewestCalls(resolution, recipe))
      }),
      { numRuns: soakRuns(100) },
    )
  })
})

const styles = { a: 'Do it well: {{ q1 }} {{ q2 }}', b: 'Do it soon: {{ q1 }} {{ q2 }}' }

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`s${n}`, `Style ${n}: {{ q1 }} {{ q2 }}`]))

async function sizes(count: number, contextTokens: number): Promise<readonly number[]> {
  const recipe = await batching(many(count), {}, contextTokens)
  return callsOf(needsOf(recipe), recipe).map((call) => (call.kind === 'batch' ? call.batch.members.length : 1))
}

spec('who shares a call', (it) => {
  it('has the same model, system message and sampling, and reads the same', async () => {
    const text = '{{ q1 }} {{ q2 }}'
    const recipe = await batching(
      {
        ...styles,
        model: { prompt: `M: ${text}`, model: 'n' },
        role: { prompt: `S: ${text}`, system: 'Be brief.' },
        sampling: { prompt: `T: ${text}`, sampling: { ...sampling, temperature: 0.9 } },
        seed: { prompt: `U: ${text}`, sampling: { ...sampling, seed: 9 } },
        answers: 'A: {{ row1.question }} {{ row2.question }}',
        tone: `{{ vars.tone }}: ${text}`,
      },
      { vars: { tone: 'Softly' } },
    )
    assert.equal(sharesOf(recipe), ['=answers', '=model', '=role', '=sampling', '=seed', 'a b tone'])
  })

  it('hangs on both questions: what hangs on one is asked for alone, by many pairs at once', async () => {
    const recipe = await batching({
      ...styles,
      first: 'One: {{ q1 }}',
      second: 'Two: {{ q2 }}',
      third: 'Three: {{ q2 }}',
    })
    assert.equal(sharesOf(recipe), ['=first', '=second', '=third', 'a b'])
  })

  it('is nobody where the recipe does not say so, or one alone lacks a text', async () => {
    assert.equal(sharesOf(await compiledOf(styles)), ['=a', '=b'])
    assert.equal(sharesOf(await batching({ a: styles.a })), ['=a'])
    const recipe = await batching(styles)
    const [first, second] = needsOf(recipe)
    const known = new Map([[first?.batchKey as Digest, stop('One?')]])
    assert.equal(
      needsOf(recipe, known).map(({ key }) => key),
      [second?.key],
    )
  })

  it('is at most sixteen, and fewer where the context is small', async () => {
    assert.equal(await sizes(16, 2048), [16])
    assert.equal(await sizes(17, 2048), [9, 8])
    assert.equal(await sizes(40, 0), [13, 14, 13])
    assert.equal(await sizes(10, 120), [3, 4, 3])
    assert.equal(await sizes(4, 20), [1, 1, 1, 1])
  })
})

spec('the keys of a shared call', (it) => {
  it('leave those of single calls, and of what is remembered of a pair, as they always were', async () => {
    const variants = {
      simple: { prompt: 'S {{ q1 }} {{ q2 }}', system: 'Be brief.', checks: { not_bad: true } },
      fluid: 'F {{ simple }}',
    }
    const alone = await compiledOf(variants)
    const together = await batching(variants)
    const key = '410c1e2bf9e86069cba5bb1ca9008ebc7533aa0b67effd06ca0382f02fe15e18'
    assert.is(needsOf(alone)[0]?.key, key)
    assert.is(needsOf(together)[0]?.key, key)
    assert.is(memoKey(pair, alone), '7be806520edae9eecf18ba55a702ce42bc8f479be28614f8e38382fda15db111')
    assert.is.not(memoKey(pair, together), memoKey(pair, alone))
  })

  it('are other ones, one for each text, and hold nothing of who shared it', async () => {
    const { members } = await batchOf(styles)
    const more = await batchOf({ ...styles, c: 'Do it twice: {{ q1 }} {{ q2 }}' })
    const keys = members.flatMap(({ need, batchKey }) => [need.key, batchKey])
    assert.is(new Set(keys).size, 4)
    for (const { name, batchKey } of members)
      assert.is(more.members.find((member) => member.name === name)?.batchKey, batchKey)
  })
})

const example = (q1: string, text: string) => ({ values: { q1, q2: 'Why?' }, text })

spec('what a shared call says', (it) => {
  it('is the system message, the tasks by name, and the text, each once', async () => {
    const system = 'Only the question.'
    const { request } = await batchOf({
      a: { prompt: 'Say it well.\n<q>{{ q1 }}</q>\n<q>{{ q2 }}</q>', system },
      b: { prompt: 'Say it soon.\n<q>{{ q1 }}</q>\n<q>{{ q2 }}</q>', system },
    })
    const [first, second, ...rest] = request.messages
    assert.equal([first, rest], [{ role: 'system', content: system }, []])
    const content = second?.content ?? ''
    assert.match(content, /^Below are 2 tasks\..* JSON /)
    for (const words of ['a: Say it well.', 'b: Say it soon.', '<q>Who?</q>\n<q>When?</q>', '"a":"…"'])
      assert.is(content.split(words).length, 2, words)
    assert.ok(content.endsWith('<q>When?</q>'))
    assert.equal([request.sampling.max_tokens, request.attempt], [200, 1])
    assert.equal(namesIn(request).toSorted(), ['a', 'b'])
  })

  it('keeps instructions whole, and whole prompts where they end in nothing that they share', async () => {
    const prompts = { a: 'Ask it politely, please: {{ q1 }} {{ q2 }}', b: 'Say, please: {{ q1 }} {{ q2 }}' }
    const shared = await batchOf(prompts)
    assert.equal(Object.fromEntries(tasksIn(shared.request)), {
      a: 'Ask it politely, please: Who? When?',
      b: 'Say, please: Who? When?',
    })
    const apart = await batchOf({ a: '{{ q1 }} {{ q2 }} (well)', b: '{{ q1 }} {{ q2 }} (soon)' })
    assert.match(apart.request.messages.at(-1)?.content ?? '', 'a: Who? When? (well)')
    assert.match(apart.request.messages.at(-1)?.content ?? '', 'b: Who? When? (soon)')
  })

  it('shows the examples of all tasks at once, as the JSON that is wanted', async () => {
    const { request } = await batchOf({
      a: { prompt: 'Well:\n{{ q1 }} {{ q2 }}', examples: [example('Old?', 'Well old?')] },
      b: { prompt: 'Soon:\n{{ q1 }} {{ q2 }}', examples: [example('Old?', 'Soon old?'), example('New?', 'Soon new?')] },
      c: 'Late:\n{{ q1 }} {{ q2 }}',
    })
    const [tasks, ...turns] = request.messages
    assert.ok(tasks?.content.endsWith('\nOld? Why?'))
    const [shown, next, more, asked] = turns
    assert.equal(JSON.parse(shown?.content ?? ''), { a: 'Well old?', b: 'Soon old?' })
    assert.equal([next?.content, JSON.parse(more?.content ?? '')], ['New? Why?', { b: 'Soon new?' }])
    assert.equal(asked, { role: 'user', content: 'Who? When?' })
    assert.equal(
      turns.map(({ role }) => role),
      ['assistant', 'user', 'assistant', 'user'],
    )
  })

  it('leaves those out whose examples cannot be told from what is to be done', async () => {
    const examples = [{ values: { q1: 'Old?', q2: 'Why?' }, text: 'Old and why?' }]
    const recipe = await batching({
      ...styles,
      around: { prompt: '{{ q1 }} in other words: {{ q1 }} {{ q2 }}', examples },
    })
    assert.equal(sharesOf(recipe), ['=around', 'a b'])
  })

  it('speaks the language of the prompts', async () => {
    const { request } = await batchOf(
      { a: 'Bien : {{ q1 }} {{ q2 }}', b: 'Tôt : {{ q1 }} {{ q2 }}' },
      { language: 'fr' },
    )
    assert.match(request.messages[0]?.content ?? '', /^Voici 2 tâches\..*JSON/)
  })
})

const openIn = (needs: readonly Need[]) => needs.filter(({ batchKey }) => batchKey !== undefined).length

const given = (prompt: string) => ({ prompt, sampling: { ...sampling, stop: ['\n', '###'] } })

spec('what comes of a shared call', (it) => {
  it('is one completion for each member, whatever the reply, and its share of the tokens', async () => {
    const batch = await batchOf({ ...styles, c: 'Do it twice: {{ q1 }} {{ q2 }}' })
    const keys = batch.members.map(({ batchKey }) => batchKey)
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.string()).map((replies) => JSON.stringify(replies)),
    )
    fc.assert(
      fc.property(texts, fc.nat(500), fc.nat(500), (text, promptTokens, completionTokens) => {
        const kept = completionsOf(batch, { text, end: 'stop', promptTokens, completionTokens })
        assert.equal(
          kept.map(([key]) => key),
          keys,
        )
        const sum = (of: 'promptTokens' | 'completionTokens') =>
          kept.reduce((total, [, completion]) => total + (completion[of] ?? 0), 0)
        assert.equal([sum('promptTokens'), sum('completionTokens')], [promptTokens, completionTokens])
        for (const [, { text: own, end }] of kept) assert.is(end, own.trim() === '' ? 'empty' : 'stop')
      }),
    )
  })

  it('is every text of the reply, as it was written', async () => {
    const batch = await batchOf(styles)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), fc.nat(2), (a, b, blanks) => {
        const kept = completionsOf(batch, stop(JSON.stringify({ b, a }, undefined, blanks)))
        const byName = new Map(batch.members.map(({ name }, index) => [name, kept[index]?.[1].text]))
        assert.equal(
          [byName.get('a'), byName.get('b')],
          [a, b].map((text) => (text.trim() === '' ? '' : text)),
        )
      }),
    )
  })

  const replies: Readonly<Record<string, readonly [reply: string, a: string, b: string]>> = {
    'in a fence': ['```json\n{"a": "A?", "b": "B?"}\n```', 'A?', 'B?'],
    'with words around it': ['Sure! {"a": "A?", "b": "B?"} I hope this helps.', 'A?', 'B?'],
    'cut off': ['{"a": "A?", "b": "B and', 'A?', ''],
    'cut off behind a text': ['{"a": "A?", "b": "B?"', 'A?', ''],
    'with a comma too many': ['{"a": "A?", "b": "B?",}', 'A?', 'B?'],
    'with a name twice': ['{"a": "A?", "a": "Again?", "b": "B?"}', 'A?', 'B?'],
    'with names of its own': ['{"c": "C?", "b": "B?", "__proto__": "P?"}', '', 'B?'],
    'with a number': ['{"a": "A?", "x": 1, "b": "B?"}', 'A?', ''],
    'with a quote that ends too early': ['{"a": "He said "so"?", "b": "B?"}', '', ''],
    'with a line break in a text': ['{"b": "B?", "a": "A\n?"}', '', 'B?'],
    'a list': ['["A?", "B?"]', '', ''],
    'no object': ['A?', '', ''],
  }
  for (const [how, [reply, a, b]] of Object.entries(replies)) {
    it(`is what stands whole in a reply that is ${how}`, async () => {
      const batch = await batchOf(styles)
      const kept = completionsOf(batch, stop(reply))
      assert.equal(Object.fromEntries(batch.members.map(({ name }, index) => [name, kept[index]?.[1].text])), { a, b })
    })
  }

  it('ends as the call did where it holds no text, and a prompt that was too long is asked again with more room', async () => {
    const batch = await batchOf(styles)
    const ends = (completion: Completion) => completionsOf(batch, completion).map(([, { end }]) => end)
    assert.equal(ends({ text: '{"a": "A', end: 'length' }), ['empty', 'empty'])
    assert.equal(ends({ text: '', end: 'thinking' }), ['thinking', 'thinking'])
    const tooLong: Completion = { text: '', end: 'prompt-too-long', contextTokens: 64 }
    const known = new Map(completionsOf(batch, tooLong))
    assert.is(openIn(needsOf(await batching(styles, {}, 64), known)), 0)
    assert.is(openIn(needsOf(await batching(styles, {}, 4096), known)), 2)
  })

  it('is cut at the stop words, which the call itself does not send', async () => {
    const batch = await batchOf({ a: given(styles.a), b: given(styles.b) })
    assert.not('stop' in batch.request.sampling)
    const kept = completionsOf(batch, stop(JSON.stringify({ a: 'A?### more\nlines', b: 'B?' })))
    assert.equal(kept.map(([, { text }]) => text).toSorted(), ['A?', 'B?'])
  })
})
