import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { open } from 'lmdb'
import * as assert from 'uvu/assert'
import { type Digest, digestOf } from '../../src/base/hash.js'
import type { Completion } from '../../src/domain/completion.js'
import { openStore } from '../../src/store/completion-store.js'
import { spec } from '../support/spec.js'
import { inTempFolder } from '../support/temp-folder.js'

const key = (name: string): Digest => digestOf(name)
const completion = (text: string): Completion => ({ text, end: 'stop', completionTokens: 7 })
const long = [['Where is Rome, and where is Oslo?'.repeat(40), 1]]

/** Changes the stored bytes of an entry, past the store. */
async function damage(folder: string, shelf: string, name: string, change: (bytes: Buffer) => Buffer): Promise<void> {
  const database = open<Buffer, Buffer>({ path: join(folder, shelf), encoding: 'binary', keyEncoding: 'binary' })
  const bytes = database.get(Buffer.from(key(name), 'hex'))
  if (bytes === undefined) throw new Error(`nothing to damage under ${name}`)
  await database.put(Buffer.from(key(name), 'hex'), change(Buffer.from(bytes)))
  await database.close()
}

spec('the store', (it) => {
  it('gives back what was put, also when it is opened again, and by two at once', () =>
    inTempFolder(async (folder) => {
      const one = openStore<Completion, unknown>(folder)
      const other = openStore<Completion, unknown>(folder)
      await one.completions.put(key('a'), completion('Où « est » Oslo ?\u2028🙂'))
      await other.resolutions.put(key('a'), long)
      assert.equal(other.completions.get(key('a')), completion('Où « est » Oslo ?\u2028🙂'))
      assert.equal(one.resolutions.get(key('a')), long)
      assert.is(one.completions.get(key('b')), undefined)
      assert.is(one.completions.size(), 1)
      await one.close()
      await other.close()
      const again = openStore<Completion, unknown>(folder, { readOnly: true })
      assert.equal(again.completions.get(key('a')), completion('Où « est » Oslo ?\u2028🙂'))
      assert.equal(again.resolutions.get(key('a')), long)
      await again.close()
    }))

  it('takes a damaged entry for a miss, counts it once, and keeps the rest (contract 24)', () =>
    inTempFolder(async (folder) => {
      const store = openStore<Completion, unknown>(folder)
      for (const name of ['torn', 'flipped', 'empty', 'whole']) await store.completions.put(key(name), completion(name))
      await store.close()
      await damage(folder, 'completions', 'torn', (bytes) => bytes.subarray(0, bytes.length - 3))
      await damage(folder, 'completions', 'flipped', (bytes) => {
        bytes[9] = (bytes[9] ?? 0) ^ 1
        return bytes
      })
      await damage(folder, 'completions', 'empty', () => Buffer.alloc(0))
      const again = openStore<Completion, unknown>(folder)
      for (const name of ['torn', 'flipped', 'empty']) {
        assert.is(again.completions.get(key(name)), undefined)
        assert.is(again.completions.get(key(name)), undefined)
      }
      assert.equal(again.completions.get(key('whole')), completion('whole'))
      assert.is(again.damaged, 3)
      await again.completions.put(key('torn'), completion('anew'))
      assert.equal(again.completions.get(key('torn')), completion('anew'))
      await again.close()
    }))

  it('takes a damaged pair for a miss, too, though pairs are compressed', () =>
    inTempFolder(async (folder) => {
      const names = ['torn', 'flipped', 'header', 'short', 'whole']
      const store = openStore<Completion, unknown>(folder)
      for (const name of names) await store.resolutions.put(key(name), long)
      await store.close()
      await damage(folder, 'pairs', 'torn', (bytes) => bytes.subarray(0, bytes.length - 5))
      await damage(folder, 'pairs', 'flipped', (bytes) => {
        const at = bytes.length >> 1
        bytes[at] = (bytes[at] ?? 0) ^ 0xff
        return bytes
      })
      await damage(folder, 'pairs', 'header', (bytes) => {
        bytes[0] = (bytes[0] ?? 0) ^ 0x55
        return bytes
      })
      await damage(folder, 'pairs', 'short', () => Buffer.from([1]))
      const again = openStore<Completion, unknown>(folder)
      for (const name of names.slice(0, -1)) assert.is(again.resolutions.get(key(name)), undefined, name)
      assert.equal(again.resolutions.get(key('whole')), long)
      assert.is(again.damaged, 4)
      await again.close()
    }))

  it('has kept what a killed process was told is kept (contract 25)', () =>
    inTempFolder(async (folder) => {
      const script = `
        import { openStore } from ${JSON.stringify(new URL('../../src/store/completion-store.js', import.meta.url).href)}
        import { digestOf } from ${JSON.stringify(new URL('../../src/base/hash.js', import.meta.url).href)}
        const store = openStore(${JSON.stringify(folder)})
        await Promise.all(Array.from({ length: 50 }, (_, n) => store.completions.put(digestOf(String(n)), { text: String(n), end: 'stop' })))
        process.kill(process.pid, 'SIGKILL')
      `
      const { signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
        encoding: 'utf8',
      })
      assert.is(signal, 'SIGKILL', stderr)
      const store = openStore<Completion, unknown>(folder, { readOnly: true })
      for (let n = 0; n < 50; n += 1) assert.is(store.completions.get(key(`${n}`))?.text, `${n}`)
      await store.close()
    }))
})
