import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { writeNew } from '../../src/base/write-new.js'
import { spec } from '../support/spec.js'
import { inTempFolder } from '../support/temp-folder.js'

const codeOf = (work: () => void): string | undefined => {
  try {
    work()
  } catch (error) {
    return (error as NodeJS.ErrnoException).code
  }
  return undefined
}

spec('new files', (it) => {
  it('are written with the folders that they need, and what is added to one that was there leaves the rest of it as it was', async () =>
    inTempFolder((root) => {
      const latin = Buffer.from([0xe9, 0x0a]) // no UTF-8
      writeFileSync(join(root, 'list'), latin, { mode: 0o640 })
      symlinkSync('list', join(root, 'link'))
      writeNew([
        { path: join(root, 'a/b/c.txt'), text: 'c' },
        { path: join(root, 'link'), text: 'two\n', isAdded: true },
      ])
      assert.is(readFileSync(join(root, 'a/b/c.txt'), 'utf8'), 'c')
      assert.equal(readFileSync(join(root, 'list')), Buffer.concat([latin, Buffer.from('two\n')]))
      assert.is(statSync(join(root, 'list')).mode & 0o777, 0o640)
      assert.ok(lstatSync(join(root, 'link')).isSymbolicLink())
      assert.equal(readdirSync(root).sort(), ['a', 'link', 'list'])
    }))

  it('are all taken back where one of them cannot be written, with their folders, and nothing else is touched', async () =>
    inTempFolder((root) => {
      mkdirSync(join(root, 'there'))
      writeFileSync(join(root, 'list'), 'one\n')
      writeFileSync(join(root, 'taken'), 'mine')
      const files = [
        { path: join(root, 'there/a.txt'), text: 'a' },
        { path: join(root, 'x/y/b.txt'), text: 'b' },
        { path: join(root, 'list'), text: 'two\n', isAdded: true },
        { path: join(root, 'taken'), text: 'ours' },
      ]
      assert.is(
        codeOf(() => writeNew(files)),
        'EEXIST',
      )
      assert.equal(readdirSync(root).sort(), ['list', 'taken', 'there'])
      assert.equal(readdirSync(join(root, 'there')), [])
      assert.is(readFileSync(join(root, 'list'), 'utf8'), 'one\n')
      assert.is(readFileSync(join(root, 'taken'), 'utf8'), 'mine')
    }))

  it('are not written below a file, and those before it are taken back', async () =>
    inTempFolder((root) => {
      writeFileSync(join(root, 'file'), '')
      const below = { path: join(root, 'file/a.txt'), text: 'a' }
      const refused = codeOf(() => writeNew([{ path: join(root, 'new/b.txt'), text: 'b' }, below]))
      assert.ok(['ENOTDIR', 'EEXIST'].includes(refused ?? ''), refused)
      assert.not(existsSync(join(root, 'new')))
    }))
})
