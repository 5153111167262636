import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { addPaces, readPaces } from '../../src/store/paces.js'
import { spec } from '../support/spec.js'
import { inTempFolder } from '../support/temp-folder.js'

const pace = (callsPerSecond: number) => ({ callsPerSecond, promptTokens: 100, completionTokens: 10 })

spec('what is remembered of how fast models answer', (it) => {
  it('follows the latest builds, and forgets an odd one', () =>
    inTempFolder((folder) => {
      const path = join(folder, 'paces.json')
      for (const speed of [1, 9, 9, 9]) addPaces(path, new Map([['ollama m', pace(speed)]]))
      addPaces(path, new Map([['ollama other', { callsPerSecond: 2 }]]))
      assert.equal([...readPaces(path)], [
        ['ollama m', pace(8)],
        ['ollama other', { callsPerSecond: 2 }],
      ]) // prettier-ignore
    }))

  it('is nothing where it was lost, or damaged', () =>
    inTempFolder((folder) => {
      const path = join(folder, 'paces.json')
      assert.is(readPaces(path).size, 0)
      for (const text of [
        '',
        '{',
        '[]',
        '{"v":1}',
        '{"v":2,"paces":{}}',
        '{"v":1,"paces":{"m":{"callsPerSecond":0}}}',
      ]) {
        writeFileSync(path, text)
        assert.is(readPaces(path).size, 0, text)
      }
    }))
})
