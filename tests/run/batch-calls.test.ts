import * as assert from 'uvu/assert'
import type { Completion } from '../../src/domain/completion.js'
import type { Pair } from '../../src/domain/question.js'
import { CallFailed } from '../../src/engines/engine.js'
import type { CompiledRecipe } from '../../src/fusion/compile-recipe.js'
import type { ResolvedPair } from '../../src/fusion/resolved-pair.js'
import { resolvePairs } from '../../src/run/resolve-pairs.js'
import type { Resolver } from '../../src/run/resolver.js'
import { namesIn } from '../support/batches.js'
import { answering, completerOn, handDriven, quiet, resolverOn, shelfInMemory } from '../support/hand-driven.js'
import { compiledOf, pairOf } from '../support/recipes.js'
import { spec } from '../support/spec.js'

const three = { simple: 'S: {{ q1 }} {{ q2 }}', fluid: 'F: {{ simple }}', brief: 'B: {{ simple }}' }
const pairs = (count: number) => Array.from({ length: count }, (_, n) => pairOf('Who?', `When ${n}?`))

async function all(of: readonly Pair[], recipe: CompiledRecipe, resolver: Resolver): Promise<ResolvedPair[]> {
  const resolved: ResolvedPair[] = []
  for await (const one of resolvePairs(of, recipe, resolver)) if (one.kind !== 'unchanged') resolved.push(one)
  return resolved
}

const textsOf = (resolved: readonly ResolvedPair[]) =>
  resolved.map((one) =>
    one.kind === 'done' ? one.cells.map((cell) => (cell.kind === 'text' ? cell.text : cell.kind)) : one.kind,
  )

const repliesTo = (names: readonly string[], text: string) =>
  JSON.stringify(Object.fromEntries(names.map((name) => [name, `${name} ${text}?`])))

const noFormats = () => new CallFailed('HTTP 400: no structured outputs', { mayPass: false })

spec('calls that several texts share', (it) => {
  it('count once, and keep each text before the call gives its place away', async () => {
    const recipe = await compiledOf(three, { batch: true })
    const completions = shelfInMemory<Completion>()
    let kept = 0
    const lane = answering(({ format, messages }) =>
      format === undefined ? 'Simple?' : repliesTo(namesIn({ format }), `${messages.length}`),
    )
    const watched: typeof lane = {
      ...lane,
      complete: async (request, signal, keep) => {
        const came = await lane.complete(request, signal, keep)
        kept = completions.size()
        return came
      },
    }
    const completer = completerOn(watched, { completions })
    const [resolved] = await all([pairOf()], recipe, resolverOn(completer))
    assert.equal(textsOf(resolved === undefined ? [] : [resolved]), [['Simple?', 'fluid 1?', 'brief 1?']])
    assert.ok(resolved?.kind === 'done')
    assert.equal([resolved.calls, resolved.asked], [2, new Set([0, 1, 2])])
    assert.equal([completer.calls, lane.asked.length, kept], [2, 2, 3])
  })

  it('are not made twice for two pairs that lack the same, nor for one text that is asked for already', async () => {
    const engine = handDriven()
    const completer = completerOn(engine)
    const resolver = resolverOn(completer)
    const recipe = await compiledOf(three, { batch: true })
    const one = await compiledOf({ simple: three.simple, fluid: three.fluid }, { batch: true })
    // Both pairs come out as the same simple text, so their styles ask the same.
    const running = all([pairOf('A?', 'B?'), pairOf('A?', 'C?')], recipe, resolver)
    await quiet()
    for (const call of engine.calls.slice()) call.answer('Same?')
    await quiet()
    assert.equal(
      engine.calls.map(({ request }) => namesIn(request).length),
      [2],
    )
    // A pair of another group, with fewer styles, waits for its text, too.
    const other = all([pairOf('A?', 'B?')], one, resolverOn(completer))
    await quiet()
    assert.is(engine.calls.length, 1)
    engine.calls[0]?.answer(repliesTo(['fluid', 'brief'], 'shared'))
    const expected = ['Same?', 'fluid shared?', 'brief shared?']
    assert.equal(textsOf(await running), [expected, expected])
    assert.equal(textsOf(await other), [expected.slice(0, 2)])
    assert.is(engine.count(), 3)
  })

  it('leave out what is asked for alone at the same time', async () => {
    const engine = handDriven()
    const completer = completerOn(engine)
    const one = await compiledOf({ simple: three.simple, fluid: three.fluid }, { batch: true })
    const running = all([pairOf()], one, resolverOn(completer))
    await quiet()
    engine.calls[0]?.answer('Same?')
    await quiet()
    const more = all([pairOf()], await compiledOf(three, { batch: true }), resolverOn(completer))
    await quiet()
    assert.equal(
      engine.calls.map(({ request }) => request.messages[0]?.content),
      ['F: Same?', 'B: Same?'],
    )
    engine.calls[0]?.answer('Fluid?')
    engine.calls[0]?.answer('Brief?')
    assert.equal(textsOf(await more), [['Same?', 'Fluid?', 'Brief?']])
    assert.equal(textsOf(await running), [['Same?', 'Fluid?']])
  })

  it('are replaced by single calls where the engine will not have them, however many pairs find out', async () => {
    const recipe = await compiledOf(three, { batch: true })
    const lane = answering(({ format, messages }) => {
      if (format !== undefined) throw noFormats()
      return `${messages[0]?.content} done?`
    })
    const resolver = resolverOn(completerOn(lane), 64)
    const resolved = await all(pairs(40), recipe, resolver)
    assert.equal(new Set(resolved.map(({ kind, calls }) => `${kind} ${calls}`)), new Set(['done 3']))
    lane.asked.length = 0
    await all(pairs(40), recipe, resolverOn(resolver.completer))
    assert.is(lane.asked.length, 0)
  })

  it('fail a pair where they could pass later: nothing else is asked in their place', async () => {
    const recipe = await compiledOf(three, { batch: true })
    let isBusy = true
    const lane = answering(({ format, messages }) => {
      if (format === undefined) return `${messages[0]?.content} done?`
      if (isBusy) throw new CallFailed('busy', { mayPass: true })
      return repliesTo(namesIn({ format }), 'shared')
    })
    const resolver = resolverOn(completerOn(lane))
    const [failed] = await all([pairOf()], recipe, resolver)
    assert.ok(failed?.kind === 'failed')
    assert.equal([failed.unresolved, failed.calls, lane.asked.length], [2, 1, 2])
    isBusy = false
    const [done] = await all([pairOf()], recipe, resolver)
    assert.equal([done?.kind, done?.calls], ['done', 1])
  })

  it('are kept when they come in after the build was told to stop, and no single call follows', async () => {
    const stop = new AbortController()
    const completions = shelfInMemory<Completion>()
    const engine = handDriven()
    const completer = completerOn(engine, { completions, signal: stop.signal })
    const running = all([pairOf()], await compiledOf(three, { batch: true }), resolverOn(completer)).catch(
      (error: Error) => error.message,
    )
    await quiet()
    engine.calls[0]?.answer('Simple?')
    await quiet()
    stop.abort(new Error('stopped'))
    const closed = completer.close()
    engine.calls[0]?.answer('no JSON')
    await closed
    assert.is(await running, 'stopped')
    assert.equal([completions.size(), engine.count()], [3, 2])
  })
})
