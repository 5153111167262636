import * as assert from 'uvu/assert'
import type { Reason } from '../../src/domain/reason.js'
import { CallFailed } from '../../src/engines/engine.js'
import { identityOf } from '../support/recipes.js'
import { spec } from '../support/spec.js'
import { inWorld, questions, type Run, type World } from '../support/world.js'

const files = {
  'in/people.jsonl': questions('Who wrote Dune?', 'How long can a snail sleep?'),
  'in/law.jsonl': questions('What is a tort?', 'Who was Solon?'),
  'data.jsonl': questions('Where is Rome?', 'Where is Oslo?', 'Where is Lima?', 'Where is Bern?'),
}
const config = `
version: 1
model: m
language: en
sources: { atlas: { files: data.jsonl } }
groups:
  topics: { files: "in/*.jsonl" }
  cities: { source: atlas, size: 2 }
variants:
  simple: "Merge {{ q1 }} and {{ q2 }}"
  fluid: "Rephrase {{ simple }}"
checks: { echo: false }
`
const all = ['groups:cities', 'law', 'people', 'cities-1', 'cities-2', 'merged']
const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'
const people = 'dataset/fusion_datasets/people.jsonl'

const world = (use: (world: World) => Promise<void>) => inWorld(files, config, use)

function reasonsOf(run: Run, target: string): readonly Reason[] | undefined {
  for (const event of run.events) if (event.kind === 'target-started' && event.target === target) return event.reasons
  return undefined
}

spec('a build', (it) => {
  it('makes everything once, in order, and then nothing', () =>
    world(async (of) => {
      const first = await of.build()
      assert.equal(first.ran, all)
      assert.is(first.calls.length, 8)
      assert.equal(reasonsOf(first, 'people'), [{ kind: 'never-built' }])
      assert.is(of.disk.text(merged)?.split('\n').length, 9)
      const second = await of.build()
      assert.equal([second.ran, second.calls, second.events], [[], [], []])
    }))

  it('does not run anything for what cannot change a byte (contract 4, contract 13)', () =>
    world(async (of) => {
      await of.build()
      of.disk.put('in/people.jsonl', files['in/people.jsonl'])
      of.config = `# a comment\n${config.replace('"in/*.jsonl"', "'in/*.jsonl'")}
gpu: false
engine: { kind: ollama, concurrency: 3, timeout_seconds: 7, retries: 1 }
`
      assert.equal((await of.build()).ran, [])
    }))

  it('makes only the group whose questions changed, and what is merged from it (contract 2, 5)', () =>
    world(async (of) => {
      await of.build()
      of.disk.put('in/people.jsonl', questions('Who wrote Dune?', 'How long can a snail sleep?', 'Who is there?'))
      const run = await of.build()
      assert.equal(run.ran, ['people', 'merged'])
      assert.equal(reasonsOf(run, 'people'), [{ kind: 'input-changed', input: 'in/people.jsonl' }])
      assert.is(run.calls.length, 4)
    }))

  it('stops the wave where a file was made again alike (contract 2)', () =>
    world(async (of) => {
      await of.build()
      of.disk.put('data.jsonl', `\n${files['data.jsonl']}`)
      assert.equal((await of.build()).ran, ['groups:cities'])
    }))

  it('asks only what an edited prompt needs, and nothing for a renamed group or style (contract 5, 7)', () =>
    world(async (of) => {
      await of.build()
      of.config = config.replace('Rephrase', 'Reword')
      const edited = await of.build()
      assert.is(edited.calls.length, 4)
      assert.equal(reasonsOf(edited, 'law'), [{ kind: 'template-changed', variant: 'fluid' }])
      of.config = config.replace('Rephrase', 'Reword').replace('fluid:', 'smooth:').replace('cities:', 'towns:')
      const renamed = await of.build()
      assert.is(renamed.calls.length, 0)
      assert.ok(renamed.ran.includes('towns-1') && renamed.ran.includes('merged'))
    }))

  it('makes anew what another model answers, though both models were there before', () =>
    inWorld(
      files,
      config.replace('"Rephrase {{ simple }}"', '{ prompt: "Rephrase {{ simple }}", model: n }'),
      async (of) => {
        of.models.set('n', identityOf('model n'))
        await of.build()
        of.config = `${of.config.replace('model: n', 'model: m')}  # swapped`.replace(
          'simple: "Merge {{ q1 }} and {{ q2 }}"',
          'simple: { prompt: "Merge {{ q1 }} and {{ q2 }}", model: n }',
        )
        const swapped = await of.build()
        assert.is(swapped.calls.length, 8)
        assert.equal(
          reasonsOf(swapped, 'law')?.map((reason) => reason.kind === 'config-changed' && reason.key),
          ['model of fluid', 'model of simple'],
        )
      },
    ))

  it('names new weights under an old tag as the reason', () =>
    world(async (of) => {
      await of.build()
      of.models.set('m', identityOf('new weights'))
      const run = await of.build()
      assert.equal(reasonsOf(run, 'law'), [{ kind: 'model-changed', model: 'm', from: 'model m', to: 'new weights' }])
      assert.is(run.calls.length, 8)
    }))

  it('writes where the config now says, for no call, and keeps what stands there', () =>
    world(async (of) => {
      await of.build()
      const before = of.disk.text(people)
      of.disk.put('out/people.jsonl', 'mine\n')
      of.config = `${config}output: { fusions: "out/{{ group }}.jsonl", merged: all.jsonl }\n`
      const run = await of.build()
      assert.equal([run.ran.toSorted(), run.calls.length], [['cities-1', 'cities-2', 'law', 'merged', 'people'], 0])
      assert.equal(reasonsOf(run, 'people'), [{ kind: 'output-missing', path: 'out/people.jsonl' }])
      assert.is(of.disk.text('out/people.jsonl'), before)
      assert.is(of.disk.text('all.jsonl'), of.disk.text(merged))
      assert.equal(
        of.disk
          .paths()
          .filter((path) => path.includes('edited'))
          .map((path) => of.disk.text(path)),
        ['mine\n'],
      )
      assert.equal((await of.build()).ran, [])
    }))

  it('restores an output that is missing, for no call (contract 37)', () =>
    world(async (of) => {
      await of.build()
      const before = of.disk.text(people)
      of.disk.remove(people)
      const run = await of.build()
      assert.equal([run.ran, run.calls.length, of.disk.text(people)], [['people'], 0, before])
    }))

  it('keeps a hand-edited output beside, warns once, and lets it flow nowhere (contract 36)', () =>
    world(async (of) => {
      await of.build()
      const [before, all] = [of.disk.text(people), of.disk.text(merged)]
      of.disk.put(people, '{"question":"edited"}\n')
      const run = await of.build()
      assert.equal([run.ran, run.calls.length, of.disk.text(people)], [['people'], 0, before])
      assert.equal(reasonsOf(run, 'people'), [{ kind: 'output-modified', path: people }])
      assert.is(of.disk.text(merged), all)
      const kept = of.disk.paths().find((path) => path.startsWith(`${people}.edited-`))
      assert.is(kept === undefined ? '' : of.disk.text(kept), '{"question":"edited"}\n')
      const codes = run.events.flatMap((event) => (event.kind === 'diagnostic' ? [event.diagnostic.code] : []))
      assert.equal(codes, ['edited-by-hand'])
    }))

  it('puts on record what was really read, so that an edit in mid-build is not lost (contract 33)', () =>
    world(async (of) => {
      let reads = 0
      const edited = async (path: string) => {
        // The first read is the check of all data. Before the second one the file is edited, and put back afterwards.
        if (path === 'in/people.jsonl') reads += 1
        return reads === 2 ? Buffer.from(questions('Who wrote Emma?', 'Who was Solon?')) : of.disk.read(path)
      }
      await of.build({ names: ['people'], parts: { disk: { ...of.disk, read: edited } } })
      assert.match(of.disk.text(people) ?? '', /Emma/)
      const next = await of.build({ names: ['people'] })
      assert.equal(next.ran, ['people'])
      assert.match(of.disk.text(people) ?? '', /Dune/)
      assert.equal((await of.build({ names: ['people'] })).ran, [])
    }))

  it('merges nothing where a group failed, keeps its last good file, and tries again (contract 23, 30)', () =>
    world(async (of) => {
      await of.build()
      const before = of.disk.text(people)
      const answer = of.answer
      of.disk.put('in/people.jsonl', questions('Who wrote Dune?', 'Who is there?'))
      of.answer = () => {
        throw new CallFailed('busy', { mayPass: true })
      }
      const run = await of.build()
      assert.equal(run.ran, [])
      const ends = run.events.flatMap((event) => (event.kind === 'target-ended' ? [event.outcome.kind] : []))
      assert.equal(ends, ['failed', 'blocked'])
      assert.is(of.disk.text(people), before)
      of.answer = answer
      const again = await of.build()
      assert.equal(again.ran, ['people', 'merged'])
      assert.equal(
        reasonsOf(again, 'people')?.map(({ kind }) => kind),
        ['input-changed', 'incomplete'],
      )
      assert.equal((await of.build()).ran, [])
    }))

  it('leaves a group out of the merged file when it leaves the config (contract 35)', () =>
    world(async (of) => {
      await of.build()
      of.disk.remove('in/people.jsonl')
      const run = await of.build()
      assert.equal([run.ran, run.calls.length], [['merged'], 0])
      assert.not.match(of.disk.text(merged) ?? '', /Dune/)
      assert.ok(of.disk.text(people))
    }))

  it('makes everything when it is forced, for no call', () =>
    world(async (of) => {
      await of.build()
      const run = await of.build({ force: true })
      assert.equal([run.ran, run.calls.length], [all, 0])
      assert.equal(reasonsOf(run, 'law'), [{ kind: 'forced' }])
    }))

  it('ends every start exactly once, after an error, too (contract 41)', () =>
    world(async (of) => {
      of.config = config.replace('Rephrase {{ simple }}', 'Rephrase {{ simple }} {{ row1.level | upcase }}')
      const events: string[] = []
      const parts = {
        emit: (event: { kind: string; target?: string }) => void events.push(`${event.kind} ${event.target ?? ''}`),
      }
      const error = await of.build({ parts }).catch((thrown: unknown) => thrown)
      assert.ok(error instanceof Error && error.name === 'UserError')
      const [starts, ends] = ['target-started', 'target-ended'].map((kind) =>
        events.filter((event) => event.startsWith(kind)).map((event) => event.slice(kind.length)),
      )
      assert.equal(starts?.sort(), ends?.sort())
      const said = events.length
      await new Promise((resolve) => setImmediate(resolve))
      assert.is(events.length, said, 'nothing more is said afterwards')
    }))

  it('finds what the rows lack before anything is asked', () =>
    world(async (of) => {
      of.config = config.replace('Rephrase {{ simple }}', 'Rephrase {{ simple }} {{ row2.level }} {{ a1 }}')
      const error = await of.build().catch((thrown: unknown) => thrown)
      assert.ok(error instanceof Error)
      assert.match(error.message, 'The row of "What is a tort?" has no "level", but the prompt of "fluid" prints it.')
      assert.match(error.message, 'The question "What is a tort?" has no answer')
    }))
})

spec('a build of named targets', (it) => {
  it('leaves alone what was not named, and says that it is stale', () =>
    world(async (of) => {
      const run = await of.build({ names: ['people'] })
      assert.equal(run.ran, ['people'])
      const stale = [...run.states].filter(([, { kind }]) => kind === 'left-stale').map(([{ id }]) => id)
      assert.equal(stale, ['groups:cities', 'law', 'merged'])
    }))

  it('makes what a named target needs', () =>
    world(async (of) => {
      assert.equal((await of.build({ names: ['cities-2'] })).ran, ['groups:cities', 'cities-2'])
      assert.equal((await of.build({ names: ['cities'] })).ran, ['cities-1'])
      assert.equal((await of.build({ names: [merged] })).ran, ['law', 'people', 'merged'])
    }))

  it('knows a group that is cut by its name, and asks nothing for it', () =>
    world(async (of) => {
      const run = await of.build({ names: ['group:cities-1'] })
      assert.equal([run.ran, run.calls.length], [['groups:cities'], 0])
    }))

  it('says which names it does not know, before it asks anything', () =>
    world(async (of) => {
      const error = await of.build({ names: ['peple'] }).catch((thrown: unknown) => thrown)
      assert.ok(error instanceof Error)
      assert.match(error.message, 'There is no target "peple".')
    }))
})

const withSource = config
  .replace(
    'atlas: { files: data.jsonl }',
    'random: { faker: { entries: 6, fields: { name: person.fullName } }, question: "Who is {{ name }}?", answer: "{{ name }}" }',
  )
  .replace('source: atlas', 'source: random')

const inSourceWorld = (use: (world: World) => Promise<void>) => inWorld(files, withSource, use)

spec('generated questions', (it) => {
  it('are not needed for a group that is a file', () =>
    inSourceWorld(async (of) => {
      assert.equal((await of.build({ names: ['people'] })).ran, ['people'])
    }))

  it('can be made alone, also where every group is cut from them', () =>
    inWorld({}, withSource.replace(/ {2}topics:.*\n/, ''), async (of) => {
      assert.equal((await of.build({ names: ['source:random'] })).ran, ['source:random'])
      assert.equal((await of.build({ names: ['cities-3'] })).ran, ['groups:cities', 'cities-3'])
    }))

  it('are made again by other rules only when the user says so (contract 6, 8)', () =>
    inSourceWorld(async (of) => {
      await of.build()
      const versions = { cleaning: 1, generator: 'generator 2' }
      const error = await of.build({ parts: { versions } }).catch((thrown: unknown) => thrown)
      assert.ok(error instanceof Error)
      assert.match(error.message, /would write other questions for the source "random".*generator 1.*generator 2/)
      const run = await of.build({ parts: { versions }, acceptNewSource: true })
      assert.equal(run.ran, ['source:random'], 'the same bytes stop the wave')
      assert.equal((await of.build({ parts: { versions } })).ran, [])
    }))

  it('keep their earlier rows when there are more of them (contract 8)', () =>
    inSourceWorld(async (of) => {
      await of.build()
      of.config = withSource.replace('entries: 6', 'entries: 8')
      const run = await of.build()
      assert.equal(run.ran, ['source:random', 'groups:cities', 'cities-4', 'merged'])
      assert.is(run.calls.length, 2)
    }))
})

spec('names that clash', (it) => {
  it('are refused before anything runs', async () => {
    const clashing = { ...files, 'in/merged.jsonl': files['in/law.jsonl'], 'in/cities-1.jsonl': files['in/law.jsonl'] }
    await inWorld(clashing, config, async (of) => {
      const error = await of.build().catch((thrown: unknown) => thrown)
      assert.ok(error instanceof Error)
      assert.match(error.message, 'The group of "in/merged.jsonl" is called "merged"')
      assert.match(error.message, 'Two groups are called "cities-1"')
    })
  })
})
