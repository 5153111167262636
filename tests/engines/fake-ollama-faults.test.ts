import * as assert from 'uvu/assert'
import type { FaultKind, When } from '../support/fake-ollama/faults.js'
import { oomTexts } from '../support/fake-ollama/protocol.js'
import { type Answered, chat, get, loadedIn, post, saidIn, withFake } from '../support/fake-ollama/trying.js'
import { spec } from '../support/spec.js'

const merged = 'Who is it, and where is it?'

/** The first call meets the fault. */
async function under(fault: FaultKind, changes: object = {}): Promise<Answered> {
  let answered: Answered | undefined
  await withFake({ faults: [{ ...fault, when: 1 }] }, async (fake) => {
    answered = await chat(fake, changes)
    const next = await chat(fake)
    assert.is(saidIn(next).content, merged, 'the next call')
  })
  if (!answered) throw new Error('nothing came')
  return answered
}

spec('a fault of the fake Ollama', (it) => {
  const refusals: readonly [FaultKind, number, RegExp][] = [
    [{ kind: 'busy' }, 503, /^\{"error":"server busy, please try again\. {2}maximum pending requests exceeded"\}$/],
    [{ kind: 'cloud-busy' }, 503, /Server overloaded, please retry shortly \(ref: /],
    [{ kind: 'unauthorized' }, 401, /"error":"unauthorized","signin_url":"https:/],
    [{ kind: 'forbidden' }, 403, /^$/],
    [{ kind: 'crash' }, 500, /model runner has unexpectedly stopped/],
    [{ kind: 'crash', text: 'no slots available after 10 retries' }, 500, /no slots available after 10 retries/],
    [{ kind: 'out-of-memory' }, 500, /cudaMalloc failed: out of memory/],
    [{ kind: 'out-of-memory', text: oomTexts.gpu }, 500, /unable to load full model on GPU/],
    [{ kind: 'out-of-memory', text: oomTexts.load }, 500, /requires more system memory/],
    [{ kind: 'out-of-memory', text: oomTexts.start }, 500, /timed out waiting for llama-server to start/],
  ]
  for (const [fault, status, text] of refusals)
    it(`may be ${JSON.stringify(fault)}: ${status}`, async () => {
      const answered = await under(fault)
      assert.is(answered.status, status)
      assert.match(answered.text, text)
    })

  const texts: readonly [FaultKind, (content: string) => boolean][] = [
    [{ kind: 'whitespace-only' }, (content) => content !== '' && content.trim() === ''],
    [{ kind: 'refusal' }, (content) => content.startsWith("I'm sorry")],
    [{ kind: 'refusal', text: 'Je ne peux pas.' }, (content) => content === 'Je ne peux pas.'],
    [{ kind: 'markdown-fence' }, (content) => content === `\`\`\`json\n${merged}\n\`\`\``],
    [{ kind: 'wrong-json' }, (content) => content === JSON.stringify({ thought: merged })],
    [{ kind: 'echo' }, (content) => content === 'Merge: Who is it? / Where is it?'],
    [{ kind: 'wrong-language' }, (content) => /\p{sc=Han}/u.test(content)],
    [{ kind: 'duplicate-lines' }, (content) => content === `${merged}\n${merged}`],
    [{ kind: 'odd-characters' }, (content) => /\uD83D(?![\uDC00-\uDFFF])/.test(content) && content.endsWith('\0\r\n')],
    [{ kind: 'giant' }, (content) => content.length >= 1_000_000],
    [{ kind: 'giant', characters: 5000 }, (content) => content.length >= 5000 && content.length < 5100],
  ]
  for (const [fault, isSo] of texts)
    it(`may be a text of no use: ${JSON.stringify(fault)}`, async () => {
      const { content, reason } = saidIn(await under(fault))
      assert.ok(isSo(content), content.slice(0, 200))
      assert.is(reason, 'stop')
    })

  it('may be in a stream: a line that is cut, one that is an error, none that ends it', async () => {
    const cut = await lastOf('cut-json')
    assert.throws(() => JSON.parse(cut) as unknown)
    assert.match(await lastOf('error-200'), /^\{"error":/)
    assert.match(await lastOf('done-false'), '"done":false')
  })

  it('may be an answer that comes late although its slot is free', async () => {
    await withFake({ faults: [{ kind: 'slow-headers', ms: 60_000, when: 1 }] }, async (fake) => {
      const client = new AbortController()
      const late = chat(fake, {}, client.signal).catch(() => 'gave up')
      await fake.when(({ perModel, inFlight }) => Object.keys(perModel).length > 0 && inFlight === 0)
      assert.is((await chat(fake)).status, 200)
      client.abort()
      assert.is(await late, 'gave up')
      await fake.when(({ aborted }) => aborted === 1)
    })
  })

  it('may make everything slower, until it is told to end', async () => {
    await withFake({ callMs: 3 }, async (fake) => {
      fake.fault({ kind: 'slow-down', factor: 20, when: 2 })
      const spans: number[] = []
      for (let call = 1; call <= 2; call += 1) spans.push(saidIn(await chat(fake)).total)
      assert.ok((spans[1] ?? 0) >= 59, spans.join(' '))
      fake.fault({ kind: 'slow-down', factor: 1, when: 3 })
      assert.ok(saidIn(await chat(fake)).total < (spans[1] ?? 0))
    })
  })

  it('may lose a slot until the model is loaded again', async () => {
    await withFake({ numParallel: 2, faults: [{ kind: 'slot-leak', when: 1 }] }, async (fake) => {
      assert.is(saidIn(await chat(fake)).content, merged)
      for (const slots of [1, 2]) {
        fake.hold()
        fake.reset()
        const all = [1, 2, 3].map(async () => chat(fake))
        await fake.when(({ inFlight, queued }) => inFlight + queued === 3)
        assert.is(fake.stats.inFlight, slots)
        fake.release()
        await Promise.all(all)
        fake.unload()
      }
    })
  })

  it('may be a restart with another version', async () => {
    await withFake({ version: '0.33.0', faults: [{ kind: 'restart', version: '0.34.0', when: 2 }] }, async (fake) => {
      await chat(fake)
      const cut = await chat(fake).catch(() => 'cut off')
      assert.is(cut, 'cut off')
      assert.is(await get(fake, '/api/version').catch(() => 'nobody there'), 'nobody there')
      await fake.comeUp()
      assert.is(await get(fake, '/api/version'), '{"version":"0.34.0"}')
      assert.equal(await loadedIn(fake), [])
      assert.is(fake.stats.aborted, 0)
    })
  })

  it('may be somebody else, who unloads the model or asks for another context', async () => {
    await withFake({}, async (fake) => {
      await chat(fake)
      fake.fault({ kind: 'unloaded', when: 2 })
      assert.is(saidIn(await chat(fake)).content, merged)
      assert.equal([fake.stats.loads, fake.stats.unloads], [2, 1])
      fake.fault({ kind: 'foreign-client', num_ctx: 999, when: 3 })
      assert.is(saidIn(await chat(fake)).content, merged)
      assert.equal([fake.stats.loads, fake.stats.unloads], [4, 3])
      assert.match(await get(fake, '/api/ps'), '"context_length":4096')
    })
  })

  it('may end all that a model works for', async () => {
    await withFake({ numParallel: 1, faults: [{ kind: 'crash', all: true, when: 3 }] }, async (fake) => {
      fake.hold()
      const all = [chat(fake), chat(fake)]
      await fake.when(({ inFlight, queued }) => inFlight === 1 && queued === 1)
      all.push(chat(fake))
      assert.equal(
        (await Promise.all(all)).map(({ status }) => status),
        [500, 500, 500],
      )
      fake.release()
      assert.is((await chat(fake)).status, 200)
      assert.equal([fake.stats.aborted, fake.stats.loads, fake.stats.inFlight], [0, 2, 0])
    })
  })

  it('befalls the n-th call, every n-th, those that fit, or some by chance, the same for the same seed', async () => {
    assert.is(await statuses(3), '..x.........')
    assert.is(await statuses(3, { times: 2 }), '..xx........')
    assert.is(await statuses({ every: 4 }), '...x...x...x')
    assert.is(await statuses({ every: 4, from: 1 }, { times: 2 }), 'x...x.......')
    assert.is(await statuses((_body, nth) => nth > 9), '.........xxx')
    assert.is(await statuses({ probability: 1 }, { times: 1 }), 'x...........')
    const half = await statuses({ probability: 0.5 })
    assert.match(half, /x/)
    assert.match(half, /\./)
    assert.is(await statuses({ probability: 0.5 }), half)
    assert.is.not(await statuses({ probability: 0.5 }, { seed: 2 }), half)
  })

  it('can be told over the wire, one or several, and taken back', async () => {
    await withFake({}, async (fake) => {
      const add = async (faults: unknown) => (await post(fake, '/__faults', faults)).text
      const status = async () => (await chat(fake)).status
      assert.is(await add([{ kind: 'busy' }, { kind: 'bad-gateway', nth: 2 }]), '{"added":2}')
      assert.equal([await status(), await status(), await status()], [503, 502, 200])
      assert.is(await add({ kind: 'unauthorized', every: 1 }), '{"added":1}')
      assert.equal([await status(), await status()], [401, 401])
      await post(fake, '/__reset', { faults: true })
      assert.is(await status(), 200)
      assert.is((await post(fake, '/__faults', {})).status, 400)
    })
  })
})

/** The last line of a stream that breaks. */
async function lastOf(kind: 'cut-json' | 'error-200' | 'done-false'): Promise<string> {
  const { status, text } = await under({ kind }, { stream: true })
  assert.is(status, 200)
  const lines = text.trim().split('\n')
  assert.match(lines[0] ?? '', '"content":"Who"')
  return lines.at(-1) ?? ''
}

/** Twelve calls, x where it was met. */
async function statuses(when: When, options: { seed?: number; times?: number } = {}): Promise<string> {
  const { seed = 1, times } = options
  let all = ''
  const fault = { kind: 'busy' as const, when, ...(times === undefined ? {} : { times }) }
  await withFake({ seed, faults: [fault] }, async (fake) => {
    for (let call = 0; call < 12; call += 1) all += (await chat(fake)).status === 503 ? 'x' : '.'
  })
  return all
}
