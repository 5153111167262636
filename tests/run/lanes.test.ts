import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { onAbort } from '../../src/base/abort.js'
import type { Clock } from '../../src/base/clock.js'
import type { Completion, CompletionRequest } from '../../src/domain/completion.js'
import { CallFailed, EngineUnavailable, type Server } from '../../src/engines/engine.js'
import { type Lanes, type LanesOptions, makeLanes } from '../../src/run/lanes.js'
import { aRequest, errorOf, patient } from '../support/fake-ollama/asking.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'

const completion: Completion = { text: 'Why?', end: 'stop' }
const passing = (options: { retryAfterMs?: number } = {}) => new CallFailed('busy', { mayPass: true, ...options })
const gone = { code: 'ollama-not-running', severity: 'error', message: 'Ollama does not answer.' } as const
const refused = () => new CallFailed('refused', { mayPass: true, absence: gone })

const settle = async () => new Promise((resolve) => setImmediate(resolve))

/** Time that passes only when somebody sleeps. */
function aClock(): Clock & { readonly slept: number[] } {
  const slept: number[] = []
  let now = 0
  return {
    slept,
    now: () => now,
    async sleep(milliseconds, signal) {
      signal.throwIfAborted()
      slept.push(milliseconds)
      now += milliseconds
      await settle() // or somebody who looks again and again would leave nobody else a turn
    },
  }
}

/** A clock on which nobody ever wakes up by himself. */
const standstill: Clock = {
  now: () => 0,
  sleep: async (_milliseconds, signal) =>
    new Promise((_resolve, reject) => {
      if (signal.aborted) reject(signal.reason as Error)
      signal.addEventListener('abort', () => reject(signal.reason as Error))
    }),
}

interface Call {
  readonly request: CompletionRequest
  readonly signal: AbortSignal
  answer(): void
  fail(error: Error): void
}

/** An engine that the test answers by hand. */
function byHand(): { calls: Call[]; complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion> } {
  const calls: Call[] = []
  return {
    calls,
    complete: async (request, signal) =>
      new Promise((resolve, reject) => {
        calls.push({ request, signal, answer: () => resolve(completion), fail: reject })
        onAbort(signal, () => reject(signal.reason as Error))
      }),
  }
}

/** An engine that fails as scripted (`undefined`: it answers), then answers. */
function scripted(errors: (Error | undefined)[]): {
  asked: CompletionRequest[]
  complete(request: CompletionRequest): Promise<Completion>
} {
  const asked: CompletionRequest[] = []
  return {
    asked,
    async complete(request) {
      asked.push(request)
      const error = errors.shift()
      if (error) throw error
      return completion
    },
  }
}

interface Answering {
  complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion>
}

/** A server that is up, unless it is told otherwise. */
function aServer(engine: Answering, changes: Partial<Server> = {}): Server {
  return {
    name: 'http://a',
    width: 2,
    complete: async (request, signal) => ({ completion: await engine.complete(request, signal) }),
    isUp: async () => true,
    ...changes,
  }
}

function aLane(engine: Answering, changes: Partial<LanesOptions & Pick<Server, 'width' | 'isUp'>> = {}): Lanes {
  const { width = 2, isUp = async () => true, ...options } = changes
  return makeLanes([aServer(engine, { width, isUp })], { retries: 6, clock: aClock(), random: () => 0.5, ...options })
}

spec('a lane', (it) => {
  it('has at most its width in flight, first come, first served', async () => {
    const engine = byHand()
    const lane = aLane(engine)
    const all = [1, 2, 3, 4, 5].map(async (seed) => lane.complete(aRequest({ seed }), patient))
    await settle()
    assert.equal(seeds(engine.calls), [1, 2])
    assert.is(lane.inFlight, 2)
    engine.calls[1]?.answer()
    await settle()
    assert.equal(seeds(engine.calls), [1, 2, 3])
    for (let answered = 0; answered < 5; answered += 1) {
      engine.calls[answered]?.answer()
      await settle()
    }
    await Promise.all(all)
    assert.equal(seeds(engine.calls), [1, 2, 3, 4, 5])
    assert.is(lane.inFlight, 0)
  })

  it('is never wider than its width, whatever comes and goes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.constantFrom('ask', 'ask', 'answer', 'fail', 'abort'), { maxLength: 60 }),
        async (width, steps) => {
          const engine = byHand()
          const lane = aLane(engine, { width, retries: 0 })
          const aborts: AbortController[] = []
          let open = 0
          const all: Promise<unknown>[] = []
          const done = new Set<Call>()
          const next = () => engine.calls.find((call) => !done.has(call) && !call.signal.aborted)
          for (const step of steps) {
            if (step === 'ask') {
              const stop = new AbortController()
              aborts.push(stop)
              open += 1
              all.push(
                lane
                  .complete(aRequest({ seed: all.length }), stop.signal)
                  .catch(() => {})
                  .finally(() => (open -= 1)),
              )
            } else if (step === 'abort') aborts.shift()?.abort(new Error('stop'))
            else {
              const call = next()
              if (call) done.add(call)
              if (step === 'answer') call?.answer()
              else call?.fail(passing())
            }
            await settle()
            assert.ok(lane.inFlight <= width)
            assert.is(lane.inFlight, Math.min(width, open))
          }
          for (let call = next(); call; call = next()) {
            done.add(call)
            call.answer()
            await settle()
          }
          await Promise.all(all)
          assert.is(lane.inFlight, 0)
        },
      ),
      { numRuns: soakRuns(50) },
    )
  })

  it('asks the very same request again, as often as it was told, and no more (contract 29)', async () => {
    const engine = scripted(Array.from({ length: 6 }, () => passing()))
    const request = aRequest()
    assert.equal(await aLane(engine).complete(request, patient), completion)
    assert.is(engine.asked.length, 7)
    assert.ok(engine.asked.every((asked) => asked === request))
    const hopeless = scripted(Array.from({ length: 7 }, () => passing()))
    assert.instance(await errorOf(aLane(hopeless).complete(request, patient)), CallFailed)
    assert.is(hopeless.asked.length, 7)
  })

  it('does not ask again what cannot pass (contract 29)', async () => {
    const engine = scripted([new CallFailed('wrong option', { mayPass: false })])
    assert.match(String(await errorOf(aLane(engine).complete(aRequest(), patient))), 'wrong option')
    assert.is(engine.asked.length, 1)
    const bug = scripted([new TypeError('a bug')])
    assert.instance(await errorOf(aLane(bug).complete(aRequest(), patient)), TypeError)
    assert.is(bug.asked.length, 1)
  })

  it('waits longer each time, with full jitter, up to half a minute', async () => {
    const clock = aClock()
    const errors = Array.from({ length: 7 }, () => passing())
    await aLane(scripted(errors), { clock, retries: 7 }).complete(aRequest(), patient)
    assert.equal(clock.slept, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
    const eager = aClock()
    await aLane(scripted([passing(), passing()]), { clock: eager, random: () => 0 }).complete(aRequest(), patient)
    assert.equal(eager.slept, [])
  })

  it('waits as long as the server asks for, and gives up where that is very long', async () => {
    const clock = aClock()
    const engine = scripted([passing({ retryAfterMs: 7_000 })])
    await aLane(engine, { clock }).complete(aRequest(), patient)
    assert.equal(clock.slept, [7_500])
    const usedUp = scripted([passing({ retryAfterMs: 3_600_000 })])
    assert.instance(await errorOf(aLane(usedUp).complete(aRequest(), patient)), CallFailed)
  })

  it('gives up after one more look where nobody takes the call, and says so to all that wait', async () => {
    const engine = scripted([refused()])
    const lane = aLane(engine, { width: 1, isUp: async () => false })
    const waiting = [1, 2, 3].map(async (seed) => errorOf(lane.complete(aRequest({ seed }), patient)))
    for (const error of await Promise.all(waiting)) {
      assert.instance(error, EngineUnavailable)
      assert.is((error as EngineUnavailable).diagnostic, gone)
    }
    assert.is(engine.asked.length, 1)
    assert.instance(await errorOf(lane.complete(aRequest(), patient)), EngineUnavailable)
    assert.is(engine.asked.length, 1)
  })

  it('goes on where the server is back at the second try', async () => {
    const engine = scripted([refused(), passing(), refused()])
    assert.equal(await aLane(engine).complete(aRequest(), patient), completion)
  })

  it('lets calls in flight end when the engine is not there for others: they are paid for', async () => {
    const engine = byHand()
    const lane = aLane(engine)
    const paid = lane.complete(aRequest({ seed: 1 }), patient)
    const missing = errorOf(lane.complete(aRequest({ seed: 2 }), patient))
    const queued = errorOf(lane.complete(aRequest({ seed: 3 }), patient))
    await settle()
    engine.calls[1]?.fail(new EngineUnavailable(gone))
    assert.instance(await missing, EngineUnavailable)
    assert.instance(await queued, EngineUnavailable)
    engine.calls[0]?.answer()
    assert.equal(await paid, completion)
    assert.is(engine.calls.length, 2)
  })

  it('wakes calls that wait for their next try when the engine is not there', async () => {
    const errors = [passing(), new EngineUnavailable(gone)]
    const lane = aLane(scripted(errors), { clock: standstill })
    const sleeping = errorOf(lane.complete(aRequest({ seed: 1 }), patient))
    await settle()
    assert.instance(await errorOf(lane.complete(aRequest({ seed: 2 }), patient)), EngineUnavailable)
    assert.instance(await sleeping, EngineUnavailable)
  })

  it('drops queued calls and aborts those in flight when it is told to stop', async () => {
    const engine = byHand()
    const lane = aLane(engine, { width: 1 })
    const stop = new AbortController()
    const all = [1, 2, 3].map(async (seed) => errorOf(lane.complete(aRequest({ seed }), stop.signal)))
    const other = lane.complete(aRequest({ seed: 4 }), patient)
    await settle()
    const reason = new Error('Ctrl-C')
    stop.abort(reason)
    assert.equal(await Promise.all(all), [reason, reason, reason])
    await settle()
    assert.equal(seeds(engine.calls), [1, 4])
    engine.calls[1]?.answer()
    assert.equal(await other, completion)
  })

  it('stops waiting for the next try when it is told to stop', async () => {
    const stop = new AbortController()
    const lane = aLane(scripted([passing()]), { clock: standstill })
    const error = errorOf(lane.complete(aRequest(), stop.signal))
    await settle()
    stop.abort(new Error('Ctrl-C'))
    assert.match(String(await error), 'Ctrl-C')
    assert.is(lane.inFlight, 0)
  })

  it('begins no further try where it is told to stop at the very moment when the wait ends (contract 26)', async () => {
    const stop = new AbortController()
    const engine = scripted([passing()])
    const clock: Clock = { now: () => 0, sleep: async () => stop.abort(new Error('Ctrl-C')) }
    assert.match(String(await errorOf(aLane(engine, { clock }).complete(aRequest(), stop.signal))), 'Ctrl-C')
    assert.is(engine.asked.length, 1)
  })

  it('begins no call that is told to stop while its model is loaded (contract 26)', async () => {
    const stop = new AbortController()
    const engine = scripted([])
    const server = aServer(engine, { load: async () => stop.abort(new Error('Ctrl-C')) })
    const lanes = makeLanes([server], { retries: 6, clock: aClock(), random: () => 0.5 })
    assert.match(String(await errorOf(lanes.complete(aRequest(), stop.signal))), 'Ctrl-C')
    assert.is(engine.asked.length, 0)
  })

  it('waits for no unload when it is told to stop (contract 26)', async () => {
    const stop = new AbortController()
    const engine = scripted([])
    const server = aServer(engine, { unload: async () => new Promise(() => {}) })
    const lanes = makeLanes([server], { retries: 6, clock: aClock(), random: () => 0.5 })
    await lanes.complete(aRequest({ model: 'one' }), stop.signal)
    const other = errorOf(lanes.complete(aRequest({ model: 'two' }), stop.signal))
    await settle()
    stop.abort(new Error('Ctrl-C'))
    const late = settle()
      .then(settle)
      .then(() => 'it waits')
    assert.match(String(await Promise.race([other, late])), 'Ctrl-C')
    assert.is(engine.asked.length, 1)
  })

  it('ends, and does not wait for ever, where looking for the server fails', async () => {
    const lane = aLane(scripted([refused()]), { isUp: async () => Promise.reject(new TypeError('a bug')) })
    const late = (async () => {
      for (let turn = 0; turn < 20; turn += 1) await settle()
      return 'it waits'
    })()
    assert.instance(await Promise.race([errorOf(lane.complete(aRequest(), patient)), late]), TypeError)
  })

  it('takes no other model while a call waits for its turn under a limit per minute', async () => {
    const unloaded: string[] = []
    const asked: string[] = []
    const server = aServer(
      { complete: async ({ model }) => (asked.push(model), completion) },
      { width: 2, unload: async (model) => void unloaded.push(model) },
    )
    const lanes = makeLanes([server], { retries: 6, clock: aClock(), random: () => 0.5, requestsPerMinute: 60 })
    const askFor = async (model: string) => lanes.complete(aRequest({ model }), patient)
    await askFor('one')
    await Promise.all(['two', 'one', 'two', 'one'].map(askFor))
    assert.equal(asked, ['one', 'two', 'two', 'one', 'one'])
    assert.equal(unloaded, ['one', 'two'])
  })

  it('asks nothing for a signal that is aborted already', async () => {
    const engine = scripted([])
    assert.match(
      String(await errorOf(aLane(engine).complete(aRequest(), AbortSignal.abort(new Error('late'))))),
      'late',
    )
    assert.is(engine.asked.length, 0)
  })

  it('spaces calls evenly where there is a limit per minute', async () => {
    const clock = aClock()
    const starts: number[] = []
    const engine = { complete: async () => (starts.push(clock.now()), completion) }
    const lane = aLane(engine, { clock, width: 1, requestsPerMinute: 60 })
    await Promise.all([1, 2, 3].map(async (seed) => lane.complete(aRequest({ seed }), patient)))
    assert.equal(starts, [0, 1_000, 2_000])
  })
})

function seeds(calls: readonly Call[]): number[] {
  return calls.map(({ request }) => request.seed)
}

/** Servers that the test answers by hand, and the lanes to them. */
function several(names: readonly string[], changes: Partial<LanesOptions> = {}, widths: readonly number[] = []) {
  const said: string[] = []
  const up = new Set(names)
  const hands = names.map(() => byHand())
  const unloaded: string[] = []
  const servers = names.map((name, at) =>
    aServer(hands[at] as ReturnType<typeof byHand>, {
      name,
      width: widths[at] ?? 2,
      isUp: async () => up.has(name),
      unload: async (model) => void unloaded.push(`${name} ${model}`),
    }),
  )
  const say = ({ code }: { readonly code: string }) => void said.push(code)
  const lanes = makeLanes(servers, { retries: 6, clock: aClock(), random: () => 0, say, ...changes })
  return { said, up, hands: hands.map(({ calls }) => calls), lanes, unloaded }
}

const ask = (lanes: Lanes, ...of: readonly number[]) =>
  of.map(async (seed) => lanes.complete(aRequest({ seed }), patient))

spec('the place of a call that failed', (it) => {
  it('goes to the next one: one failure does not leave the server idle', async () => {
    const engine = scripted([passing()])
    const lane = aLane(engine, { width: 1, clock: standstill })
    const stop = new AbortController()
    const waiting = errorOf(lane.complete(aRequest({ seed: 1 }), stop.signal))
    assert.equal(await lane.complete(aRequest({ seed: 2 }), patient), completion)
    stop.abort(new Error('enough'))
    await waiting
  })

  it('is held where the server is in trouble: busy, or failing call after call', async () => {
    const busy = new CallFailed('busy', { mayPass: true, isStrain: true })
    for (const errors of [[busy], [passing(), passing()]]) {
      const engine = scripted([...errors])
      const lane = aLane(engine, { width: 1, clock: standstill })
      const stop = new AbortController()
      const all = [1, 2, 3, 4].map(async (seed) => errorOf(lane.complete(aRequest({ seed }), stop.signal)))
      for (let turn = 0; turn < 5; turn += 1) await settle()
      assert.is(engine.asked.length, errors.length)
      assert.is(lane.inFlight, 1)
      stop.abort(new Error('enough'))
      await Promise.all(all)
    }
  })
})

spec('lanes to several servers', (it) => {
  it('wait for one that is away, where the other one has not the model', async () => {
    const { lanes, hands, up } = several(['a', 'b'], { outageMs: 60_000 }, [1, 1])
    const answers = ask(lanes, 1, 2, 3)
    await settle()
    hands[1]?.[0]?.answer()
    await settle()
    up.delete('a')
    hands[0]?.[0]?.fail(refused())
    await settle()
    hands[1]?.[1]?.fail(new EngineUnavailable(gone))
    await settle()
    up.add('a')
    for (let turn = 0; turn < 9; turn += 1) await settle()
    for (const call of hands[0]?.slice(1) ?? []) call.answer()
    await settle()
    for (const call of hands[0]?.slice(2) ?? []) call.answer()
    await Promise.all(answers)
    assert.is(hands[0]?.length, 3)
    lanes.close()
  })

  it('share one queue: the next call goes where the least is under way', async () => {
    const { lanes, hands } = several(['a', 'b'], {}, [2, 4])
    void ask(lanes, 1, 2, 3, 4, 5, 6, 7)
    await settle()
    assert.equal(
      hands.map(({ length }) => length),
      [2, 4],
    )
    hands[1]?.[0]?.answer()
    await settle()
    assert.equal(
      hands.map(({ length }) => length),
      [2, 5],
    )
  })

  it('give the calls of one that went away to the others, and use it again when it is back', async () => {
    const { lanes, hands, up, said } = several(['a', 'b'], {}, [1, 1])
    const answers = ask(lanes, 1, 2, 3)
    await settle()
    hands[1]?.[0]?.answer()
    await settle()
    up.delete('a')
    hands[0]?.[0]?.fail(refused())
    for (let turn = 0; turn < 5; turn += 1) await settle()
    assert.is(lanes.inFlight, 1)
    hands[1]?.[1]?.answer()
    await settle()
    hands[1]?.[2]?.answer()
    await Promise.all(answers)
    assert.equal(
      hands.map((calls) => seeds(calls)),
      [[1], [2, 3, 1]],
    )
    assert.ok(said.includes('server-away'))
    up.add('a')
    for (let turn = 0; turn < 5; turn += 1) await settle()
    const [more] = ask(lanes, 4)
    await settle()
    assert.equal(seeds(hands[0] ?? []), [1, 4])
    hands[0]?.[1]?.answer()
    await more
    assert.ok(said.includes('server-back'))
    lanes.close()
  })

  it('say of one that fails call after call that the others do its work', async () => {
    const said: string[] = []
    const sick = { complete: async () => Promise.reject(passing()) }
    const well = {
      complete: async () => {
        for (let turn = 0; turn < 9; turn += 1) await settle()
        return completion
      },
    }
    const servers = [aServer(sick, { name: 'sick', width: 1 }), aServer(well, { name: 'well', width: 1 })]
    const say = ({ code }: { readonly code: string }) => void said.push(code)
    const lanes = makeLanes(servers, { retries: 6, clock: aClock(), random: () => 0.5, say })
    const answers = await Promise.all(ask(lanes, ...Array.from({ length: 60 }, (_each, seed) => seed)))
    assert.ok(answers.every((answer) => answer === completion))
    assert.equal(said, ['server-fails'])
    lanes.close()
  })

  it('leave out one that lacks the model, and end with the last one', async () => {
    const { lanes, hands, said } = several(['a', 'b'], {}, [2, 1])
    const answers = ask(lanes, 1, 2, 3).map(async (answer) => errorOf(answer))
    await settle()
    for (const call of hands[0] ?? []) call.fail(new EngineUnavailable(gone))
    await settle()
    assert.is(hands[0]?.length, 2)
    assert.equal(said, ['server-left-out'], 'once')
    hands[1]?.[0]?.fail(new EngineUnavailable(gone))
    for (const error of await Promise.all(answers)) assert.instance(error, EngineUnavailable)
  })
})

spec('a server that goes away', (it) => {
  it('is waited for as long as was said; then all that wait are told', async () => {
    const clock = aClock()
    const { lanes, hands, up, said } = several(['a'], { outageMs: 60_000, clock }, [1])
    const [first, ...others] = ask(lanes, 1, 2, 3)
    await settle()
    hands[0]?.[0]?.answer()
    await first
    await settle()
    up.delete('a')
    hands[0]?.[1]?.fail(refused())
    for (const other of others) assert.instance(await errorOf(other), EngineUnavailable)
    assert.equal(said, ['server-away'])
    assert.ok(clock.now() >= 55_000 && clock.now() <= 65_000, `${clock.now()}`)
  })

  it('costs no call a try: what nobody took waits', async () => {
    const looks = [false, false, false, true]
    const engine = scripted([undefined, refused()])
    const lane = aLane(engine, { width: 1, retries: 0, outageMs: 60_000, isUp: async () => looks.shift() ?? true })
    await lane.complete(aRequest({ seed: 0 }), patient)
    assert.equal(await lane.complete(aRequest(), patient), completion)
    assert.is(looks.length, 0)
    assert.is(engine.asked.length, 3)
  })

  it('is asked who it is before anything is sent to it again; another one ends all', async () => {
    const moved = new EngineUnavailable({ ...gone, code: 'model-moved' })
    const engine = scripted([refused()])
    const lane = aLane(engine, { outageMs: 60_000, confirm: async () => Promise.reject(moved) })
    assert.is(await errorOf(lane.complete(aRequest(), patient)), moved)
    assert.is(engine.asked.length, 1)
  })

  it('but for a moment loses nothing: whoever lacks the model for once is asked who it is, and goes on', async () => {
    let confirmed = 0
    const engine = scripted([new EngineUnavailable(gone, undefined, { isModelMissing: true })])
    const lane = aLane(engine, { confirm: async () => void (confirmed += 1) })
    assert.equal(await lane.complete(aRequest(), patient), completion)
    assert.is(confirmed, 1)
  })
})

spec('a lane and its models', (it) => {
  it('ends the calls of one before the first of the next, and unloads it between', async () => {
    const { lanes, hands, unloaded } = several(['a'], {}, [2])
    const models = ['A', 'B', 'A', 'B']
    const answers = models.map(async (model, seed) => lanes.complete(aRequest({ seed, model }), patient))
    await settle()
    assert.equal(seeds(hands[0] ?? []), [0, 2])
    hands[0]?.[0]?.answer()
    await settle()
    assert.is(hands[0]?.length, 2, 'a call of A is in flight: B would unload it')
    assert.equal(unloaded, [])
    hands[0]?.[1]?.answer()
    await settle()
    assert.equal(unloaded, ['a A'])
    assert.equal(seeds(hands[0] ?? []), [0, 2, 1, 3])
    for (const call of hands[0]?.slice(2) ?? []) call.answer()
    await Promise.all(answers)
  })
})
