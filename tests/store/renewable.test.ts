import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { digestOf } from '../../src/base/hash.js'
import { openSound, type SoundEnvironment } from '../../src/store/sound-environment.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { inTempFolder } from '../support/temp-folder.js'

const keyOf = (name: number): Buffer => Buffer.from(digestOf(`${name}`), 'hex')

const valueOf = (name: number): Buffer => Buffer.from(`${name} `.repeat(50))

const opened = (folder: string, touches: number): SoundEnvironment =>
  openSound(`${folder}/e`, { touches, smallBytes: 0 })

spec('an environment that lets go of its pages', (it) => {
  it('finds all that was put, at any time, however often it does so', async () => {
    const steps = fc.array(fc.record({ name: fc.nat(20), kind: fc.constantFrom('put', 'get', 'update', 'wait') }), {
      maxLength: 60,
    })
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), (history, touches) =>
        inTempFolder(async (folder) => {
          const environment = opened(folder, touches)
          const put = new Map<number, Promise<void>>()
          const there = new Set<number>()
          for (const { name, kind } of history) {
            if (kind === 'put')
              put.set(
                name,
                environment.put(keyOf(name), valueOf(name)).then(() => void there.add(name)),
              )
            else if (kind === 'update')
              environment.update(keyOf(99), (before) => Buffer.concat([before ?? Buffer.alloc(0), Buffer.from('.')]))
            else if (kind === 'wait') await put.get(name)
            else {
              const value = environment.get(keyOf(name))
              if (there.has(name)) assert.equal(value, valueOf(name))
            }
          }
          await Promise.all(put.values())
          for (const name of put.keys()) assert.equal(environment.get(keyOf(name)), valueOf(name))
          await environment.close()
          const again = opened(folder, 1000)
          for (const name of put.keys()) assert.equal(again.get(keyOf(name)), valueOf(name))
          assert.is(again.get(keyOf(99))?.length, history.filter(({ kind }) => kind === 'update').length || undefined)
          await again.close()
        }),
      ),
      { numRuns: soakRuns(8) },
    )
  })
})
