import * as assert from 'uvu/assert'
import { makeBatch } from '../support/fake-ollama/batch.js'
import { type Held, makeSlots } from '../support/fake-ollama/slots.js'
import { tokensOfMessages } from '../support/fake-ollama/tokens.js'
import { chat, get, post, saidIn, withFake } from '../support/fake-ollama/trying.js'
import { spec } from '../support/spec.js'

const patient = new AbortController().signal
const promptOf = (system: string, user: string) =>
  tokensOfMessages([
    { role: 'system', content: system },
    { role: 'user', content: user },
  ])
const rules = 'You write questions that are short, kind and clear, and you never answer them.'

spec('the slots of the fake Ollama', (it) => {
  it('keep what they worked on: the next prompt pays for what differs, and for one token at least', async () => {
    await withFake({}, async (fake) => {
      const ask = async (user: string) =>
        chat(fake, {
          messages: [
            { role: 'system', content: rules },
            { role: 'user', content: user },
          ],
        })
      const [system, who] = [promptOf(rules, '').length, promptOf('', 'Who is it?').length]
      assert.is(saidIn(await ask('Who is it?')).promptTokens, system + who)
      assert.equal([fake.stats.cachedTokens, fake.stats.evaluatedTokens], [0, system + who])
      await ask('Where is it?') // shares the rules
      assert.is(fake.stats.cachedTokens, system)
      await ask('Where is it?')
      assert.is(fake.stats.cachedTokens, system + promptOf(rules, 'Where is it?').length - 1)
    })
  })

  it('are chosen by the longest shared beginning, else by the longest rest', async () => {
    const slots = makeSlots(2, () => {})
    const [red, blue] = [promptOf('red '.repeat(20), 'x'), promptOf('blue '.repeat(20), 'x')]
    const take = async (prompt: typeof red) => (await slots.take(prompt, patient)) as Held
    const [one, other] = [await take(red), await take(blue)]
    one.giveBack(red)
    other.giveBack(blue)
    const more = promptOf('blue '.repeat(20), 'y')
    const again = await take(more)
    assert.equal([again.cached, again.saved], [more.length - 1, 0])
    again.giveBack(more)
    const fresh = await take(promptOf('green '.repeat(20), 'z')) // the red one rested longest
    assert.equal([fresh.cached, fresh.saved], [0, red.length])
  })

  it('are given first come, first served; who goes away leaves the line', async () => {
    let queued = 0
    const slots = makeSlots(1, (change) => (queued += change))
    const order: string[] = []
    const prompt = promptOf('', 'x')
    const enter = async (name: string, gone: AbortSignal = patient) => {
      const held = await slots.take(prompt, gone)
      order.push(held ? name : `${name} left`)
      return held
    }
    const first = await enter('first')
    const client = new AbortController()
    const [second, third] = [enter('second', client.signal), enter('third')]
    assert.is(queued, 2)
    client.abort()
    await second
    assert.is(queued, 1)
    first?.giveBack(prompt)
    await third
    assert.equal(order, ['first', 'second left', 'third'])
    assert.equal([slots.busy, queued], [1, 0])
  })

  it('compare prompts of a hundred thousand calls in no time', async () => {
    const slots = makeSlots(64, () => {})
    const long = 'A rule that everybody shares. '.repeat(200)
    const began = performance.now()
    for (let call = 0; call < 20_000; call += 1) {
      const prompt = promptOf(long, `Question number ${call}?`)
      const held = await slots.take(prompt, patient)
      held?.giveBack(prompt)
    }
    const each = (performance.now() - began) / 20_000
    assert.ok(each < 0.5, `${each} ms a call`) // some 0.02 ms on a quiet machine
  })
})

spec('the time that the fake Ollama takes', (it) => {
  it('is the prompt by its speed and a step for each token', async () => {
    const batch = makeBatch({ ppTokS: 1000, tgTokS: 500 }, true, (ms) => ms)
    const began = performance.now()
    const promptMs = await batch.run({ saved: 0, prompt: 20, answer: 10 }, patient)
    assert.ok(Math.abs(promptMs - 20) < 0.01, `${promptMs}`)
    assert.ok(performance.now() - began >= 39)
  })

  it('grows for each by those that run beside it, from when they come until they go', async () => {
    const batch = makeBatch({ ppTokS: 1e9, tgTokS: 1000, alpha: 1 }, true, (ms) => ms)
    const began = performance.now()
    const [long, short] = [
      batch.run({ saved: 0, prompt: 1, answer: 40 }, patient),
      batch.run({ saved: 0, prompt: 1, answer: 10 }, patient),
    ]
    await short // 10 steps of 2 ms
    const between = performance.now() - began
    await long // and 30 of 1 ms
    const all = performance.now() - began
    assert.ok(between >= 19.9 && between < all, `${between}`)
    assert.ok(all >= 49.9, `${all}`)
  })

  it('ends at once for a client that goes away, and is shorter then for the others', async () => {
    const batch = makeBatch({ ppTokS: 1e9, tgTokS: 1000, alpha: 1 }, true, (ms) => ms)
    const client = new AbortController()
    const gone = batch.run({ saved: 0, prompt: 1, answer: 1e9 }, client.signal)
    const other = batch.run({ saved: 0, prompt: 1, answer: 10 }, patient)
    client.abort()
    await Promise.all([gone, other])
  })

  it('is told so that total − load − prompt − answer is the wait for a slot', async () => {
    const timing = { ppTokS: 2000, tgTokS: 500, alpha: 0 }
    await withFake({ timing, loadMs: 40, numParallel: 1, overheadMs: 1 }, async (fake) => {
      const alone = saidIn(await chat(fake))
      assert.ok(alone.load >= 39, `load ${alone.load}`)
      assert.ok(alone.waited >= 0.5, `waited ${alone.waited}`) // the overhead
      assert.ok(alone.answer >= 13 * 2, `answer ${alone.answer}`)
      fake.hold()
      const first = chat(fake)
      await fake.when(({ inFlight }) => inFlight === 1)
      const asked = performance.now()
      const second = chat(fake)
      await fake.when(({ queued }) => queued === 1)
      const queuedFrom = performance.now()
      for (let time = 0; time < 5; time += 1) await get(fake, '/api/version')
      const held = performance.now() - queuedFrom
      fake.release()
      assert.ok(saidIn(await first).answer >= held, 'the slot was held')
      const { waited, total } = saidIn(await second)
      assert.ok(waited >= held, `waited ${waited} of ${held}`)
      assert.ok(total <= performance.now() - asked, `total ${total}`)
    })
  })

  it('counts the wait for another model among the load', async () => {
    await withFake({ models: { 'a:latest': {}, 'b:latest': {} }, maxLoaded: 1 }, async (fake) => {
      fake.hold()
      const first = chat(fake, { model: 'a' })
      await fake.when(({ inFlight }) => inFlight === 1)
      const second = chat(fake, { model: 'b' })
      await fake.when(({ calls }) => calls === 2)
      const queuedFrom = performance.now()
      for (let time = 0; time < 5; time += 1) await get(fake, '/api/version')
      const held = performance.now() - queuedFrom
      fake.release()
      await first
      const { load } = saidIn(await second)
      assert.ok(load >= held, `load ${load} of ${held}`)
    })
  })

  it('is scaled as a whole', async () => {
    await withFake({ callMs: 60_000, loadMs: 60_000, timeScale: 0.0001 }, async (fake) => {
      const { total, load, answer } = saidIn(await chat(fake))
      assert.ok(load >= 5 && answer >= 5 && total < 5_000, `${total}`)
    })
  })

  it('is counted in slots: how long they were busy, how many waited, at most', async () => {
    await withFake({ callMs: 20, numParallel: 2 }, async (fake) => {
      await chat(fake, { messages: [] })
      await Promise.all([1, 2, 3, 4].map(async () => chat(fake)))
      const { busySlotMs, maxQueued, maxInFlight } = fake.stats
      assert.equal([maxInFlight, maxQueued], [2, 2])
      assert.ok(busySlotMs >= 4 * 19, `${busySlotMs}`)
      const stats = JSON.parse(await get(fake, '/__stats')) as Record<string, number>
      assert.equal([stats['calls'], stats['maxQueued'], stats['loads']], [4, 2, 1])
      await post(fake, '/__reset', {})
      assert.equal([fake.stats.calls, fake.stats.busySlotMs, fake.stats.maxQueued], [0, 0, 0])
      assert.is(fake.requests.length, 0)
      await chat(fake)
      assert.equal([fake.stats.calls, fake.stats.loads], [1, 0])
    })
  })
})
