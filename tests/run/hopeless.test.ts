import * as assert from 'uvu/assert'
import { digestOf } from '../../src/base/hash.js'
import type { Diagnostic } from '../../src/domain/diagnostic.js'
import type { Pair } from '../../src/domain/question.js'
import type { CompiledRecipe } from '../../src/fusion/compile-recipe.js'
import type { CellOutcome } from '../../src/fusion/resolution.js'
import type { ResolvedPair } from '../../src/fusion/resolved-pair.js'
import type { Hopeless } from '../../src/domain/hopeless.js'
import { makeFewAtOnce } from '../../src/run/few-at-once.js'
import { makeTrials, type Trials } from '../../src/run/hopeless.js'
import { resolvePairs } from '../../src/run/resolve-pairs.js'
import { answering, completerOn, handDriven, quiet, resolverOn, shelfInMemory } from '../support/hand-driven.js'
import { compiledOf, pairOf } from '../support/recipes.js'
import { spec } from '../support/spec.js'

const target = digestOf('a target')

function trialsOn(shelf = shelfInMemory<Hopeless>()): Trials & { readonly said: Diagnostic[] } {
  const said: Diagnostic[] = []
  return Object.assign(makeTrials({ shelf, say: (diagnostic) => said.push(diagnostic) }), { said })
}

const rejected = (reason: string, text = 'Text?'): CellOutcome => ({
  kind: 'rejected',
  rejections: [{ attempt: 1, reason, detail: `why: ${reason}`, text }],
})
const good: CellOutcome = { kind: 'text', text: 'Good?', attempt: 1, rejections: [] }
const skipped: CellOutcome = { kind: 'skipped', because: 'simple' }

async function all(pairs: readonly Pair[], recipe: CompiledRecipe, resolver: Parameters<typeof resolvePairs>[2]) {
  const resolved: ResolvedPair[] = []
  for await (const one of resolvePairs(pairs, recipe, resolver)) if (one.kind !== 'unchanged') resolved.push(one)
  return resolved
}

const manyPairs = (count: number): Pair[] => Array.from({ length: count }, (_each, index) => pairOf(`Who is ${index}?`))

spec('the verdict on a variant', (it) => {
  const cases: readonly [sentence: string, outcomes: readonly CellOutcome[], reason: string | undefined][] = [
    [
      'is hopeless where 32 of 40 were rejected for one reason',
      [...many(8, good), ...many(32, rejected('echo'))],
      'echo',
    ],
    ['is not where 31 were', [...many(9, good), ...many(31, rejected('echo'))], undefined],
    ['is not after 39 cells, however bad', many(39, rejected('echo')), undefined],
    ['is not where there are two reasons', [...many(20, rejected('echo')), ...many(20, rejected('length'))], undefined],
    ['is not changed by what comes later', [...many(40, good), ...many(400, rejected('echo'))], undefined],
    ['counts no cell that was skipped', [...many(100, skipped), ...many(39, rejected('echo'))], undefined],
    ['comes with cells between others', many(40, rejected('echo')).flatMap((cell) => [cell, skipped]), 'echo'],
  ]
  for (const [sentence, outcomes, reason] of cases)
    it(sentence, async () => {
      const trials = trialsOn()
      const trial = trials.of(await compiledOf({ simple: 'S {{ q1 }}' }), target)
      for (const [cell, outcome] of outcomes.entries()) trial.met(0, outcome, digestOf(`${cell}`), 'alone')
      assert.is(trial.givenUp(0), reason !== undefined)
      assert.equal(trial.leftAlone([0]), reason === undefined ? [] : [0])
      assert.equal(
        trials.said.map(({ code }) => code),
        reason === undefined ? [] : ['variant-hopeless'],
      )
    })

  it('may not change any more when 40 cells of each variant are judged, and not before', async () => {
    const trial = trialsOn().of(await compiledOf({ simple: 'S {{ q1 }}', fluid: 'F {{ simple }}' }), target)
    const meet = (variant: number, outcome: CellOutcome, cells: number, from: number) => {
      for (let cell = from; cell < from + cells; cell += 1) trial.met(variant, outcome, digestOf(`${cell}`), 'alone')
    }
    meet(0, good, 40, 0)
    meet(1, skipped, 30, 0)
    meet(1, good, 39, 30)
    assert.is(trial.isOver, false)
    meet(1, good, 1, 69)
    assert.is(trial.isOver, true)
  })

  it('holds in every group that asks the same, and under another name', async () => {
    const trials = trialsOn()
    const one = trials.of(await compiledOf({ simple: 'S {{ q1 }}' }), target)
    const other = trials.of(await compiledOf({ plain: 'S {{ q1 }}' }, {}, { group: 'other' }), digestOf('other'))
    const edited = trials.of(await compiledOf({ simple: 'T {{ q1 }}' }), target)
    for (let cell = 0; cell < 40; cell += 1)
      (cell % 2 ? one : other).met(0, rejected('echo'), digestOf(`${cell}`), 'alone')
    assert.equal([one.givenUp(0), other.givenUp(0), edited.givenUp(0)], [true, true, false])
    one.leftAlone([0])
    other.leftAlone([0])
    assert.is(trials.said.length, 1, 'once')
  })

  it('is remembered of a target under its fingerprint, and said with the same words', async () => {
    const shelf = shelfInMemory<Hopeless>()
    const recipe = await compiledOf({ simple: 'S {{ q1 }}', fluid: 'F {{ simple }}' })
    const first = trialsOn(shelf)
    const trial = first.of(recipe, target)
    for (let cell = 0; cell < 40; cell += 1)
      trial.met(0, rejected('echo', `Text ${cell}?`), digestOf(`${cell}`), 'alone')
    assert.equal(trial.leftAlone([0, 1]), [0, 1], 'what reads it is left alone, too')
    await quiet()
    const second = trialsOn(shelf)
    assert.ok(second.of(recipe, target).givenUp(0))
    assert.not(second.of(recipe, target).givenUp(1))
    second.of(recipe, target).leftAlone([0])
    assert.equal(second.said, first.said)
    assert.not(second.of(recipe, digestOf('other questions')).givenUp(0))
    const edited = await compiledOf({ simple: 'T {{ q1 }}' })
    assert.not(second.of(edited, target).givenUp(0))
  })

  it('takes a damaged memory for none', async () => {
    const shelf = { get: () => 7 as never, put: () => Promise.reject(new Error('full')) }
    const trial = trialsOn({ ...shelfInMemory<Hopeless>(), ...shelf }).of(await compiledOf({ simple: 'S' }), target)
    assert.not(trial.givenUp(0))
    for (let cell = 0; cell < 40; cell += 1) trial.met(0, rejected('echo'), digestOf(`${cell}`), 'alone')
    assert.equal(trial.leftAlone([0]), [0])
  })

  it('names the place of the prompt, and what to do for each reason', async () => {
    const reasons: readonly [string, RegExp][] = [
      ['duplicate', /raise its temperature \(now 0\.2/],
      ['length', /Raise max_tokens under its `sampling` \(now 100\)/],
      ['thinking', /a model that does not think/],
      ['repeat', /repeat_penalty/],
      ['prompt-too-long', /context_tokens/],
      ['refused', /take "simple" out/],
      ['empty', /another model/],
      ['max_words', /`checks: \{ max_words: false \}`/],
    ]
    for (const [reason, says] of reasons) {
      const trials = trialsOn()
      const trial = trials.of(await compiledOf({ simple: `${reason} {{ q1 }}` }), target)
      for (let cell = 0; cell < 40; cell += 1)
        trial.met(0, rejected(reason, `Text\n\n${cell}?`), digestOf(`${cell}`), 'alone')
      trial.leftAlone([0])
      const { hint = '', place } = trials.said[0] ?? {}
      assert.match(hint, says)
      assert.match(hint, `Two of them:\n  "Text 0?": why: ${reason}\n  "Text 1?": why: ${reason}\n`)
      assert.match(hint, '--keep-going')
      assert.is(place?.path, 'fusion.config.yaml')
    }
  })
})

function many(count: number, outcome: CellOutcome): readonly CellOutcome[] {
  return Array.from({ length: count }, () => outcome)
}

spec('the trial of a recipe', (it) => {
  it('lets few pairs ask at once, and all as soon as its variants are tried out', async () => {
    const engine = handDriven()
    const recipe = await compiledOf({ simple: 'S {{ q1 }}' })
    const resolver = { ...resolverOn(completerOn(engine), 256), trial: trialsOn().of(recipe, target) }
    const running = all(manyPairs(200), recipe, resolver)
    await quiet()
    assert.is(engine.calls.length, 64)
    for (let answered = 0; answered < 39; answered += 1) engine.calls[0]?.answer(`Who, ${answered}?`)
    await quiet()
    assert.is(engine.calls.length, 64)
    engine.calls[0]?.answer('Who, at last?')
    await quiet()
    assert.is(engine.calls.length, 200 - 40)
    while (engine.calls.length > 0) engine.calls[0]?.answer(`Who, ${engine.count()} ${engine.calls.length}?`)
    assert.ok((await running).every(({ kind }) => kind === 'done'))
  })

  it('gives up one variant in the middle of its attempts; the others, and what is stored, go on', async () => {
    const recipe = await compiledOf({
      simple: 'S {{ q1 }} {{ q2 }}',
      poor: { prompt: 'P {{ q1 }} {{ q2 }}', checks: { not_bad: true } },
      child: 'C {{ poor }}',
    })
    const lane = answering(({ messages }) => {
      const prompt = messages.at(-1)?.content ?? ''
      return prompt.startsWith('P') ? 'A bad one?' : `${prompt} done?`
    })
    const trials = trialsOn()
    const resolver = { ...resolverOn(completerOn(lane), 256), trial: trials.of(recipe, target) }
    const resolved = await all(manyPairs(300), recipe, resolver)
    const asked = (start: string) =>
      lane.asked.filter(({ messages }) => messages.at(-1)?.content.startsWith(start)).length
    assert.is(asked('S'), 300)
    assert.is(asked('C'), 0)
    assert.ok(asked('P') >= 120 && asked('P') <= 3 * 104, `${asked('P')}`)
    const left = resolved.flatMap((one) => (one.kind === 'unasked' ? [one.unasked] : []))
    assert.ok(left.length >= 300 - 104)
    for (const unasked of left) assert.equal(unasked, { budget: 0, hopeless: 2 })
    assert.equal(trials.hopeless, ['poor'])
  })

  it('leaves alone for its sake alone: what reads a text that came can be asked when there is budget again', async () => {
    const recipe = await compiledOf({ simple: 'S {{ q1 }}', fluid: 'F {{ simple }}', brief: 'B {{ fluid }}' })
    const trial = trialsOn().of(recipe, target)
    for (let cell = 0; cell < 40; cell += 1) trial.met(0, rejected('echo'), digestOf(`${cell}`), 'alone')
    assert.equal(trial.leftAlone([0, 1, 2]), [0, 1, 2])
    assert.equal(trial.leftAlone([1, 2]), [], 'this pair has a "simple"')
  })

  it('counts no budget where what is left waits for a variant that was given up, since that keeps a text first', async () => {
    const roots = [{ one: 'A {{ q1 }} {{ q2 }}' }, { one: 'B {{ q1 }} {{ q2 }}' }]
    let isMet = false
    for (const { one } of roots) {
      const recipe = await compiledOf({
        one,
        poor: { prompt: 'P {{ q1 }} {{ q2 }}', checks: { not_bad: true } },
        child: 'C {{ one }}',
      })
      const lane = answering(({ messages }) => {
        const prompt = messages.at(-1)?.content ?? ''
        return prompt.startsWith('P') ? 'A bad one?' : `${prompt} done?`
      })
      const completer = completerOn(lane)
      const trial = trialsOn().of(recipe, target)
      const resolved = await all(manyPairs(300), recipe, { ...resolverOn(completer, 256), trial })
      const left = resolved.flatMap((each) => (each.kind === 'unasked' ? [each.unasked] : []))
      assert.ok(left.length >= 300 - 104)
      for (const { budget } of left) assert.is(budget, 0)
      isMet ||= left.some(({ hopeless }) => hopeless === 2)
    }
    assert.ok(isMet, 'in one of the two orders "child" waits for "poor"')
  })

  it('is over where two variants ask the same, and only one of them is given up', async () => {
    const recipe = await compiledOf({
      strict: { prompt: 'P {{ q1 }}', checks: { not_bad: true }, record: false },
      lax: { prompt: 'P {{ q1 }}', record: false },
    })
    const resolver = resolverOn(completerOn(answering(() => 'A bad one?')), 256)
    const resolved = await all(manyPairs(200), recipe, { ...resolver, trial: trialsOn().of(recipe, target) })
    const left = resolved.flatMap((one) => (one.kind === 'unasked' ? [one.unasked] : []))
    assert.ok(left.length > 90)
    for (const unasked of left) assert.equal(unasked, { budget: 0, hopeless: 1 })
  })

  it('opens where a child can never be tried, since what it reads is given up', async () => {
    const recipe = await compiledOf({ simple: 'S {{ q1 }}', fluid: 'F {{ simple }}' })
    const trial = trialsOn().of(recipe, target)
    assert.ok(trial.enter() !== undefined)
    for (let cell = 0; cell < 40; cell += 1) trial.met(0, rejected('echo'), digestOf(`${cell}`), 'alone')
    assert.is(trial.enter(), undefined)
  })
})

spec('pairs of the last output', (it) => {
  it('are copied when nothing that is met can change a verdict, and not before', async () => {
    const recipe = await compiledOf({ simple: 'S {{ q1 }}' })
    const resolver = resolverOn(completerOn(answering(({ messages }) => `${messages.at(-1)?.content}`)))
    const pairs = manyPairs(60)
    await all(pairs, recipe, resolver)
    let copied = 0
    const last: NonNullable<typeof resolver.last> = {
      find: (pair) => pairs.indexOf(pair),
      take: (_first, count) => {
        copied += count
        return undefined
      },
      close: () => {},
    }
    await all(pairs, recipe, { ...resolver, last, trial: trialsOn().of(recipe, target) })
    assert.is(copied, 20)
    await all(pairs, recipe, { ...resolver, last })
    assert.is(copied, 20 + 60)
  })
})

spec('a gate for a few at once', (it) => {
  it('lets the next one in when one leaves, in the order in which they came', async () => {
    const gate = makeFewAtOnce(2)
    const inside: number[] = []
    const places = [1, 2, 3, 4].map(async (name) => {
      const leave = await gate.enter(() => false)
      inside.push(name)
      return leave
    })
    await quiet()
    assert.equal(inside, [1, 2])
    ;(await places[1])?.()
    await quiet()
    assert.equal(inside, [1, 2, 3])
    ;(await places[0])?.()
    await quiet()
    assert.equal(inside, [1, 2, 3, 4])
  })

  it('lets all in whose way has opened, and gives their place to nobody', async () => {
    const gate = makeFewAtOnce(1)
    let isOpen = false
    const inside: string[] = []
    const enter = async (name: string, open: () => boolean) => {
      const leave = await gate.enter(open)
      inside.push(name)
      return leave
    }
    const first = enter('first', () => false)
    const opened = ['a', 'b'].map((name) => enter(name, () => isOpen))
    const last = enter('last', () => false)
    isOpen = true
    gate.look()
    await quiet()
    assert.equal(inside, ['first', 'a', 'b'])
    for (const each of opened) (await each)?.()
    await quiet()
    assert.equal(inside, ['first', 'a', 'b'])
    ;(await first)?.()
    ;(await last)?.()
    assert.is(
      gate.enter(() => true),
      undefined,
    )
  })
})
