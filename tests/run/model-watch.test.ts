import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { digestOf } from '../../src/base/hash.js'
import type { Completion, Identity } from '../../src/domain/completion.js'
import type { Diagnostic } from '../../src/domain/diagnostic.js'
import { EngineUnavailable, type Server } from '../../src/engines/engine.js'
import { makeModelWatch, type ModelWatch } from '../../src/run/model-watch.js'
import type { PeriodShelf } from '../../src/store/completion-store.js'
import { type Confirmations, makeConfirmations } from '../../src/store/confirmations.js'
import { emptyLedger, type Ledger, type LedgerKeeper } from '../../src/store/ledger.js'
import { errorOf } from '../support/fake-ollama/asking.js'
import { quiet } from '../support/hand-driven.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'

const weights = (version: number): Identity => ({ id: `ollama ${version}`, label: `m (${version})` })
const gone: Diagnostic = { code: 'ollama-not-running', severity: 'error', message: 'Ollama does not answer.' }

/** What survives a kill: a ledger and entries. */
interface Disk {
  ledger: Ledger
  readonly entries: Map<string, { readonly completion: Completion; readonly period: number }>
}

const emptyDisk = (): Disk => ({ ledger: emptyLedger, entries: new Map() })

function keeperOf(disk: Disk): LedgerKeeper {
  return { read: () => disk.ledger, update: (change) => (disk.ledger = change(disk.ledger)) }
}

function shelfOf(disk: Disk, confirmations: Confirmations): PeriodShelf<Completion> {
  return {
    get: (key) => {
      const entry = disk.entries.get(key)
      return entry === undefined || confirmations.isBlocked(entry.period) ? undefined : entry.completion
    },
    put: async (key, completion, period = 0) => void disk.entries.set(key, { completion, period }),
    size: () => disk.entries.size,
  }
}

/** A server that says who it is when the test lets it. */
interface ByHand extends Server {
  /** Checks that wait for their answer, oldest first. */
  readonly asked: ((answer: Identity | 'nobody') => void)[]
}

function byHand(name: string): ByHand {
  const asked: ByHand['asked'] = []
  return {
    name,
    asked,
    width: 1,
    complete: async () => Promise.reject(new Error('not asked here')),
    isUp: async () => true,
    identify: async ([model = '']) =>
      new Promise((resolve, reject) =>
        asked.push((answer) =>
          answer === 'nobody' ? reject(new EngineUnavailable(gone)) : resolve(new Map([[model, answer]])),
        ),
      ),
  }
}

interface Watching {
  readonly watch: ModelWatch
  readonly confirmations: Confirmations
  readonly said: Diagnostic[]
  readonly stopped: Error[]
  /** How often outputs were to be doubted. */
  readonly doubts: { readonly count: number }
  readonly clock: { ms: number }
  put(text: string, from: Server): Promise<void>
  has(text: string): boolean
}

function watching(disk = emptyDisk(), version = 1): Watching {
  const confirmations = makeConfirmations(keeperOf(disk))
  const said: Diagnostic[] = []
  const stopped: Error[] = []
  const doubts = { count: 0 }
  const clock = { ms: 0 }
  const watch = makeModelWatch({
    nowMs: () => 1_234_567,
    completions: shelfOf(disk, confirmations),
    confirmations,
    identities: new Map([['m', weights(version)]]),
    clock: { now: () => clock.ms },
    say: (diagnostic) => said.push(diagnostic),
    stop: (error) => stopped.push(error),
    doubt: () => (doubts.count += 1),
  })
  return {
    watch,
    confirmations,
    said,
    stopped,
    doubts,
    clock,
    put: async (text, from) => watch.answers.put(digestOf(text), { text, end: 'stop' }, 'm', from),
    has: (text) => watch.answers.get(digestOf(text)) !== undefined,
  }
}

spec('who answers', (it) => {
  it('is stored with the second at which the answer came, which no key holds', async () => {
    const { put, watch } = watching()
    await put('a', byHand('one'))
    assert.equal(watch.answers.get(digestOf('a')), { text: 'a', end: 'stop', answeredAt: 1_234 })
    await watch.close(new AbortController().signal)
  })

  it('is asked every thirty seconds while answers come, and by no timer', async () => {
    const server = byHand('one')
    const { put, clock, watch } = watching()
    await put('a', server)
    clock.ms = 29_999
    await put('b', server)
    assert.is(server.asked.length, 0)
    clock.ms = 30_000
    await put('c', server)
    assert.is(server.asked.length, 1)
    server.asked.shift()?.(weights(1))
    await quiet()
    clock.ms = 59_999
    await put('d', server)
    assert.is(server.asked.length, 0)
    clock.ms = 60_000
    await put('e', server)
    assert.is(server.asked.length, 1)
    server.asked.shift()?.(weights(1))
    await watch.close(new AbortController().signal)
  })

  it('is asked when a reply loaded the model, and the reply does not wait for it', async () => {
    const server = byHand('one')
    const { put, watch, confirmations } = watching()
    watch.hasLoaded(server)
    await put('a', server)
    assert.is(server.asked.length, 1)
    server.asked.shift()?.(weights(1))
    await watch.close(new AbortController().signal)
    assert.is(confirmations.pending.length, 1, 'it came after the check began')
  })

  it('is asked once for all who want to know at the same time, and once more for those who came later', async () => {
    const server = byHand('one')
    const { put, watch, confirmations } = watching()
    await put('a', server)
    const first = watch.settle()
    await put('b', server)
    const later = [watch.settle(), watch.settle(), watch.confirm(server)]
    assert.is(server.asked.length, 1)
    server.asked.shift()?.(weights(1))
    await first
    await quiet()
    assert.is(server.asked.length, 1)
    assert.is(confirmations.pending.length, 1)
    server.asked.shift()?.(weights(1))
    await Promise.all(later)
    assert.equal(confirmations.pending, [])
    await watch.settle()
    assert.is(server.asked.length, 0, 'nothing came since')
  })

  it('is not asked of an engine that cannot say', async () => {
    const { identify: _none, ...server } = byHand('rules')
    const { put, watch, confirmations } = watching()
    await put('a', server)
    watch.hasLoaded(server)
    await watch.confirm(server)
    await watch.settle()
    assert.equal(confirmations.pending, [])
    assert.is(server.asked.length, 0)
  })
})

spec('another model', (it) => {
  it('ends the build, is named with both digests, and takes what was not confirmed with it', async () => {
    const server = byHand('one')
    const { put, has, watch, stopped } = watching()
    await put('sure', server)
    const settled = watch.settle()
    server.asked.shift()?.(weights(1))
    await settled
    await put('a', server)
    await put('b', server)
    const wrong = errorOf(watch.settle())
    await put('c', server)
    server.asked.shift()?.(weights(2))
    const { diagnostic } = (await wrong) as EngineUnavailable
    assert.is(diagnostic.code, 'model-moved')
    assert.match(diagnostic.message, /m \(1\) then, m \(2\) now/)
    assert.match(diagnostic.message, /3 answers .* dropped/)
    assert.equal(
      ['sure', 'a', 'b', 'c'].map((text) => has(text)),
      [true, false, false, false],
    )
    assert.is(stopped[0], await wrong)
    assert.is(await errorOf(put('d', server)), stopped[0], 'what is still under way is not kept')
    assert.not(has('d'))
    assert.is(await errorOf(watch.confirm(server)), stopped[0])
  })

  it('puts outputs in doubt that were committed before anybody could be asked, and no others', async () => {
    for (const isSilent of [true, false]) {
      const server = byHand('one')
      const { put, watch, doubts } = watching()
      await put('a', server)
      const committed = watch.settle()
      server.asked.shift()?.(isSilent ? 'nobody' : weights(1))
      await committed
      await put('b', server)
      const wrong = errorOf(watch.settle())
      server.asked.shift()?.(weights(2))
      await wrong
      assert.is(doubts.count, isSilent ? 1 : 0)
    }
  })

  it('at one server leaves what the others said', async () => {
    const [one, two] = [byHand('one'), byHand('two')]
    const { put, has, watch } = watching()
    await put('a', one)
    await put('b', two)
    const wrong = errorOf(watch.settle())
    one.asked.shift()?.(weights(2))
    two.asked.shift()?.(weights(1))
    await wrong
    await put('c', two)
    assert.equal(
      ['a', 'b', 'c'].map((text) => has(text)),
      [false, true, true],
    )
  })

  it('is found in what a build before left behind, which is said', async () => {
    const disk = emptyDisk()
    const server = byHand('one')
    const before = watching(disk)
    await before.put('a', server)
    const { watch, has, said, stopped } = watching(disk, 2)
    assert.ok(has('a'))
    const judged = watch.takeOver([server], true)
    server.asked.shift()?.(weights(2))
    await judged
    assert.not(has('a'))
    assert.equal(
      said.map(({ code }) => code),
      ['answers-dropped'],
    )
    assert.equal(stopped, [])
  })
})

spec('a server that does not say who it is', (it) => {
  it('costs no answer: they stay pending, that is told, and the next build confirms them', async () => {
    const disk = emptyDisk()
    const server = byHand('one')
    const { put, has, watch } = watching(disk)
    await put('a', server)
    assert.is(watch.unconfirmed, undefined)
    const settled = watch.settle()
    server.asked.shift()?.('nobody')
    await settled
    assert.equal(watch.unconfirmed, { models: ['m'], why: gone.message })
    assert.ok(has('a'))
    await watch.settle()
    assert.is(server.asked.length, 0, 'it is not asked again for the same')
    const next = watching(disk)
    const judged = next.watch.takeOver([server], true)
    server.asked.shift()?.(weights(1))
    await judged
    assert.equal(next.confirmations.pending, [])
    assert.is(next.watch.unconfirmed, undefined)
  })

  it('and is in the config no more: its answers are misses, and stay pending', async () => {
    const disk = emptyDisk()
    const { put } = watching(disk)
    await put('a', byHand('one'))
    const other = byHand('two')
    const next = watching(disk)
    await next.watch.takeOver([other], true)
    assert.is(other.asked.length, 0)
    assert.not(next.has('a'))
    await next.put('a', other)
    assert.ok(next.has('a'))
  })
})

type Step =
  | {
      readonly kind: 'put' | 'put-late' | 'check' | 'commit' | 'load' | 'change' | 'kill' | 'reply' | 'look' | 'silence'
    }
  | { readonly kind: 'wait'; readonly ms: number }

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ kind: 'put' } as const) },
  { weight: 4, arbitrary: fc.constant({ kind: 'reply' } as const) },
  { weight: 4, arbitrary: fc.constant({ kind: 'look' } as const) },
  ...(['check', 'commit', 'load', 'put-late'] as const).map((kind) => ({
    weight: 2,
    arbitrary: fc.constant({ kind }),
  })),
  ...(['change', 'kill', 'silence'] as const).map((kind) => ({ weight: 1, arbitrary: fc.constant({ kind }) })),
  { weight: 2, arbitrary: fc.integer({ min: 1_000, max: 40_000 }).map((ms) => ({ kind: 'wait', ms }) as const) },
)

const stories = fc.array(steps, { maxLength: 60, size: 'max' })

/**
 * A server whose weights change for good, checks that look at it at one moment and reply at another, answers that come late, builds that are killed.
 * Returns what is kept under a name, and by which weights it was really said.
 */
async function live(story: readonly Step[]) {
  const disk = emptyDisk()
  const server = byHand('one')
  const truth = new Map<string, number>()
  /** Checks that reached the server, and what it said. */
  const underWay: (() => void)[] = []
  let actual = 1
  let asked = 1
  let count = 0
  let late: string[] = []
  let now = watching(disk, asked)
  const look = () => {
    for (const reply of server.asked.splice(0)) {
      const seen = weights(actual)
      underWay.push(() => reply(seen))
    }
  }
  const say = () => {
    const text = `${asked} ${(count += 1)}`
    truth.set(text, actual)
    return text
  }
  const isOver = () => now.stopped.length > 0
  const begin = async () => {
    server.asked.length = 0
    underWay.length = 0
    late = []
    asked = actual
    now = watching(disk, asked)
    const judged = now.watch.takeOver([server], true)
    look()
    for (const reply of underWay.splice(0)) reply()
    await judged
  }
  for (const step of story) {
    if (isOver() || step.kind === 'kill') {
      await begin()
      continue
    }
    if (step.kind === 'put') await now.put(say(), server).catch(() => {})
    if (step.kind === 'put-late') late.push(say())
    if (step.kind === 'look') look()
    if (step.kind === 'reply') underWay.shift()?.()
    if (step.kind === 'silence') server.asked.shift()?.('nobody')
    if (step.kind === 'check') now.watch.confirm(server).catch(() => {})
    if (step.kind === 'commit') now.watch.settle().catch(() => {})
    if (step.kind === 'load') now.watch.hasLoaded(server)
    if (step.kind === 'change') actual += 1
    if (step.kind === 'wait') {
      now.clock.ms += step.ms
      for (const text of late.splice(0)) await now.put(text, server).catch(() => {})
    }
    await quiet()
  }
  await begin()
  return { truth, has: now.has, pending: now.confirmations.pending }
}

spec('whatever the order of answers, checks, changes and kills', (it) => {
  it('nothing that another model said stands under a name in the end (contract 3)', () =>
    fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const { truth, has, pending } = await live(story)
        assert.equal(pending, [])
        for (const [text, by] of truth) if (has(text)) assert.is(Number(text.split(' ')[0]), by, text)
      }),
      { numRuns: soakRuns(100) },
    ))

  it('nothing is lost where nothing changed (contract 25)', () =>
    fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const calm = story.filter(({ kind }) => !['change', 'put-late'].includes(kind))
        const { truth, has } = await live(calm)
        for (const text of truth.keys()) assert.ok(has(text), text)
      }),
      { numRuns: soakRuns(80) },
    ))
})
