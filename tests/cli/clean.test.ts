import * as assert from 'uvu/assert'
import { inProject, smallConfig, smallProject } from '../support/project.js'
import { spec } from '../support/spec.js'

const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'
const index = (name: string) => `.fusionkit/state/fusion.config.yaml/index/${name}`
const fusion = (group: string) => `dataset/fusion_datasets/${group}.jsonl`

spec('fusionkit clean', (it) => {
  it('deletes what was built and nothing else; build restores it without a call (contract 38)', () =>
    inProject({ ...smallProject, 'dataset/mine.txt': 'mine' }, async ({ run, files, has }) => {
      await run(['build'])
      assert.ok(has(index('animals.pairs')))
      const built = files()
      const { code, stdout, stderr } = await run(['clean'])
      assert.is(code, 0)
      assert.not(has(index('')), 'what is known of the outputs goes with them')
      assert.is(stdout, '')
      assert.match(stderr, /^3 files deleted; `fusionkit build` restores them without a call$/m)
      assert.equal(files(), { ...smallProject, 'dataset/mine.txt': 'mine' })
      const again = await run(['build'])
      assert.match(again.stderr, /0 asked, 12 reused/)
      assert.equal(files(), built)
    }))

  it('leaves a file that was changed by hand', () =>
    inProject(smallProject, async ({ run, write, read, has }) => {
      await run(['build'])
      write(fusion('animals'), 'mine\n')
      const { stderr } = await run(['clean'])
      assert.match(stderr, /^kept +dataset\/fusion_datasets\/animals\.jsonl {2}\(not as fusionkit wrote it\)$/m)
      assert.is(read(fusion('animals')), 'mine\n')
      assert.not(has(fusion('inventions')))
    }))

  it('has nothing to do where nothing was built, and needs a config', () =>
    inProject(smallProject, async ({ run, remove }) => {
      assert.is((await run(['clean'])).stderr, 'no file to delete\n')
      remove('fusion.config.yaml')
      const { code, stderr } = await run(['clean'])
      assert.is(code, 2)
      assert.match(stderr, /error config-not-there/)
    }))

  it('--orphans deletes what is left of a group that is gone, if it is as we wrote it (contract 35)', () =>
    inProject(smallProject, async ({ run, remove, write, has, files }) => {
      await run(['build'])
      remove('q/inventions.jsonl')
      const built = await run(['build'])
      assert.match(built.stderr, /left where they are: .*inventions\.jsonl\. `fusionkit clean --orphans` deletes/)
      assert.ok(has(fusion('inventions')))
      write(fusion('inventions'), 'mine\n')
      assert.ok(has(index('inventions.pairs')))
      assert.match((await run(['clean', '--orphans'])).stderr, /^kept +dataset\/fusion_datasets\/inventions\.jsonl/m)
      assert.equal([has(index('inventions.pairs')), has(index('animals.pairs'))], [false, true])
      assert.ok(has(fusion('inventions')))
      assert.ok(Object.keys(files()).includes(merged))
    }))

  it('--orphans leaves what is still in the config', () =>
    inProject(smallProject, async ({ run, remove, has }) => {
      await run(['build'])
      remove('q/inventions.jsonl')
      await run(['build'])
      const { code, stderr } = await run(['clean', '--orphans'])
      assert.is(code, 0)
      assert.is(stderr, `deleted  ${fusion('inventions')}\n1 file deleted\n`)
      assert.not(has(fusion('inventions')))
      assert.ok(has(fusion('animals')) && has(merged))
      assert.match((await run(['build'])).stderr, /^up to date/)
    }))

  it('--cache says first what the answers cost, and deletes nothing before --yes', () =>
    inProject(smallProject, async ({ run, files }) => {
      await run(['build'])
      const before = files()
      const { code, stderr } = await run(['clean', '--cache'])
      assert.is(code, 2)
      assert.match(stderr, /error cleaning-costs {2}\d+ completions would have to be asked again: about \d+/)
      assert.match(stderr, /Nothing is deleted yet[\s\S]*--cache --yes/)
      assert.equal(files(), before)
      assert.match((await run(['build'])).stderr, /^up to date/)
      const yes = await run(['clean', '--cache', '--yes'])
      assert.is(yes.code, 0)
      assert.match(yes.stderr, /^deleted +\d+ completions$/m)
      assert.not.match(yes.stderr, /without a call/)
      assert.equal(files(), smallProject)
      assert.match((await run(['build'])).stderr, /12 asked, 0 reused/)
      assert.equal(files(), before)
    }))

  it('means the folder of the config that it is told', () =>
    inProject(
      { 'sub/fusion.config.yaml': smallConfig, 'sub/q/animals.jsonl': smallProject['q/animals.jsonl'] },
      async ({ run, files, has }) => {
        await run(['build', '--config', 'sub/fusion.config.yaml'])
        assert.ok(has(`sub/${merged}`))
        const asked = await run(['clean', '--cache', '--config', 'sub/fusion.config.yaml'])
        assert.is(asked.code, 2)
        await run(['clean', '--cache', '--yes', '--config', 'sub/fusion.config.yaml'])
        assert.equal(
          Object.keys(files()).filter((path) => !path.includes('.fusionkit')),
          ['sub/fusion.config.yaml', 'sub/q/animals.jsonl'],
        )
        assert.not(has('sub/.fusionkit/store'))
      },
    ))
})
