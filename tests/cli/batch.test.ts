/** `fusionkit batch`, as it is typed. */
import * as assert from 'uvu/assert'
import { answered, atServer, linesIn } from '../support/batch-files.js'
import { inProject } from '../support/project.js'
import { spec } from '../support/spec.js'

spec('fusionkit batch', (it) => {
  it('write what each step is, in words', async () =>
    atServer(async (project, server) => {
      const out = await project.run(['batch', 'export', '--output', 'batch.jsonl'])
      assert.match(
        out.stdout,
        /6 calls are missing now:\n→ batch\.jsonl \(6 requests, 0\.0 MB\)\n.*fusionkit batch import/,
      )
      project.write('results.jsonl', (await answered(linesIn(project, 'batch.jsonl'), server)).join(''))
      const back = await project.run(['batch', 'import', 'results.jsonl'])
      assert.match(back.stdout, /imported: 6 answers kept\n6 calls are missing now: `fusionkit batch export`/)
      project.write('results.jsonl', 'no JSON\n')
      const bad = await project.run(['batch', 'import', 'results.jsonl'])
      assert.is(bad.code, 1)
      assert.match(
        bad.stdout,
        /1 not usable\nFirst of those that are not usable: results\.jsonl:1: it is no JSON object/,
      )
    }))

  it('are no thing of engines that have none, and say what to type', async () =>
    inProject(
      { 'fusion.config.yaml': 'version: 1\nengine: rules\ngroups: { g: { files: q.jsonl } }\n', 'q.jsonl': '' },
      async (project) => {
        const none = await project.run(['batch', 'export', '--output', 'b.jsonl'])
        assert.is(none.code, 2)
        assert.match(none.stderr, /"rules" has no batch files[\s\S]*"openai" has some/)
        assert.match((await project.run(['batch', 'export'])).stderr, /needs --output/)
        assert.match((await project.run(['batch', 'import'])).stderr, /at least one file of results/)
        assert.match((await project.run(['batch', 'frob'])).stderr, /has no "frob"/)
        const absent = await project.run(['batch', 'import', 'nowhere.jsonl'])
        assert.match(absent.stderr, /There is no file "nowhere\.jsonl"/)
      },
    ))
})
