import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { digestOf } from '../../src/base/hash.js'
import { openConcernCache } from '../../src/store/concern-cache.js'
import { spec } from '../support/spec.js'
import { inTempFolder } from '../support/temp-folder.js'

const [now, nothing, some] = [digestOf('overrides'), digestOf('nothing'), digestOf('some')]
const groups = new Map([
  ['a', { digest: nothing, lines: [] }],
  ['b', { digest: some, lines: [1, 7] }],
])

spec('what is known of overrides and groups', (it) => {
  it('is good for the state of the overrides that it was found for', async () =>
    inTempFolder(async (folder) => {
      const path = join(folder, 'state', 'overrides.json')
      openConcernCache(path, nothing, { write: true }).save(now, groups)
      const cache = openConcernCache(path, nothing, { write: false })
      assert.equal([...cache.of(now)], [...groups])
      assert.is(cache.of(digestOf('others')).size, 0)
      cache.save(digestOf('others'), groups)
      assert.is(cache.of(now).size, 2, 'a plan writes nothing')
    }))

  it('is nothing where the file is damaged', async () =>
    inTempFolder(async (folder) => {
      const path = join(folder, 'overrides.json')
      const cache = openConcernCache(path, nothing, { write: false })
      for (const text of ['', '{', 'null', '[]', '{"overrides":1}', `{"overrides":"${now}","groups":{"a":[]}}`]) {
        writeFileSync(path, text)
        assert.is(cache.of(now).size, 0, text)
      }
    }))
})
