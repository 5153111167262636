/** What a user says of single cells. 27 cells: (6 + 3) pairs × 3 variants. */
import * as assert from 'uvu/assert'
import { type Override, overrideLine, type Word } from '../../src/domain/override.js'
import { spec } from '../support/spec.js'
import { animals, inStory, music, plainConfig, type Story } from '../support/story.js'
import { inWorld, questions } from '../support/world.js'

const file = 'dataset/overrides.jsonl'
const herd = 'dataset/fusion_datasets/animals.jsonl'
const pair = [animals[0][0], animals[1][0]] as const
const text = (said: string): Word => ({ kind: 'text', text: said })
const drop: Word = { kind: 'drop' }

const line = (variant: string, word: Word, of: Override['pair'] = pair) => overrideLine({ pair: of, variant, word })
const said = (story: Story, ...lines: readonly string[]) => story.write(file, lines.join(''))

/** A project with an empty file of overrides, built. */
async function built(tell: (story: Story, good: Record<string, string>) => Promise<void>): Promise<void> {
  await inStory(
    {},
    async (story) => {
      said(story)
      assert.is((await story.build()).exitCode, 0)
      await tell(story, story.outputs())
    },
    { ...plainConfig(), overrides: file },
  )
}

const countOf = (story: Story, path = herd) => story.records(path).length

spec('an override', (it) => {
  it('costs no call, makes its group stale and no other, and says why; taken back it costs nothing either', async () =>
    built(async (story, good) => {
      said(story, line('fluid', text('Mine?')))
      const planned = await story.plan()
      assert.equal(
        planned.targets.map(({ target, toAsk, cached }) => [target, toAsk, cached]),
        [
          ['animals', 0, 18],
          ['merged', 0, 0],
        ],
      )
      const { calls, outcome, text: told } = await story.build()
      assert.is(calls, 0)
      assert.equal(outcome.ran, ['animals', 'merged'])
      assert.match(told, `animals  (${file} changed) → 18 records; 1 overridden; 0 asked, 17 reused`)
      assert.equal(outcome.tally.overridden, { texts: 1, dropped: 0, unread: 0 })
      assert.is(story.records(herd)[1]?.['question'], 'Mine?')
      assert.equal((await story.build()).outcome.ran, [])
      said(story)
      assert.is((await story.build()).calls, 0)
      assert.equal(story.outputs(), good)
    }))

  it('that others read has these asked anew with its text, those of its pair alone', async () =>
    built(async (story, good) => {
      const before = story.server.stats.calls
      said(story, line('simple', text('What of snails and eggs?')))
      const [planned] = (await story.plan()).targets
      assert.is(planned?.toAsk, 2)
      const { calls, exitCode } = await story.build()
      assert.equal([calls, exitCode], [2, 0])
      assert.is(story.server.stats.calls - before, 2)
      const [first, second, third, ...rest] = story.records(herd).map(({ question }) => question)
      assert.is(first, 'What of snails and eggs?')
      assert.match(String(second), /^By way of \w+, what of snails and eggs\?$/)
      assert.match(String(third), /^By way of \w+, what of snails and eggs\?$/)
      const unchanged = String(good[herd]).split('\n').slice(3, -1)
      assert.equal(
        rest,
        unchanged.map((record) => (JSON.parse(record) as { question: string }).question),
      )
      said(story)
      assert.is((await story.build()).calls, 0)
      assert.equal(story.outputs(), good)
      said(story, line('simple', text('What of snails and eggs?')))
      assert.is((await story.build()).calls, 0, 'what was asked for it once is kept, too')
    }))

  it('is never asked for, nor is what nobody else reads', async () =>
    inStory(
      {},
      async (story) => {
        said(story, line('fluid', text('Mine?')), line('brief', drop), line('simple', drop))
        const { calls, outcome } = await story.build()
        assert.is(calls, 27 - 3)
        assert.is(countOf(story), 16)
        assert.equal(outcome.tally.overridden, { texts: 1, dropped: 2, unread: 0 })
        assert.equal(outcome.tally.rejected, {})
        assert.is(story.read('.fusionkit/rejected/animals.jsonl'), '')
      },
      { ...plainConfig(), overrides: file },
    ))

  it('that drops a cell leaves out its record, and is not counted among the rejected', async () =>
    built(async (story, good) => {
      said(story, line('simple', drop))
      const { calls, text: told, outcome } = await story.build()
      assert.is(calls, 0, 'its rephrasings read what the model said')
      assert.match(told, '→ 17 records; 1 dropped; 0 asked, 18 reused')
      assert.match(told, '18 cells: 17 records, 1 dropped, 0 rejected, 0 asked, 18 reused')
      assert.is(outcome.records, 26)
      const [, ...rest] = String(good[herd]).split(/(?<=\n)/)
      assert.is(story.read(herd), rest.join(''))
    }))

  it('written otherwise, moved, or about another group is no news for a group', async () =>
    built(async (story) => {
      said(story, line('fluid', text('Mine?')), line('brief', drop))
      await story.build()
      const written = `\r\n{ "variant": "brief", "drop": true, "pair": ${JSON.stringify(pair)} }\n\n${line('fluid', text('Mine?'))}`
      said(story, written)
      assert.equal((await story.build()).outcome.ran, [])
      said(story, written, line('fluid', drop, [music[0][0], music[1][0]]))
      assert.equal((await story.build()).outcome.ran, ['music', 'merged'])
    }))

  it('is an input from its first line on: the key alone makes nothing stale', async () =>
    inStory({}, async (story) => {
      await story.build()
      said(story)
      story.configure((config) => (config['overrides'] = file))
      assert.equal((await story.build()).outcome.ran, [])
      said(story, line('fluid', drop))
      assert.match((await story.build()).text, `animals  (new: ${file})`)
      story.configure((config) => delete config['overrides'])
      assert.match((await story.build()).text, `animals  (gone: ${file})`)
      assert.is(countOf(story), 18)
    }))

  it('holds under `unique: group` against earlier pairs, too: theirs move to another attempt', async () =>
    inStory(
      {},
      async (story) => {
        said(story)
        await story.build()
        const [first] = story.records(herd)
        said(story, line('brief', text(String(first?.['question'])), [animals[2][0], animals[3][0]]))
        const { calls, exitCode } = await story.build()
        assert.is(exitCode, 0)
        assert.is(calls, 9, 'each further attempt of a model that always says the same')
        assert.is(countOf(story), 15, 'it, and the two that read it')
      },
      { ...plainConfig(), unique: 'group', overrides: file, checks: { echo: false } },
    ))

  it('that is edited while a build runs is on record as it was read (contract 33)', async () =>
    built(async (story) => {
      said(story, line('fluid', text('First?')))
      const { outcome } = await story.build({
        onEvent: (event) => {
          if (event.kind === 'target-ended' && event.target === 'animals') said(story, line('fluid', text('Second?')))
        },
      })
      assert.is(outcome.exitCode, 0)
      assert.is(story.records(herd)[1]?.['question'], 'First?')
      assert.equal((await story.build()).outcome.ran, ['animals', 'merged'])
      assert.is(story.records(herd)[1]?.['question'], 'Second?')
    }))
})

spec('overrides and a build with nothing to do', (it) => {
  it('need no question file: what concerns which group is remembered, and may be forgotten', async () => {
    const files = {
      'q/a.jsonl': questions('Where is Rome?', 'Where is Oslo?'),
      'q/b.jsonl': questions('Who is Ann?', 'Who is Bob?'),
      'o.jsonl': line('simple', drop, ['Who is Ann?', 'Who is Bob?']),
    }
    const config =
      'version: 1\nmodel: m\nlanguage: en\ngroups: { g: { files: "q/*.jsonl" } }\nvariants: { simple: "Merge {{ q1 }} and {{ q2 }}" }\nchecks: { echo: false }\noverrides: o.jsonl\n'
    await inWorld(files, config, async (world) => {
      await world.build()
      const read: string[] = []
      const disk = {
        ...world.disk,
        read: async (path: string) => {
          read.push(path)
          return world.disk.read(path)
        },
      }
      const parts = { disk }
      assert.equal([(await world.build({ parts })).ran, read], [[], []])
      world.disk.put('o.jsonl', '')
      assert.equal((await world.build({ parts })).ran, ['b', 'merged'])
      read.length = 0
      assert.equal([(await world.build({ parts })).ran, read], [[], []])
      const forgetful = { of: () => new Map(), save: () => {} }
      assert.equal((await world.build({ parts: { disk, concerns: forgetful } })).ran, [])
      assert.ok(read.includes('q/a.jsonl'))
    })
  })
})

const warned = (codes: readonly string[]) => codes.filter((code) => code === 'override-is-idle').length

spec('an override that does nothing', (it) => {
  const cases: readonly (readonly [what: string, lines: string, says: string])[] = [
    [
      'of a question that was edited',
      line('fluid', drop, ['How long can a snail sleeps?', pair[1]]),
      'Did you mean "How long can a snail sleep?"',
    ],
    ['of a question that is gone', line('fluid', drop, ['Why on earth should that be?', pair[1]]), 'delete the line'],
    [
      'of two questions the other way round',
      line('fluid', drop, [pair[1], pair[0]]),
      `Write "pair": ${JSON.stringify(pair)}`,
    ],
    [
      'of questions of two groups',
      line('fluid', drop, [pair[0], music[0][0]]),
      'one is in the group "animals", the other in "music"',
    ],
  ]
  it('is warned of once, with its line and what has become of its pair', async () =>
    built(async (story) => {
      said(story, line('fluid', text('Mine?')), ...cases.map(([, lines]) => lines))
      const { codes, exitCode, text: told } = await story.build()
      assert.equal([exitCode, warned(codes)], [0, cases.length])
      for (const [index, [what, , says]] of cases.entries()) {
        assert.match(told, `${file}:${index + 2}\n`, what)
        assert.match(told, says, what)
      }
      assert.is(warned((await story.build()).codes), 0)
    }))

  it('is warned of when its question is edited, and where a group does not ask it, draw it, or write it', async () =>
    built(async (story) => {
      said(story, line('fluid', text('Mine?')))
      await story.build()
      story.write('questions/animals.jsonl', story.read('questions/animals.jsonl').replace('snail sleep', 'snail rest'))
      assert.match((await story.build()).text, 'Did you mean "How long can a snail rest?"')
      story.questions('questions/animals.jsonl', animals)
      const group = (more: object) =>
        story.configure((config) => (config['groups'] = { topics: { files: 'questions/*.jsonl', ...more } }))
      group({ pairs: { sample: 1, seed: 2 } })
      said(
        story,
        ...animals.flatMap(([first], index) =>
          animals.slice(index + 1).map(([second]) => line('fluid', drop, [first, second])),
        ),
      )
      const { codes, text: told, outcome } = await story.build()
      assert.is(warned(codes), 5)
      assert.match(told, 'none of those that the group "animals" draws')
      assert.is(outcome.tally.overridden?.dropped, 1)
      story.configure((config) => {
        config['groups'] = {
          animals: { files: 'questions/animals.jsonl', variants: { brief: false, fluid: { record: false } } },
          music: { files: 'questions/music.jsonl' },
        }
      })
      said(story, line('brief', drop), line('fluid', drop))
      const { text: then } = await story.build()
      assert.match(then, 'does not ask "brief"')
      assert.match(then, '"fluid" makes no records')
    }))
})

spec('a file of overrides with mistakes', (it) => {
  it('ends the build before anything is asked or written, and so does one that is gone', async () =>
    inStory(
      {},
      async (story) => {
        said(
          story,
          '{"pair": 1, "variant": "fluid", "drop": true}\n',
          line('fliud', drop),
          line('fluid', drop),
          line('fluid', text('Mine?')),
        )
        const { exitCode, calls, outcome } = await story.build()
        assert.equal([exitCode, calls], [2, 0])
        assert.equal(
          outcome.diagnostics.map(({ code, place }) => [code, place?.path, place?.line]),
          [
            ['override-shape', file, 1],
            ['unknown-variant', file, 2],
            ['override-twice', file, 4],
          ],
        )
        assert.equal(outcome.diagnostics[1]?.hint, 'Did you mean "fluid"?')
        story.remove(file)
        const { codes } = await story.build()
        assert.equal(codes, ['nothing-found'])
        assert.equal(Object.keys(story.outputs()), [])
      },
      { ...plainConfig(), overrides: file },
    ))
})
