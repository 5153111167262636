import { existsSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { type Disk, realDisk } from '../../src/base/disk.js'
import type { FileStat } from '../../src/base/file-stat.js'
import { digestOf } from '../../src/base/hash.js'
import { unsealedJson } from '../../src/base/sealed-json.js'
import { openStatCache } from '../../src/store/stat-cache.js'
import { spec } from '../support/spec.js'
import { inTempFolder } from '../support/temp-folder.js'

const dayMs = 86_400_000
const ns = (ms: number): string => `${BigInt(ms) * 1_000_000n}`

/** A real folder whose clock stands a day ahead, so that files are settled; counts what is read. */
function cacheIn(folder: string, nowMs = () => Date.now() + dayMs, more = {}) {
  const disk = realDisk(folder, 1)
  const reads: string[] = []
  const counting: Disk = {
    ...disk,
    readChunks: (path) => {
      reads.push(path)
      return disk.readChunks(path)
    },
  }
  const stats = openStatCache(join(folder, 'stats.json'), counting, { nowMs, hashAll: false, write: true, ...more })
  return { stats, reads, disk }
}

spec('the stat cache (contract 12)', (it) => {
  it('reads a file once, in later runs not at all', () =>
    inTempFolder((folder) => {
      writeFileSync(join(folder, 'a'), 'text')
      const first = cacheIn(folder)
      assert.is(first.stats.digestOf('a'), digestOf('text'))
      assert.is(first.stats.digestOf('a'), digestOf('text'))
      assert.equal(first.reads, ['a'])
      first.stats.save()
      const second = cacheIn(folder)
      assert.is(second.stats.digestOf('a'), digestOf('text'))
      assert.equal(second.reads, [])
      assert.is(second.stats.digestOf('not-there'), undefined)
    }))

  it('hashes again in a run anew what was touched when it was hashed, and nothing else', () =>
    inTempFolder((folder) => {
      writeFileSync(join(folder, 'a'), 'text')
      let now = Date.now()
      const { stats, reads } = cacheIn(folder, () => now)
      for (const count of [1, 1]) {
        stats.digestOf('a')
        assert.is(reads.length, count)
      }
      now += dayMs
      for (const count of [2, 2]) {
        stats.anew()
        stats.digestOf('a')
        assert.is(reads.length, count)
      }
    }))

  it('sees an edit that keeps size and mtime, through ctime or the inode', () =>
    inTempFolder((folder) => {
      const file = join(folder, 'a')
      const time = new Date(Date.now() - dayMs)
      writeFileSync(file, 'aaaa')
      utimesSync(file, time, time)
      const first = cacheIn(folder)
      first.stats.digestOf('a')
      first.stats.save()
      const ctime = statSync(file, { bigint: true }).ctimeNs
      while (statSync(file, { bigint: true }).ctimeNs === ctime) {
        writeFileSync(file, 'bbbb') // until the file system's clock has moved on
        utimesSync(file, time, time)
      }
      assert.is(cacheIn(folder).stats.digestOf('a'), digestOf('bbbb'))
      writeFileSync(join(folder, 'b'), 'cccc')
      utimesSync(join(folder, 'b'), time, time)
      renameSync(join(folder, 'b'), file)
      assert.is(cacheIn(folder).stats.digestOf('a'), digestOf('cccc'))
    }))

  it('tells the digest of all that a file holds, however many pieces it is read in', () =>
    inTempFolder((folder) => {
      for (const size of [0, 1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 700_000]) {
        const bytes = Buffer.from(Array.from({ length: size }, (_each, at) => (at * 7 + (at >> 9)) % 251))
        writeFileSync(join(folder, 'a'), bytes)
        assert.is(cacheIn(folder).stats.digestOf('a'), digestOf(bytes), `${size} bytes`)
      }
    }))

  it('hashes again what was touched within two seconds, its bytes or its times', () => {
    const now = 1_000_000_000_000
    const cases: readonly (readonly [what: string, mtimeMs: number, ctimeMs: number, reads: number])[] = [
      ['long ago', now - 9_000, now - 9_000, 0],
      ['just now', now - 1_000, now - 1_000, 1],
      ['just now, with an old mtime', now - 9_000, now - 1_000, 1],
      ['in the future, by a clock that went back', now + 9_000, now + 9_000, 0],
      ['a moment ahead', now + 1_000, now + 1_000, 1],
    ]
    return inTempFolder((folder) => {
      for (const [what, mtimeMs, ctimeMs, expected] of cases) {
        const stat: FileStat = { size: 1, mtimeNs: ns(mtimeMs), ctimeNs: ns(ctimeMs), inode: '1' }
        let reads = 0
        const disk: Disk = {
          ...realDisk(folder, 1),
          stat: () => stat,
          readChunks: () => {
            reads += 1
            return [Buffer.from('x')]
          },
        }
        const open = () =>
          openStatCache(join(folder, 'stats.json'), disk, { nowMs: () => now, hashAll: false, write: true })
        const first = open()
        first.digestOf('a')
        first.save()
        reads = 0
        open().digestOf('a')
        assert.is(reads, expected, what)
      }
    })
  })

  it('finds the same whatever the clock says (contract 14)', () =>
    inTempFolder((folder) => {
      for (const nowMs of [() => 0, () => Date.now() - dayMs, () => Date.now() + dayMs, () => 8e15]) {
        writeFileSync(join(folder, 'a'), 'one')
        const first = cacheIn(folder, nowMs)
        assert.is(first.stats.digestOf('a'), digestOf('one'))
        first.stats.save()
        writeFileSync(join(folder, 'a'), 'longer')
        assert.is(cacheIn(folder, nowMs).stats.digestOf('a'), digestOf('longer'))
      }
    }))

  it('knows in the same run what was just written', () =>
    inTempFolder((folder) => {
      const { stats, reads, disk } = cacheIn(folder, () => Date.now())
      const writer = disk.create('a')
      writer.write('text')
      const { digest } = writer.finish()
      writer.place()
      stats.know('a', digest)
      assert.is(stats.digestOf('a'), digestOf('text'))
      assert.equal(reads, [])
    }))

  it('writes nothing where nothing changed, and forgets only files that are gone', () =>
    inTempFolder((folder) => {
      writeFileSync(join(folder, 'a'), 'a')
      writeFileSync(join(folder, 'b'), 'b')
      const first = cacheIn(folder)
      first.stats.digestOf('a')
      first.stats.digestOf('b')
      first.stats.save()
      const path = join(folder, 'stats.json')
      const inode = statSync(path).ino
      const second = cacheIn(folder)
      second.stats.digestOf('a') // this run ended before it came to b
      second.stats.save()
      assert.is(statSync(path).ino, inode)
      renameSync(join(folder, 'b'), join(folder, 'c'))
      const third = cacheIn(folder)
      third.stats.digestOf('a')
      third.stats.save()
      const { files } = unsealedJson(readFileSync(path, 'utf8')) as { readonly files: object }
      assert.equal(Object.keys(files), ['a'])
    }))

  it('believes nothing when told to hash all, and leaves nothing when told not to write', () =>
    inTempFolder((folder) => {
      writeFileSync(join(folder, 'a'), 'a')
      const planning = cacheIn(folder, Date.now, { write: false })
      planning.stats.digestOf('a')
      planning.stats.save()
      assert.not(existsSync(join(folder, 'stats.json')))
      const first = cacheIn(folder)
      first.stats.digestOf('a')
      first.stats.save()
      const paranoid = cacheIn(folder, undefined, { hashAll: true })
      paranoid.stats.digestOf('a')
      assert.equal(paranoid.reads, ['a'])
    }))

  it('takes a damaged cache for none', () =>
    inTempFolder((folder) => {
      writeFileSync(join(folder, 'a'), 'a')
      for (const text of ['', '{', 'null', '[]', '{"a":null}', '{"a":[1]}', '{"a":"abcdef"}']) {
        writeFileSync(join(folder, 'stats.json'), text)
        assert.is(cacheIn(folder).stats.digestOf('a'), digestOf('a'), text)
      }
    }))
})
