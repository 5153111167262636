/** Cells that get no answer: what goes on, what stops, what is said of it, and what may be kept of it (contract 30, 31). */
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { CallFailed } from '../../src/engines/engine.js'
import type { ChatBody } from '../support/fake-ollama/protocol.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { calmOutputs, type Config, distinct, inStory, setEngine, type Story } from '../support/story.js'
import { inWorld, questions, type World } from '../support/world.js'

/** More of the random cases, for a night. */
const cells = 27
const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'
const fileOf = (group: string) => `dataset/fusion_datasets/${group}.jsonl`

/** Calls whose prompt has these words have no answer. */
const failing = (...words: readonly string[]) => ({
  kind: 'crash' as const,
  text: 'llama runner process has terminated',
  when: ({ messages }: ChatBody) => words.some((word) => messages.at(-1)?.content.includes(word)),
})

/** Tells a story in which such calls fail, at once. */
async function withFailures(words: readonly string[], tell: (story: Story) => Promise<void>): Promise<void> {
  await inStory({ faults: [failing(...words)] }, async (story) => {
    setEngine(story, { retries: 0 })
    await tell(story)
  })
}

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '')

/** Whether all of these are among the others, in the same order. */
function isPartOf(some: readonly string[], all: readonly string[]): boolean {
  let at = -1
  return some.every((line) => (at = all.indexOf(line, at + 1)) >= 0)
}

spec('a group that fails', (it) => {
  it('keeps no other from being built; what depends on it does not start, and says so (contract 30)', async () =>
    withFailures(['piccolo'], async (story) => {
      const { exitCode, outcome, text, events } = await story.build()
      assert.is(exitCode, 1)
      assert.equal(outcome.failed, ['music'])
      assert.ok(story.exists(fileOf('animals')))
      assert.not.ok(story.exists(fileOf('music')))
      assert.not.ok(story.exists(merged))
      assert.match(text, /^waiting {3}merged {2}for music$/m)
      const ended = events.find((event) => event.kind === 'target-ended' && event.target === 'merged')
      assert.equal(ended?.kind === 'target-ended' && ended.outcome, { kind: 'blocked', by: ['music'] })
    }))

  it('is asked once where no further try can pass, and nothing of it is kept: the next build asks again (contract 29)', async () =>
    inStory({}, async (story) => {
      story.server.fault({ ...failing('piccolo'), text: 'unknown model architecture' })
      setEngine(story, { retries: 6 })
      const first = await story.build()
      assert.is(first.exitCode, 1)
      assert.is(first.calls, 18 + 3 + 2, 'one for each of the two pairs')
      assert.is((await story.build()).calls, 2)
      story.server.clearFaults()
      assert.is((await story.build()).calls, 6)
    }))

  it('leaves the last good files as they are, its own and the merged one (contract 23, 30)', async () =>
    inStory({}, async (story) => {
      await story.build()
      const before = story.outputs()
      story.server.fault(failing('kazoo'))
      setEngine(story, { retries: 0 })
      story.questions('questions/music.jsonl', [
        ['What is a kazoo?', 'A pipe.'],
        ['Who wrote Carmen?', 'Bizet.'],
      ])
      assert.is((await story.build()).exitCode, 1)
      assert.equal(story.outputs(), before)
    }))

  it('is said once in the last lines: the error word by word, which cell, and the command that tries again (contract 31)', async () =>
    withFailures(['piccolo', 'pandas'], async (story) => {
      const { text, outcome } = await story.build()
      const error = `${story.server.url} answered 500: llama runner process has terminated`
      // pairs with one of the two questions, three cells each
      assert.is(outcome.tally.failed, 3 * (3 + 2))
      assert.equal(outcome.failures, [
        {
          reason: 'no-answer',
          error,
          cells: 15,
          targets: ['animals', 'music'],
          first: {
            group: 'animals',
            variant: 'simple',
            questions: ['How long can a snail sleep?', 'What do pandas live on?'],
          },
          again: 'fusionkit build animals music',
        },
      ])
      const last = text.slice(text.indexOf('incomplete: '))
      assert.match(last, `no answer for 15 cells of animals, music: ${error}\n`)
      assert.match(
        last,
        '  first at "simple" of "How long can a snail sleep?" + "What do pandas live on?" in animals\n',
      )
      assert.match(last, '  try again: fusionkit build animals music\n')
      assert.is(last.split(error).length, 2)
      story.server.clearFaults()
      const again = await story.build({ targets: ['animals', 'music'] })
      assert.is(again.exitCode, 0)
      assert.is(again.calls, 15)
    }))

  it('is tried again with the options that matter: the config, what overrides it, what is kept', async () =>
    withFailures(['piccolo'], async (story) => {
      story.rename('fusion.config.yaml', 'my quiz.yaml')
      const ways = { config: 'my quiz.yaml', model: 'llama3.2:latest', keepGoing: true, maxCalls: 1000, force: true }
      const { outcome } = await story.build(ways)
      assert.is(
        outcome.failures[0]?.again,
        "fusionkit build music --config 'my quiz.yaml' --model llama3.2:latest --keep-going",
      )
    }))
})

/** Six more groups of one pair: more than are fused at the same time. */
const writeMore = (story: Story) => {
  for (const name of ['b', 'c', 'd', 'e', 'f', 'g'])
    story.questions(`questions/${name}.jsonl`, [`What is ${name}?`, `Why is ${name}?`])
}

spec('--fail-fast', (it) => {
  it('begins no call after the first failure, keeps what is in flight, and says what was not started (contract 30)', async () =>
    inStory({ callMs: 2 }, async (story) => {
      writeMore(story)
      setEngine(story, { retries: 0 })
      story.server.fault({ kind: 'crash', when: 6, times: 1 })
      const { exitCode, calls, outcome, text, events } = await story.build({ failFast: true })
      assert.is(exitCode, 1)
      assert.ok(calls <= 6 + 3, `${calls} calls`)
      assert.is(outcome.failed.length, 1)
      assert.is(outcome.failures.length, 1)
      assert.ok(outcome.notStarted.includes('g'))
      assert.match(text, /^Ended at the first failure \(--fail-fast\): \d targets were not started: .*\.$/m)
      const kinds = (kind: string) => events.filter((event) => event.kind === kind).length
      assert.is(kinds('target-started'), kinds('target-ended'), 'every start has its end (contract 41)')
      const next = await story.build()
      assert.is(next.exitCode, 0)
      assert.is(story.server.stats.calls, cells + 6 * 3 + 1, 'what came is not asked again')
    }))

  it('ends a build of several models in the pass that failed: the others are not asked', async () =>
    inStory({ models: { 'llama3.2:latest': {}, 'qwen3:4b': {} } }, async (story) => {
      setEngine(story, { retries: 0 })
      story.configure((config) => {
        const variants = config['variants'] as Config
        variants['brief'] = { prompt: variants['brief'], model: 'qwen3:4b' }
      })
      story.server.fault({ kind: 'crash', when: 3, times: 1 })
      const { exitCode, outcome } = await story.build({ failFast: true })
      assert.is(exitCode, 1)
      assert.is(outcome.failed.length, 1)
      assert.ok(outcome.tally.failed > 0)
      assert.is(outcome.failures.length, 1)
      assert.ok(story.server.requests.every(({ body }) => body.model === 'llama3.2:latest'))
      assert.is((await story.build()).exitCode, 0)
    }))

  it('is no use beside --keep-partial, and that is said before anything is done', async () =>
    inStory({}, async (story) => {
      const { exitCode, codes, calls } = await story.build({ failFast: true, keepPartial: true })
      assert.is(exitCode, 2)
      assert.is(calls, 0)
      assert.equal(codes, ['options-exclude-each-other'])
    }))
})

spec('--keep-partial', (it) => {
  it('writes what there is of a group that failed, merges it, and marks both; the next build asks what is missing (contract 30)', async () =>
    withFailures(['piccolo'], async (story) => {
      const calm = await calmOutputs()
      const first = await story.build({ keepPartial: true })
      assert.is(first.exitCode, 1)
      assert.equal(first.outcome.partial, ['music', 'merged'])
      assert.equal(first.outcome.failed, ['music'])
      assert.is(story.read(fileOf('animals')), calm[fileOf('animals')])
      assert.is(linesOf(story.read(fileOf('music'))).length, 3)
      assert.ok(isPartOf(linesOf(story.read(fileOf('music'))), linesOf(calm[fileOf('music')] ?? '')))
      assert.is(story.read(merged), story.read(fileOf('animals')) + story.read(fileOf('music')))
      assert.match(first.text, /^partial: music, merged: they hold what there is; `fusionkit build` completes them$/m)
      assert.match(first.text, `→ ${merged} (21 records, partial)`)

      const { targets } = await story.plan()
      assert.equal(
        targets.map(({ target, reasons }) => [target, reasons]),
        [
          ['music', [{ kind: 'incomplete', failedCells: 6, isPartial: true }]],
          ['merged', []],
        ],
      )
      const kept = story.outputs()
      const failedAgain = await story.build()
      assert.is(failedAgain.exitCode, 1)
      assert.equal(failedAgain.outcome.partial, [])
      assert.equal(story.outputs(), kept, 'what there is stays until there is more')

      story.server.clearFaults()
      const second = await story.build()
      assert.is(second.exitCode, 0)
      assert.is(second.calls, 6)
      assert.match(second.text, 'partial: 6 cells were missing last time')
      assert.equal(story.outputs(), calm)
      assert.equal((await story.build()).outcome.ran, [])
    }))

  it('keeps the texts of a pair that are decided: a style that fails takes no other with it', async () =>
    withFailures(['Briefly'], async (story) => {
      const { outcome } = await story.build({ keepPartial: true })
      assert.is(outcome.tally.failed, 9)
      const calm = await calmOutputs()
      const kept = linesOf(story.read(fileOf('animals')))
      assert.ok(kept.length >= 6, `${kept.length} of the 12 of the other styles`)
      assert.ok(isPartOf(kept, linesOf(calm[fileOf('animals')] ?? '')))
    }))

  it('keeps the other styles of a group where one is hopeless', async () =>
    inStory(
      {
        respond: (body) =>
          body.messages.at(-1)?.content.startsWith('Briefly')
            ? "I'm sorry, but I can't help with that."
            : distinct(body),
      },
      async (story) => {
        const many = Array.from({ length: 12 }, (_each, index) => `What is the number ${index} about?`)
        story.questions('questions/animals.jsonl', many)
        story.configure((config) => (config['max_attempts'] = 1))
        const { exitCode, outcome } = await story.build({ keepPartial: true })
        assert.is(exitCode, 1)
        assert.equal(outcome.hopeless, ['brief'])
        assert.ok(outcome.partial.includes('animals') && outcome.partial.includes('merged'))
        assert.ok(linesOf(story.read(fileOf('animals'))).length >= 66, 'at least one text a pair')
      },
    ))

  it('and a budget that is used up: what was answered so far can be looked at, and is completed later', async () =>
    inStory({}, async (story) => {
      const { exitCode, outcome, text } = await story.build({ keepPartial: true, maxCalls: 12 })
      assert.is(exitCode, 1)
      assert.equal(outcome.partial, ['animals', 'music', 'merged'])
      assert.is(outcome.records, linesOf(story.read(merged)).length)
      assert.match(text, /partly .*; \d+ records? written/)
      const second = await story.build()
      assert.is(second.exitCode, 0)
      assert.is(story.server.stats.calls, cells)
      assert.equal(story.outputs(), await calmOutputs())
    }))

  it('is never on by itself: neither is a partial file fresh for a build of one group', async () =>
    withFailures(['piccolo'], async (story) => {
      await story.build({ keepPartial: true })
      const { exitCode, outcome } = await story.build({ targets: ['animals'] })
      assert.is(exitCode, 0)
      assert.equal(outcome.ran, [])
      assert.equal(outcome.leftStale, ['music', 'merged'])
    }))
})

const config = (unique: string) => `version: 1
model: m
unique: ${unique}
groups: { topics: { files: 'q/*.jsonl' } }
variants:
  simple: 'Merge {{ q1 }} {{ q2 }}'
  fluid: 'Fluid {{ simple }}'
  brief: 'Brief {{ simple }}'
  whole: 'Whole {{ q1 }} {{ q2 }}'
`

const world = {
  'q/a.jsonl': questions('A1?', 'A2?', 'A3?', 'A4?'),
  'q/b.jsonl': questions('B1?', 'B2?', 'B3?'),
}

const recordsIn = ({ disk }: World, group: string) => linesOf(disk.text(fileOf(group)) ?? '')

/** Whether a call fails: by its prompt, and by the chance of that build. */
const fails = (prompt: string, seed: number, share: number) => {
  let hash = seed
  for (const letter of prompt) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0
  return (hash % 100) / 100 < share
}
/** Some say the same: so there are duplicates, and further attempts. */
const textOf = (prompt: string, attempt: number, seed: number) =>
  fails(prompt, seed, 0.3) && attempt < 3 ? 'Is that so?' : `${prompt} ${attempt}?`

spec('whatever calls fail, under --keep-partial,', (it) => {
  const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 })
  /** Not so many that twenty in a row end the build. */
  const shares = fc.double({ min: 0.05, max: 0.4, noNaN: true })
  it('the files hold a part of the whole ones, alike for the same answers, and are completed for what is missing', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, seeds, shares, async (texts, chance, share) => {
        await inWorld(world, config('pair'), async (calm) => {
          calm.answer = ({ messages, attempt }) => textOf(messages.at(-1)?.content ?? '', attempt, texts)
          const whole = await calm.build()
          await inWorld(world, config('pair'), async (torn) => {
            const asked = new Set<string>()
            let isTorn = true
            torn.answer = ({ messages, attempt, seed }) => {
              const prompt = messages.at(-1)?.content ?? ''
              if (isTorn && fails(`${prompt} ${seed}`, chance, share)) throw new CallFailed('no', { mayPass: true })
              assert.not.ok(asked.has(`${prompt} ${seed}`), 'nothing is asked twice')
              asked.add(`${prompt} ${seed}`)
              return textOf(prompt, attempt, texts)
            }
            const keep = { parts: { keepsPartial: true } }
            const files = () => torn.disk.paths().map((path) => [path, torn.disk.text(path)])
            for (let before = -1; before < asked.size;) {
              before = asked.size
              await torn.build(keep)
              for (const group of ['a', 'b'])
                assert.ok(isPartOf(recordsIn(torn, group), recordsIn(calm, group)), `${group} is a part of the whole`)
              const both = [...recordsIn(torn, 'a'), ...recordsIn(torn, 'b')]
              assert.ok(isPartOf(linesOf(torn.disk.text(merged) ?? ''), both), 'and is merged')
            }
            const kept = files()
            await torn.build({ ...keep, force: true })
            assert.equal(files(), kept, 'the same answers give the same files')
            isTorn = false
            await torn.build()
            assert.is(asked.size, whole.calls.length)
            for (const path of calm.disk.paths()) assert.is(torn.disk.text(path), calm.disk.text(path), path)
            assert.equal((await torn.build()).ran, [])
          })
        })
      }),
      { numRuns: soakRuns(4) },
    )
  })

  it('and under `unique: group` no question comes twice', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, seeds, async (texts, chance) => {
        await inWorld(world, config('group'), async (torn) => {
          torn.answer = ({ messages, attempt, seed }) => {
            const prompt = messages.at(-1)?.content ?? ''
            if (fails(`${prompt} ${seed}`, chance, 0.3)) throw new CallFailed('no', { mayPass: true })
            return textOf(prompt, attempt, texts)
          }
          await torn.build({ parts: { keepsPartial: true } })
          for (const group of ['a', 'b']) {
            const asked = recordsIn(torn, group).map((line) => (JSON.parse(line) as { question: string }).question)
            assert.is(new Set(asked).size, asked.length)
          }
        })
      }),
      { numRuns: soakRuns(4) },
    )
  })
})
