import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { renameInPlace } from '../../src/base/rename.js'
import { spec } from '../support/spec.js'

/** A system that refuses so often; what was done on it. */
function system(isWindows: boolean, refusals: number, code = 'EPERM') {
  const done = { tries: 0, waitedMs: 0 }
  return {
    done,
    isWindows,
    rename: () => {
      done.tries += 1
      if (done.tries <= refusals) throw Object.assign(new Error('refused'), { code })
    },
    wait: (milliseconds: number) => void (done.waitedMs += milliseconds),
  }
}

spec('a file that takes the place of another one', (it) => {
  it('really does', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fusionkit-rename-'))
    try {
      const [from, to] = [join(folder, 'from'), join(folder, 'to')] as const
      writeFileSync(from, 'new')
      writeFileSync(to, 'old')
      renameInPlace(from, to)
      assert.is(readFileSync(to, 'utf8'), 'new')
      assert.throws(() => renameInPlace(from, to), /ENOENT/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('is tried again on Windows while somebody has that one open, for a second', () => {
    for (const code of ['EPERM', 'EBUSY', 'EACCES']) {
      const scanned = system(true, 3, code)
      renameInPlace('from', 'to', scanned)
      assert.is(scanned.done.tries, 4)
    }
    const held = system(true, Infinity)
    assert.throws(() => renameInPlace('from', 'to', held), /refused/)
    assert.ok(held.done.waitedMs > 500 && held.done.waitedMs <= 1_000, `${held.done.waitedMs} ms`)
  })

  it('is refused at once for any other reason, and on any other system', () => {
    for (const elsewhere of [system(true, 1, 'ENOSPC'), system(false, 1), system(false, 1, 'EBUSY')]) {
      assert.throws(() => renameInPlace('from', 'to', elsewhere), /refused/)
      assert.equal(elsewhere.done, { tries: 1, waitedMs: 0 })
    }
  })
})
