import * as assert from 'uvu/assert'
import fc from 'fast-check'
import { globToRegExp } from '../../src/base/glob.js'
import { interestIn } from '../../src/watch/interest.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'

const root = '/home/me/quiz'
const isWatched = (path: string, patterns: readonly string[], paths: readonly string[] = ['fusion.config.yaml']) =>
  interestIn(root, paths, patterns).covers(`${root}/${path}`, true)
const isEntered = (folder: string, patterns: readonly string[]) =>
  interestIn(root, ['fusion.config.yaml'], patterns).covers(`${root}/${folder}`, false)

spec('what is watched', (it) => {
  it('are the files that are named, and what a glob may find', () => {
    const patterns = ['questions/*.jsonl', 'more/**/*.jsonl', '!questions/old.jsonl']
    for (const path of ['fusion.config.yaml', 'questions/a.jsonl', 'more/b.jsonl', 'more/deep/er/c.jsonl'])
      assert.ok(isWatched(path, patterns), path)
  })

  it('are no outputs, no state and no swap files of editors (contract 32)', () => {
    const patterns = ['questions/*.jsonl', 'more/**/*.jsonl']
    for (const path of [
      '.fusion.config.yaml.swp',
      'fusion.config.yaml~',
      '4913',
      'questions/.a.jsonl.swp',
      'questions/a.jsonl~',
      'questions/a.jsonl___jb_tmp___',
      'dataset/fusion_datasets/a.jsonl',
      '.fusionkit/store/completions/data.mdb',
      '.fusionkit/rejected/a.jsonl',
      'more/.git/x.jsonl',
    ])
      assert.not(isWatched(path, patterns), path)
  })

  it('are found without a look into folders that lead nowhere', () => {
    const patterns = ['questions/*/now/*.jsonl']
    for (const folder of ['questions', 'questions/en', 'questions/en/now'])
      assert.ok(isEntered(folder, patterns), folder)
    for (const folder of ['node_modules', '.git', 'dataset', 'questions/en/then', 'questions/en/now/deeper'])
      assert.not(isEntered(folder, patterns), folder)
    assert.not(isEntered('a/node_modules', ['**/*.jsonl']))
    assert.not(isEntered('a/.hidden', ['**/*.jsonl']))
    assert.ok(isEntered('a/b', ['**/*.jsonl']))
  })

  it('begins in the folder of the project, and beside it where a path leads out of it', () => {
    assert.equal(interestIn(root, ['fusion.config.yaml'], ['questions/*.jsonl']).roots, [root])
    const { roots, covers } = interestIn(root, ['fusion.config.yaml'], ['../shared/*.jsonl', '/data/all/**/x.jsonl'])
    assert.equal(roots, ['/data/all', root, '/home/me/shared'])
    assert.ok(covers('/home/me/shared/a.jsonl', true))
    assert.ok(covers('/data/all/b/x.jsonl', true))
    assert.not(covers('/home/me/other/a.jsonl', true))
  })

  it('takes braces apart, also those with a folder in them', () => {
    assert.ok(isEntered('a/deep', ['{a/deep,b}/*.jsonl']))
    assert.ok(isWatched('a/deep/x.jsonl', ['{a/deep,b}/*.jsonl']))
    assert.ok(isWatched('q/x.en.jsonl', ['q/*.{en,fr}.jsonl']))
    assert.not(isWatched('q/x.de.jsonl', ['q/*.{en,fr}.jsonl']))
  })

  it('is every file that a glob finds, with every folder on the way there', () => {
    const name = fc.constantFrom('a', 'b', 'questions', 'x.jsonl', 'y.json')
    const part = fc.constantFrom('a', 'b', '*', '**', 'questions', '?', '[ab]', '{a,b}')
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 3 }),
        fc.constantFrom('*.jsonl', 'x.*', '{x,y}.json*', '*'),
        fc.array(name, { minLength: 1, maxLength: 4 }),
        (folders, last, names) => {
          const glob = [...folders, last].join('/')
          const path = names.join('/')
          if (!globToRegExp(glob).test(path)) return
          assert.ok(isWatched(path, [glob]), `${glob} finds ${path}`)
          for (let depth = 1; depth < names.length; depth += 1)
            assert.ok(
              isEntered(names.slice(0, depth).join('/'), [glob]),
              `${glob} leads through ${names.slice(0, depth).join('/')}`,
            )
        },
      ),
      { numRuns: soakRuns(1_000) },
    )
  })
})
