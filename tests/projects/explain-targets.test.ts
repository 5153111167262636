/** Why a target is as it is: contract 20, from the states of contract 11 and the reasons of contract 9. */
import * as assert from 'uvu/assert'
import { UserError } from '../../src/domain/diagnostic.js'
import { explain, fileOf, recordOf, status, targetOf, told } from '../support/explaining.js'
import { animals, type Config, inStory, plainConfig, type Story } from '../support/story.js'
import { spec } from '../support/spec.js'

const variantsOf = (config: Config) => config['variants'] as Record<string, unknown>
const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'
const ofAnimals = 'dataset/fusion_datasets/animals.jsonl'
const inBrief = 'In short: <q>{{ simple }}</q>'

async function builtStory(tell: (story: Story) => Promise<void>, config?: Config): Promise<void> {
  await inStory(
    {},
    async (story) => {
      await story.build()
      await tell(story)
    },
    config,
  )
}

const statesOf = async (story: Story) =>
  Object.fromEntries((await status(story)).targets.map((t) => [t.target, t.state]))

async function codeOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked
  } catch (error) {
    if (error instanceof UserError) return error.diagnostics[0]?.code ?? ''
    throw error
  }
  return 'no error'
}

spec('what a target is told to be', (it) => {
  it('compares what it was made from with today’s, by name, old and new, and shows where (contract 20)', async () =>
    builtStory(async (story) => {
      story.configure((config) => {
        variantsOf(config)['brief'] = inBrief
        config['max_attempts'] = 4
        config['sampling'] = { temperature: 0.3 }
      })
      story.questions('questions/animals.jsonl', animals.slice(1))
      const text = await told(story, 'animals')
      const line = (of: string) =>
        1 +
        story
          .read('fusion.config.yaml')
          .split('\n')
          .findIndex((each) => each.includes(of))
      const lines = text.split('\n')
      assert.equal(lines.slice(0, 8), [
        'animals: stale',
        `  prompt of "brief" changed  (fusion.config.yaml:${line('In short')})`,
        '    - Briefly please: <q>{{ simple }}</q>',
        `    + ${inBrief}`,
        `  config changed: max_attempts  (fusion.config.yaml:${line('max_attempts')})`,
        '    10 → 4',
        `  config changed: sampling of brief, sampling of fluid, sampling of simple  (fusion.config.yaml:${line('temperature')})`,
        '    sampling.temperature: 0.2 → 0.3',
      ])
      assert.match(text, /questions\/animals\.jsonl changed\n {4}[0-9a-f]{8} → [0-9a-f]{8}\n/)
      assert.match(text, /last built {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC; 18 asked, 0 reused/)
    }))

  it('tells a variant that is new or gone as one thing, and of one that was edited in all its parts each of them', async () =>
    builtStory(async (story) => {
      story.configure((config) => {
        const { simple } = variantsOf(config)
        const fluid = { prompt: inBrief, style: 'x', checks: { max_words: 90 }, sampling: { top_k: 30 } }
        config['variants'] = { simple, fluid, gentle: 'Gently: <q>{{ simple }}</q>' }
      })
      const lines = (await told(story, 'music')).split('\n').map((line) => line.replace(/ {2}\(fusion.*$/, ''))
      assert.equal(lines.slice(1, 5), [
        '  variant "brief" is gone',
        '  variant "gentle" is new',
        '  check max_words is new',
        '  prompt of "fluid" changed',
      ])
      for (const line of [
        `    + ${inBrief}`,
        '    max_words: nothing → 90',
        '    sampling.top_k: 40 → 30',
        '    fluid → x',
      ])
        assert.ok(lines.includes(line), `${line} in ${lines.join('\n')}`)
    }))

  it('goes down to the root cause, and tells what many have in common once (contract 10, 20)', async () =>
    builtStory(async (story) => {
      story.configure((config) => (variantsOf(config)['brief'] = inBrief))
      const { state, changes, causes } = await targetOf(story, 'merged')
      assert.equal([state, changes, causes.length], ['maybe', [], 1])
      assert.equal(
        [causes[0]?.targets, causes[0]?.state, causes[0]?.changes[0]?.reason],
        [['animals', 'music'], 'stale', { kind: 'template-changed', variant: 'brief' }],
      )
      assert.match(
        await told(story, 'merged'),
        /^merged: maybe, made again .*\n {2}animals, music: stale\n {4}prompt of "brief" changed {2}\(fusion\.config\.yaml:\d+\)\n {6}- /,
      )
      await story.build({ targets: ['animals', 'music'] })
      assert.match(
        await told(story, 'merged'),
        /^merged: stale\n {2}animals changed\n {4}[0-9a-f]{8} → [0-9a-f]{8}\n {2}music changed\n/,
      )
    }))

  it('goes through cuts to their source', async () => {
    const config = plainConfig()
    config['sources'] = { random: { faker: { entries: 6 } } }
    config['groups'] = { people: { source: 'random', size: 3 } }
    await builtStory(async (story) => {
      story.configure((edited) => (edited['sources'] = { random: { faker: { entries: 5 } } }))
      const { state, causes } = await targetOf(story, 'people-2')
      assert.is(state, 'stale')
      assert.equal(causes[0]?.targets, ['groups:people'])
      assert.equal(causes[0]?.causes[0]?.targets, ['source:random'])
      const [change] = causes[0]?.causes[0]?.changes ?? []
      assert.equal(change?.reason, { kind: 'config-changed', key: 'entries' })
      assert.equal([change?.differences[0]?.from, change?.differences[0]?.to], [6, 5])
      assert.is(change?.differences[0]?.place?.path, 'fusion.config.yaml')
      assert.is((await targetOf(story, 'people-1')).state, 'fresh') // its questions come out alike
      const { found } = await recordOf(story, 'people-2:9') // of a question that the new cut has no more
      assert.equal(found.kind === 'found' && found.pair.map(({ line }) => line), [2, 3])
    }, config)
  })

  it('says why one is fresh: what it was made from, by whom, when, and what came out (contract 20)', async () =>
    builtStory(async (story) => {
      const { state, inputs, outputs, models, lastBuilt, changes, causes } = await targetOf(story, ofAnimals)
      assert.equal([state, changes, causes], ['fresh', [], []])
      assert.equal(
        inputs.map(({ path, digest, was }) => [path, digest === was]),
        [['questions/animals.jsonl', true]],
      )
      assert.equal(
        outputs.map(({ path, records, written, now }) => [path, records, written === now]),
        [[ofAnimals, 18, true]],
      )
      assert.match(models['llama3.2:latest'] ?? '', /^ollama /)
      assert.ok(Math.abs(Date.parse(lastBuilt?.at ?? '') - Date.now()) < 60_000)
      assert.match(await told(story, 'animals'), /^animals: fresh, since nothing/)
    }))

  it('is fresh, stale, maybe, blocked or failed: after a build that had no answer for some cells it says so, until one has (contract 11)', async () =>
    inStory({}, async (story) => {
      assert.equal(await statesOf(story), { animals: 'stale', music: 'stale', merged: 'maybe' })
      story.server.fault({
        kind: 'crash',
        when: ({ messages }) => messages.at(-1)?.content.includes('Carmen') ?? false,
        times: 100,
      })
      await story.build()
      assert.equal(await statesOf(story), { animals: 'fresh', music: 'failed', merged: 'blocked' })
      const { lastTry, changes } = await targetOf(story, 'music')
      assert.equal(
        changes.map(({ reason }) => reason),
        [{ kind: 'never-built' }],
      )
      assert.equal([lastTry?.kind, lastTry?.failed], ['failed', 6])
      assert.ok((lastTry?.error ?? '') !== '')
      assert.match(
        await told(story, 'merged'),
        /^merged: blocked, not made before all of music is there\n {2}never built\n {2}music: failed\n/,
      )
      story.server.clearFaults()
      await story.build()
      assert.equal(await statesOf(story), { animals: 'fresh', music: 'fresh', merged: 'fresh' })
    }))

  it('says of an output that is missing, or was edited by hand, what was written and what lies there', async () =>
    builtStory(async (story) => {
      story.remove(merged)
      story.write(ofAnimals, 'mine\n')
      const { changes, outputs } = await targetOf(story, 'animals')
      assert.equal(
        changes.map(({ reason }) => reason),
        [{ kind: 'output-modified', path: ofAnimals }],
      )
      assert.ok(outputs[0]?.now !== undefined && outputs[0].now !== outputs[0].written)
      assert.equal(
        (await targetOf(story, 'merged')).changes.map(({ reason }) => reason),
        [{ kind: 'output-missing', path: merged }],
      )
    }))

  it('asks no model anything but who it is, takes no lock and writes nothing', async () =>
    builtStory(async (story) => {
      story.configure((config) => (variantsOf(config)['brief'] = inBrief))
      await explain(story, 'merged') // reads the edited config, and keeps it parsed
      const written = () => Object.entries(story.times()).filter(([path]) => !path.endsWith('lock.mdb'))
      const [before, calls] = [written(), story.server.stats.calls]
      for (const what of ['merged', 'animals', 'questions/animals.jsonl', `${ofAnimals}:3`, `${merged}:20`])
        await explain(story, what)
      await status(story)
      assert.equal(written(), before)
      assert.is(story.server.stats.calls, calls)
    }))

  it('needs no server: the last known model stands in, and of one that was never known nothing is told', async () =>
    inStory({}, async (story) => {
      await story.server.close()
      const { warnings, targets } = await status(story)
      assert.equal(
        warnings.map(({ code }) => code),
        ['model-unchecked'],
      )
      assert.equal(
        targets.map(({ state }) => state),
        ['stale', 'stale', 'maybe'],
      )
    }))
})

spec('what a file is told to be', (it) => {
  it('is an input: which targets read it, and whether it has changed since', async () =>
    builtStory(async (story) => {
      story.questions('questions/animals.jsonl', animals.slice(1))
      assert.equal(await fileOf(story, 'questions/animals.jsonl'), {
        path: 'questions/animals.jsonl',
        kind: 'input',
        readers: [{ target: 'animals', state: 'stale', hasChanged: true }],
      })
      const music = await fileOf(story, `${story.root}/questions/music.jsonl`)
      assert.equal(music.kind === 'input' && music.readers.map(({ hasChanged }) => hasChanged), [false])
    }))

  it('is the config, or a prompt that stands in a file of its own', async () => {
    const config = plainConfig()
    variantsOf(config)['brief'] = { prompt: { file: 'prompts/brief.md' } }
    await inStory(
      {},
      async (story) => {
        story.write('prompts/brief.md', 'Briefly: <q>{{ simple }}</q>\n')
        await story.build()
        story.write('prompts/brief.md', 'In short: <q>{{ simple }}</q>\n')
        const prompt = await fileOf(story, 'prompts/brief.md')
        assert.equal(
          prompt.kind === 'prompt-file' && [prompt.variants, prompt.readers.map((r) => [r.target, r.hasChanged])],
          [
            ['brief'],
            [
              ['animals', true],
              ['music', true],
            ],
          ],
        )
        assert.match(await told(story, 'animals'), /prompt of "brief" changed {2}\(prompts\/brief\.md:1\)/)
        assert.is((await fileOf(story, 'fusion.config.yaml')).kind, 'config')
      },
      config,
    )
  })

  it('is what somebody had written over an output: which lines, and what to do (contract 36)', async () =>
    builtStory(async (story) => {
      const lines = story.read(ofAnimals).split('\n')
      story.write(ofAnimals, lines.with(2, '{"question":"Mine?","answer":"Mine."}').join('\n'))
      await story.build()
      const path = Object.keys(story.files()).find((each) => each.includes('.edited-')) ?? ''
      assert.equal(await fileOf(story, path), {
        path,
        kind: 'edited',
        output: ofAnimals,
        target: 'animals',
        differing: { count: 1, first: [3] },
      })
      assert.match(await told(story, path), `fusionkit explain ${ofAnimals}:3`)
    }))

  it('is an orphan, fusionkit’s own, or none of the config’s (contract 35)', async () =>
    builtStory(async (story) => {
      story.rename('questions/music.jsonl', 'questions/tunes.jsonl')
      await story.build()
      story.write('notes.txt', 'mine')
      assert.equal(await fileOf(story, 'dataset/fusion_datasets/music.jsonl'), {
        path: 'dataset/fusion_datasets/music.jsonl',
        kind: 'orphan',
        target: 'music',
        isAsWritten: true,
      })
      assert.is((await fileOf(story, '.fusionkit/store/completions/data.mdb')).kind, 'state')
      const stranger = await fileOf(story, 'notes.txt')
      assert.equal(stranger.kind === 'stranger' && stranger.looksFor, ['questions/*.jsonl'])
    }))

  it('is unknown: said with what was meant', async () =>
    builtStory(async (story) => {
      for (const [what, code] of [
        ['animls', 'nothing-called'],
        [`${ofAnimals}:19`, 'no-such-line'],
        [`${ofAnimals}:0`, 'line-not-a-number'],
        [`${ofAnimals}:x`, 'line-not-a-number'],
        ['questions/animals.jsonl:1', 'line-of-no-dataset'],
        ['../elsewhere.jsonl', 'nothing-called'],
      ] as const)
        assert.is(await codeOf(explain(story, what)), code, what)
      story.remove(ofAnimals)
      assert.is(await codeOf(explain(story, `${ofAnimals}:1`)), 'output-not-there')
    }))
})
