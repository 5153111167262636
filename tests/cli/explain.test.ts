import * as assert from 'uvu/assert'
import { inProject, smallProject } from '../support/project.js'
import { spec } from '../support/spec.js'

spec('the commands that only look', (it) => {
  it('have their data on stdout, one JSON document with --json, and exit codes for scripts', () =>
    inProject(smallProject, async ({ run, write, read }) => {
      assert.is((await run(['build'])).code, 0)
      const fresh = await run(['status', '--exit-code'])
      assert.equal([fresh.code, fresh.stderr], [0, ''])
      assert.match(fresh.stdout, /^fresh {4}animals: \d+ records$/m)
      write('q/animals.jsonl', read('q/animals.jsonl').replace('snail', 'slug'))
      const [stale, explained, record, diagram, wrong] = await Promise.all(
        [
          ['status', '--exit-code', '--json'],
          ['explain', 'merged', '--json'],
          ['explain', './dataset/fusion_datasets/inventions.jsonl:2', '--offline'],
          ['graph', 'animals', '--format', 'mermaid'],
          ['graph', '--format', 'svg'],
        ].map((words) => run(words)),
      )
      assert.equal([stale?.code, stale?.stderr, explained?.code, explained?.stderr], [4, '', 0, ''])
      assert.is((JSON.parse(stale?.stdout ?? '') as { v: number }).v, 1)
      const { kind, targets } = JSON.parse(explained?.stdout ?? '') as { kind: string; targets: { state: string }[] }
      assert.equal([kind, targets.map(({ state }) => state)], ['targets', ['maybe']])
      assert.match(record?.stdout ?? '', /^variant {5}fluid, by the rule engine/m)
      assert.match(
        diagram?.stdout ?? '',
        /^flowchart LR\n {2}n1\("q\/animals\.jsonl"\)\n {2}n2\["animals: stale"\]:::stale\n/,
      )
      assert.equal([wrong?.code, wrong?.stdout], [2, ''])
      assert.match(wrong?.stderr ?? '', '--format takes "text" or "mermaid" or "dot" or "json", not "svg"')
    }))
})
