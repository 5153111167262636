import { hostname } from 'node:os'
import * as assert from 'uvu/assert'
import { UserError } from '../../src/domain/diagnostic.js'
import { statusLines } from '../../src/messages/status-lines.js'
import { graph, status } from '../support/explaining.js'
import { type Config, inStory, plainConfig, type Story } from '../support/story.js'
import { spec } from '../support/spec.js'

const variantsOf = (config: Config) => config['variants'] as Record<string, unknown>
const linesOf = async (story: Story, all = false) => statusLines(await status(story), { all })

/** Ten small files of one key. */
function manyGroups(story: Story): void {
  for (let n = 0; n < 10; n += 1) story.questions(`questions/many-${n}.jsonl`, [`What is ${n}?`, `Who counts to ${n}?`])
}

spec('a status', (it) => {
  it('is a line for what is alike, and with --all one for each target; with records, answers and what to do next', async () =>
    inStory({}, async (story) => {
      manyGroups(story)
      await story.build()
      story.questions('questions/many-3.jsonl', ['What is three?', 'Who counts to 3?'])
      assert.equal(await linesOf(story), [
        'fresh    topics, 11 of 12 groups: 54 records',
        'stale    many-3  (questions/many-3.jsonl changed): 3 records',
        'maybe    merged  (waits for many-3): 57 records',
        '13 targets: 1 stale, 1 maybe, 11 fresh; 57 records in the merged file; 57 completions stored',
        '`fusionkit explain <target>` says why, `fusionkit plan` what it takes.',
      ])
      assert.is(
        (await linesOf(story, true)).filter((line) => /^fresh {4}(?:animals|music|many-\d): /.test(line)).length,
        11,
      )
    }))

  it('tells what the last build left undone: cells without an answer, and cells for a later one', async () =>
    inStory({}, async (story) => {
      await story.build({ maxCalls: 20 })
      const left = (await status(story)).targets.find(({ target }) => target === 'music')
      assert.equal([left?.state, left?.lastTry?.kind], ['failed', 'incomplete'])
      assert.match((await linesOf(story)).join('\n'), /\n {9}the last build left \d+ cells for a later one\n/)
      story.server.fault({
        kind: 'crash',
        when: ({ messages }) => messages.at(-1)?.content.includes('Carmen') ?? false,
        times: 100,
      })
      await story.build()
      assert.match(
        (await linesOf(story)).join('\n'),
        /failed {3}music .*\n {9}the last build had no answer for \d cells; first error: ./,
      )
    }))

  it('tells rejected cells, orphans, and who is at work in the folder', async () => {
    const config = plainConfig()
    config['max_attempts'] = 1
    Object.assign(variantsOf(config), { twin: 'Fluently please: <q>{{ simple }}</q>' })
    await inStory(
      {},
      async (story) => {
        await story.build()
        story.rename('questions/music.jsonl', 'questions/tunes.jsonl')
        await story.build()
        const { rejected, orphans, lock } = await status(story)
        assert.equal([rejected, orphans, lock], [{ duplicate: 9 }, ['dataset/fusion_datasets/music.jsonl'], undefined])
        const command = 'fusionkit build'
        const owner = { processId: process.pid, host: hostname(), command, since: 1_800_000_000_000 }
        story.write('.fusionkit/lock', `${JSON.stringify({ id: 'one', insteadOf: null, owner })}\n`)
        const holder = { pid: process.pid, command, since: '2027-01-15T08:00:00Z' }
        assert.equal((await status(story)).lock, holder)
        const text = (await linesOf(story)).join('\n')
        assert.match(text, 'No longer in the config, left where they are: dataset/fusion_datasets/music.jsonl.')
        assert.match(text, `Process ${process.pid} (fusionkit build) is at work here, since 2027-01-15 08:00:00 UTC`)
        story.write('.fusionkit/lock', 'no lock of ours')
        assert.is((await status(story)).lock, undefined)
      },
      config,
    )
  })
})

spec('a graph of a project', (it) => {
  it('has what a target needs, and its state; of all, in the order of the build, the same every time', async () => {
    const config = plainConfig()
    config['sources'] = { random: { faker: { entries: 6 } } }
    config['groups'] = { people: { source: 'random', size: 3 }, topics: { files: 'questions/*.jsonl' } }
    await inStory(
      {},
      async (story) => {
        const all = await graph(story)
        assert.equal(await graph(story), all)
        assert.equal(
          all.nodes.map((node) => ('state' in node ? [node.id, node.state] : node.id)),
          [
            ['source:random', 'stale'],
            ['groups:people', 'stale'],
            ['people-1', 'stale'],
            ['people-2', 'stale'],
            'file:questions/animals.jsonl',
            ['animals', 'stale'],
            'file:questions/music.jsonl',
            ['music', 'stale'],
            ['merged', 'maybe'],
          ],
        )
        const one = await graph(story, 'people-2', 'animals')
        assert.equal(
          one.nodes.map(({ id }) => id),
          ['source:random', 'groups:people', 'people-2', 'file:questions/animals.jsonl', 'animals'],
        )
        assert.equal(one.edges, [
          { from: 'source:random', to: 'groups:people' },
          { from: 'groups:people', to: 'people-2' },
          { from: 'file:questions/animals.jsonl', to: 'animals' },
        ])
        assert.equal(
          (await graph(story, 'group:people-1')).nodes.map(({ id }) => id),
          ['source:random', 'groups:people'],
        )
        try {
          await graph(story, 'animls')
          assert.unreachable('there is no such target')
        } catch (error) {
          assert.match(error instanceof UserError ? (error.diagnostics[0]?.hint ?? '') : '', 'animals')
        }
      },
      config,
    )
  })
})
