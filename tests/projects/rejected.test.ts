/** What was rejected, read again; and a few attempts more, which a raised `max_attempts` then takes for no call. */
import * as assert from 'uvu/assert'
import { hostSurroundings } from '../../src/app/host.js'
import { loadProject } from '../../src/app/load-project.js'
import { rejectedOfProject, type RejectedOptions } from '../../src/app/rejected.js'
import { retryRejected } from '../../src/app/retry-rejected.js'
import { UserError } from '../../src/domain/diagnostic.js'
import type { Retried } from '../../src/domain/rejected.js'
import { rejectedLines } from '../../src/messages/rejected-lines.js'
import { retriedLines } from '../../src/messages/retried-lines.js'
import type { Respond } from '../support/fake-ollama/respond.js'
import { spec } from '../support/spec.js'
import { type Config, distinct, inStory, music, setEngine, type Story } from '../support/story.js'

/** `animals` and `music`, three prompts: 9 pairs. */
const pairs = 9

/** The model is moody: a rephrasing is good from the attempt on that its pair's turn says, by the seed of each try. */
function goodFrom(attempt: number): Respond {
  const tries = new Map<string, number>()
  return (body) => {
    const prompt = body.messages.at(-1)?.content ?? ''
    if (!prompt.startsWith('Briefly')) return distinct(body)
    const count = (tries.get(prompt) ?? 0) + 1
    tries.set(prompt, count)
    return count < attempt ? `No question, number ${count}.` : distinct(body)
  }
}

const load = async (story: Story) => loadProject(story.root, 'fusion.config.yaml', {})
const list = async (story: Story, options: RejectedOptions = {}) =>
  rejectedOfProject(await load(story), options, hostSurroundings(), new AbortController().signal)

async function retry(
  story: Story,
  attempts: number,
  groups: readonly string[] = [],
  { signal, ...more }: { readonly maxCalls?: number; readonly signal?: AbortSignal } = {},
) {
  const before = story.server.stats.calls
  const tried: string[] = []
  const end = await retryRejected(await load(story), { attempts, groups, ...more }, hostSurroundings(), {
    say: () => {},
    tried: (...one) => void tried.push(one.join(' ')),
    signal: signal ?? new AbortController().signal,
  })
  return { ...end, tried, calls: story.server.stats.calls - before }
}

const lines = (retried: Retried | undefined): string =>
  retried === undefined
    ? ''
    : retriedLines(retried, { build: 'fusionkit build', config: 'fusion.config.yaml' }).join('\n')

const answered = (answer: string) => [['Who invented the zip?', answer] as const, ['Who was it?', 'He.'] as const]

const twoAttempts = (story: Story) => story.configure((config: Config) => (config['max_attempts'] = 2))
const look = {
  command: (more: readonly string[]) => ['fusionkit rejected', ...more].join(' '),
  explain: (line: string) => `fusionkit explain ${line}`,
}

spec('what was rejected', (it) => {
  it('is listed by reason, with the texts, their attempts, and the line to ask about', async () =>
    inStory({ respond: goodFrom(99) }, async (story) => {
      twoAttempts(story)
      await story.build()
      const found = await list(story)
      assert.is(found.cells, pairs)
      assert.equal(
        found.reasons.map(({ reason, cells, byVariant, examples }) => [reason, cells, byVariant, examples.length]),
        [['ends_with', pairs, { brief: pairs }, 3]],
      )
      const [first] = found.reasons[0]?.examples ?? []
      assert.equal(
        first?.attempts.map(({ attempt, text }) => [attempt, text]),
        [
          [1, 'No question, number 1.'],
          [2, 'No question, number 2.'],
        ],
      )
      const text = rejectedLines(found, look).join('\n')
      assert.match(text, '9 cells rejected: ends_with 9')
      assert.match(text, 'What helps: a prompt that asks for a question')
      assert.match(text, '… and 6 more: fusionkit rejected --reason ends_with --all')
      assert.is((await list(story, { limit: Infinity })).reasons[0]?.examples.length, pairs)
    }))

  it('can be narrowed to a group, a variant and a reason; names that there are not are mistakes', async () =>
    inStory({ respond: goodFrom(99) }, async (story) => {
      twoAttempts(story)
      await story.build()
      assert.is((await list(story, { groups: ['music'] })).cells, 3)
      assert.is((await list(story, { groups: ['topics'] })).cells, pairs, 'a key of the config is all of its groups')
      assert.is((await list(story, { variant: 'fluid' })).cells, 0)
      assert.is((await list(story, { reason: 'duplicate' })).cells, 0)
      for (const options of [{ groups: ['musik'] }, { variant: 'breif' }, { reason: 'end_with' }]) {
        const error = await list(story, options).catch((reason: unknown) => reason)
        assert.match(
          error instanceof UserError ? (error.diagnostics[0]?.hint ?? '') : '',
          /Did you mean "(music|brief|ends_with)"/,
        )
      }
    }))

  it('counts what only reads a rejected text by what it waits for', async () =>
    inStory(
      { respond: (body) => (body.messages.at(-1)?.content.startsWith('Merge') ? 'Nothing.' : distinct(body)) },
      async (story) => {
        twoAttempts(story)
        await story.build()
        const { cells, skipped } = await list(story)
        assert.is(cells, pairs)
        assert.equal(skipped, { simple: 2 * pairs })
      },
    ))

  it('says where a list is of a build before', async () =>
    inStory({ respond: goodFrom(99) }, async (story) => {
      twoAttempts(story)
      await story.build()
      assert.equal((await list(story)).outdated, [])
      story.questions('questions/music.jsonl', ['Who wrote Aida?', 'Who wrote Tosca?'])
      assert.equal((await list(story)).outdated, ['music'])
    }))

  it('names the records that the merged file left out, since their question has another answer there', async () =>
    inStory('rules', async (story) => {
      story.questions('questions/animals.jsonl', answered('Gideon'))
      story.questions('questions/music.jsonl', answered('Judson'))
      story.configure((config) => Object.assign(config, { record: { question: '{{ text }}', answer: '{{ a1 }}' } }))
      story.configure((config) => (config['variants'] = ['simple']))
      await story.build()
      const { cells, contradictions } = await list(story)
      assert.is(cells, 0)
      assert.is(contradictions.records, 1)
      const [first] = contradictions.examples
      assert.equal(
        [first?.from, first?.path, first?.line],
        ['dataset/fusion_datasets/music.jsonl', '.fusionkit/rejected/merged.jsonl', 1],
      )
      const text = rejectedLines(await list(story), look).join('\n')
      assert.match(text, /^contradiction: 1 record left out of the merged file$/m)
      assert.match(text, '"answer":"Judson"')
      assert.is((await list(story, { groups: ['music'] })).contradictions.records, 0)
      assert.is((await list(story, { groups: ['merged'] })).contradictions.records, 1)
      assert.is((await list(story, { reason: 'contradiction' })).contradictions.records, 1)
      assert.is((await list(story, { reason: 'duplicate' })).contradictions.records, 0)
    }))

  it('is nothing where nothing was', async () =>
    inStory({}, async (story) => {
      assert.equal(rejectedLines(await list(story), look), ['Nothing was rejected.'])
      await story.build()
      assert.equal(rejectedLines(await list(story), look), ['Nothing was rejected.'])
      const { retried, calls } = await retry(story, 3)
      assert.is(calls, 0)
      assert.equal(retried && retriedLines(retried, { build: 'fusionkit build', config: 'fusion.config.yaml' }), [
        'Nothing was rejected that more attempts could help.',
      ])
    }))
})

spec('more attempts', (it) => {
  it('find texts, write no output, and say the line that keeps them; the build then takes them for no call', async () =>
    inStory({ respond: goodFrom(4) }, async (story) => {
      twoAttempts(story)
      await story.build()
      const outputs = story.outputs()
      const { retried, calls, exitCode } = await retry(story, 5)
      assert.is(exitCode, 0)
      assert.is(calls, 2 * pairs, 'the third attempt, and the fourth')
      assert.is(retried?.found.length, pairs)
      assert.ok(retried?.found.every(({ attempt, variant }) => attempt === 4 && variant === 'brief'))
      assert.is(retried?.still, 0)
      assert.equal(
        retried?.keep.map(({ maxAttempts, place }) => [maxAttempts, place?.path]),
        [[4, 'fusion.config.yaml']],
      )
      assert.equal(story.outputs(), outputs)
      story.configure((config) => (config['max_attempts'] = 4))
      const { calls: paid, outcome } = await story.build()
      assert.is(paid, 0)
      assert.is(outcome.records, 3 * pairs)
      assert.is(story.server.repeated().length, 0)
    }))

  it('that find nothing are kept, too, and not asked again', async () =>
    inStory({ respond: goodFrom(99) }, async (story) => {
      twoAttempts(story)
      await story.build()
      const { retried, calls } = await retry(story, 2)
      assert.is(calls, 2 * pairs)
      assert.is(retried?.still, pairs)
      assert.equal(retried?.keep, [])
      assert.is((await retry(story, 2)).calls, 0)
      story.configure((config) => (config['max_attempts'] = 4))
      assert.is((await story.build()).calls, 0)
    }))

  it('of one group leave the others alone, and a group’s own max_attempts is named', async () =>
    inStory({ respond: goodFrom(3) }, async (story) => {
      story.configure((config) => {
        config['groups'] = {
          beasts: { files: 'questions/animals.jsonl', max_attempts: 2 },
          tunes: { files: 'questions/music.jsonl' },
        }
        config['max_attempts'] = 1
      })
      await story.build()
      const { retried, calls, tried } = await retry(story, 1, ['beasts'])
      assert.is(calls, 6)
      assert.equal(tried, ['animals 6 0'])
      assert.equal(
        retried?.keep.map(({ maxAttempts, group }) => [maxAttempts, group]),
        [[3, 'beasts']],
      )
    }))

  it('ask what waits for a text that was found, as the build would', async () =>
    inStory({ respond: goodFrom(3) }, async (story) => {
      story.configure((config) => {
        config['max_attempts'] = 2
        Object.assign(config['variants'] as object, { gentle: 'Gently please: <q>{{ brief }}</q>' })
      })
      await story.build()
      const { calls } = await retry(story, 1)
      assert.is(calls, 2 * pairs, 'the third attempt, and what reads it')
      story.configure((config) => (config['max_attempts'] = 3))
      assert.is((await story.build()).calls, 0)
    }))

  it('wait for nobody: another one at work is exit code 75; nobody there to ask is 3', async () =>
    inStory({ respond: goodFrom(99) }, async (story) => {
      twoAttempts(story)
      await story.build()
      story.questions('questions/music.jsonl', ['Who wrote Aida?', 'Who wrote Tosca?'])
      story.server.hold()
      const build = story.build()
      await story.server.when(({ inFlight }) => inFlight > 0)
      assert.is((await retry(story, 1)).exitCode, 75)
      story.server.release()
      await build
      await story.server.goDown()
      assert.is((await retry(story, 1)).exitCode, 3)
      await story.server.comeUp()
    }))

  it('leave to the build what it has not asked yet, and say so', async () =>
    inStory({ respond: goodFrom(4) }, async (story) => {
      twoAttempts(story)
      await story.build()
      story.questions('questions/music.jsonl', [...music, ['Who wrote Aida?', 'Giuseppe Verdi.']])
      const { retried, calls } = await retry(story, 2)
      assert.is(calls, 2 * pairs, 'the new pairs are not asked for')
      assert.is(retried?.found.length, pairs)
      assert.equal(retried?.undecided, ['music'])
      const text = lines(retried)
      assert.match(text, 'Not all of music is built: the rest was left to `fusionkit build`.')
      assert.match(text, /it takes the texts from the store\.$/m)
    }))

  it('are made of a variant that was given up as hopeless, too, though its group is not written', async () =>
    inStory({ respond: goodFrom(4) }, async (story) => {
      story.questions(
        'questions/music.jsonl',
        Array.from({ length: 12 }, (_each, index) => `What is song ${index}?`),
      )
      twoAttempts(story)
      const built = await story.build()
      assert.equal(built.outcome.hopeless, ['brief'])
      const rejected = 66 + 6 - (built.outcome.tally.unasked?.hopeless ?? 0)
      const { retried, calls } = await retry(story, 2)
      assert.is(retried?.found.length, rejected)
      assert.is(calls, 2 * rejected)
    }))

  it('of several models load each of them once more', async () =>
    inStory({ respond: goodFrom(3), models: { 'llama3.2:latest': {}, 'qwen3:4b': {} } }, async (story) => {
      story.questions(
        'questions/music.jsonl',
        Array.from({ length: 25 }, (_each, index) => `What is song ${index}?`),
      )
      story.configure((config) => {
        config['max_attempts'] = 2
        config['variants'] = {
          simple: 'Merge these: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>',
          brief: { prompt: 'Briefly please: <q>{{ simple }}</q>', model: 'qwen3:4b' },
          gentle: 'Gently please: <q>{{ brief }}</q>',
        }
      })
      await story.build({ keepGoing: true })
      const before = story.server.requests.length
      const { retried } = await retry(story, 1)
      assert.is(retried?.found.length, 306)
      assert.is(retried?.follow, 306)
      const asked = story.server.requests.slice(before).map(({ body }) => body.model)
      const turns = asked.filter((model, index) => model !== asked[index - 1])
      assert.equal(turns, ['qwen3:4b', 'llama3.2:latest'])
    }))

  it('of some groups raise no line that others stand under; and where they must, they say for whom', async () =>
    inStory({ respond: goodFrom(3) }, async (story) => {
      story.configure((config) => {
        config['max_attempts'] = 2
        config['groups'] = { beasts: { files: 'questions/animals.jsonl' }, tunes: { files: 'questions/music.jsonl' } }
      })
      await story.build()
      const { retried } = await retry(story, 1, ['beasts'])
      assert.equal(retried?.keep, [{ maxAttempts: 3, group: 'beasts', alsoFor: [] }])
      assert.match(lines(retried), /^ {2}fusion\.config\.yaml {2}max_attempts: 3 under groups\.beasts \(a new line\)$/m)
      story.configure((config) => {
        Object.assign((config['groups'] as Record<string, object>)['beasts'] ?? {}, { max_attempts: 3 })
      })
      assert.is((await story.build()).calls, 0)
      story.configure((config) => (config['groups'] = { topics: { files: 'questions/*.jsonl' } }))
      await story.build()
      const one = await retry(story, 1, ['animals'])
      assert.equal(
        one.retried?.keep.map(({ maxAttempts, group, place, alsoFor }) => [maxAttempts, group, place?.path, alsoFor]),
        [[3, undefined, 'fusion.config.yaml', ['music']]],
      )
      assert.match(lines(one.retried), 'That is for music, too: try their rejected cells first')
    }))

  it('can be bought in portions: what is left is counted, the exit code is 1, and all of it is kept', async () =>
    inStory({ respond: goodFrom(4) }, async (story) => {
      twoAttempts(story)
      await story.build()
      const first = await retry(story, 2, [], { maxCalls: 5 })
      assert.equal([first.calls, first.exitCode], [5, 1])
      const { found = [], unasked, still } = first.retried ?? {}
      assert.is(found.length + (unasked ?? 0), pairs)
      assert.is(still, 0)
      assert.match(lines(first.retried), 'The same command goes on from there')
      const second = await retry(story, 2)
      assert.equal([second.calls, second.exitCode], [2 * pairs - 5, 0])
      assert.is(story.server.repeated().length, 0)
    }))

  it('that get no answer are told, with the first error; the exit code is 1', async () =>
    inStory({ respond: goodFrom(4) }, async (story) => {
      twoAttempts(story)
      setEngine(story, { retries: 0 })
      await story.build()
      story.server.fault({
        kind: 'bad-gateway',
        when: ({ messages }) => messages.at(-1)?.content.startsWith('Briefly') === true,
      })
      const { retried, exitCode } = await retry(story, 2)
      assert.is(exitCode, 1)
      assert.is(retried?.failed, pairs)
      assert.match(lines(retried), /^No answer: .+/m)
    }))

  it('that are stopped keep what came: exit code 130, and the same command goes on from there (contract 26)', async () =>
    inStory({ respond: goodFrom(4) }, async (story) => {
      twoAttempts(story)
      await story.build()
      const before = story.server.stats.answered
      const stop = new AbortController()
      story.server.hold()
      const trying = retry(story, 2, [], { signal: stop.signal })
      await story.server.when(({ inFlight }) => inFlight === 4)
      stop.abort()
      story.server.release()
      const { exitCode, retried } = await trying
      assert.equal([exitCode, retried], [130, undefined])
      const kept = story.server.stats.answered - before
      assert.is(kept, 4)
      assert.is((await retry(story, 2)).calls, 2 * pairs - kept)
      assert.is(story.server.repeated().length, 0)
    }))

  it('go no higher than the config can', async () =>
    inStory({ respond: goodFrom(99) }, async (story) => {
      twoAttempts(story)
      await story.build()
      const { exitCode, diagnostics, calls } = await retry(story, 999)
      assert.equal([exitCode, calls], [2, 0])
      assert.match(diagnostics[0]?.hint ?? '', 'Say --retry 998 or less.')
    }))
})
