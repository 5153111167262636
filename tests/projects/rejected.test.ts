/** What was rejected, read again; and a few attempts more, which a raised `max_attempts` then takes for no call. */
import * as assert from 'uvu/assert'
import { hostSurroundings } from '../../src/app/host.js'
import { loadProject } from '../../src/app/load-project.js'
import { rejectedOfProject, type RejectedOptions } from '../../src/app/rejected.js'
import { retryRejected } from '../../src/app/retry-rejected.js'
import { UserError } from '../../src/domain/diagnostic.js'
import { rejectedLines, retriedLines } from '../../src/messages/rejected-lines.js'
import type { Respond } from '../support/fake-ollama/respond.js'
import { spec } from '../support/spec.js'
import { type Config, distinct, inStory, type Story } from '../support/story.js'

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

async function retry(story: Story, attempts: number, groups: readonly string[] = []) {
  const before = story.server.stats.calls
  const tried: string[] = []
  const end = await retryRejected(await load(story), { attempts, groups }, hostSurroundings(), {
    say: () => {},
    tried: (...one) => void tried.push(one.join(' ')),
    signal: new AbortController().signal,
  })
  return { ...end, tried, calls: story.server.stats.calls - before }
}

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
      for (const options of [{ groups: ['musik'] }, { variant: 'breif' }]) {
        const error = await list(story, options).catch((reason: unknown) => reason)
        assert.match(
          error instanceof UserError ? (error.diagnostics[0]?.hint ?? '') : '',
          /Did you mean "(music|brief)"/,
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

  it('is nothing where nothing was', async () =>
    inStory({}, async (story) => {
      assert.equal(rejectedLines(await list(story), look), ['Nothing was rejected.'])
      await story.build()
      assert.equal(rejectedLines(await list(story), look), ['Nothing was rejected.'])
      const { retried, calls } = await retry(story, 3)
      assert.is(calls, 0)
      assert.equal(retried && retriedLines(retried, { build: 'fusionkit build', config: 'fusion.config.yaml' }), [
        'Nothing was rejected: there is nothing to try again.',
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
})
