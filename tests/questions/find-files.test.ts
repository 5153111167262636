import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { findFiles } from '../../src/questions/find-files.js'
import { spec } from '../support/spec.js'
import { freshFolder } from '../support/temp-folder.js'

const files = [
  'dataset/b.jsonl',
  'dataset/a.jsonl',
  'dataset/B.jsonl',
  'dataset/.hidden.jsonl',
  'dataset/notes.txt',
  'dataset/odd [1].jsonl',
  'dataset/deep/er/c.jsonl',
  'dataset/node_modules/d.jsonl',
  '.fusionkit/e.jsonl',
  'top.jsonl',
]

async function find(...patterns: readonly string[]) {
  const root = freshFolder('find')
  try {
    for (const file of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), '')
    }
    symlinkSync(join(root, 'top.jsonl'), join(root, 'dataset/link.jsonl'))
    return findFiles(
      root,
      patterns.map((pattern) => pattern.replace('<root>', root)),
    )
  } finally {
    rmSync(root, { recursive: true })
  }
}

const odd = 'dataset/odd [1].jsonl'

spec('files', (it) => {
  it('are found by path, from wherever it is written', async () => {
    assert.equal(await find('./dataset/../top.jsonl', 'dataset\\a.jsonl', '<root>/dataset/b.jsonl'), {
      files: ['dataset/a.jsonl', 'dataset/b.jsonl', 'top.jsonl'],
      missing: [],
    })
  })

  it('are found by a star in a folder, links too, dot files not, sorted by code unit', async () => {
    const expected = ['B', 'a', 'b', 'link'].map((name) => `dataset/${name}.jsonl`)
    assert.equal(await find('dataset/*.jsonl'), { files: [...expected, odd], missing: [] })
    assert.equal(await find('*.jsonl'), { files: ['top.jsonl'], missing: [] })
  })

  it('are found by larger globs, node_modules and .fusionkit left out', async () => {
    assert.equal((await find('**/*.jsonl')).files.length, 7)
    assert.equal(await find('dataset/{a,b}.jsonl', 'dataset/**/c.*'), {
      files: ['dataset/a.jsonl', 'dataset/b.jsonl', 'dataset/deep/er/c.jsonl'],
      missing: [],
    })
    assert.equal((await find('dataset/[ab].jsonl')).files, ['dataset/a.jsonl', 'dataset/b.jsonl'])
    assert.equal((await find('.fusionkit/*.jsonl', 'dataset/node_modules/*.jsonl')).files, [])
  })

  it('may have the signs of a glob in their names', async () => {
    assert.equal((await find(odd)).files, [odd])
  })

  it('come once, however many patterns mean them, and can be taken out again', async () => {
    assert.equal((await find('dataset/*.jsonl', 'dataset/a.jsonl', '!dataset/b.jsonl', `!${odd}`)).files, [
      'dataset/B.jsonl',
      'dataset/a.jsonl',
      'dataset/link.jsonl',
    ])
  })

  it('that are not there are named by their pattern', async () => {
    const missing = ['dataset/none.jsonl', 'nowhere/*.jsonl', 'dataset/*.csv', 'dataset/**/x.jsonl', 'dataset']
    assert.equal(await find(...missing), { files: [], missing })
  })
})
