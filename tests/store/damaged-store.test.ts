/** A store whose files were cut off, overwritten or replaced: never a signal, never a wrong answer, and as much as is whole (contract 24). */
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { type Digest, digestOf } from '../../src/base/hash.js'
import { openStore, type Store } from '../../src/store/completion-store.js'
import { isDamaged } from '../../src/store/lmdb-file/damage.js'
import { pathsBelow } from '../support/paths-below.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { inTempFolder } from '../support/temp-folder.js'

type Texts = Store<string, string>
const key = (index: number): Digest => digestOf(`prompt ${index}`)
/** Some take pages of their own. */
const textOf = (index: number): string => `Answer ${index}. ${'x'.repeat(index % 40 === 0 ? 9_000 : 150)}`
const count = 300

/** A store of 300 answers in several commits, so that there are free pages, too. */
async function fill(folder: string): Promise<void> {
  const store: Texts = openStore(folder)
  for (let start = 0; start < count; start += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_each, index) => store.completions.put(key(start + index), textOf(start + index))),
    )
  await store.resolutions.put(key(0), 'a pair')
  await store.close()
}

const dataOf = (folder: string) => join(folder, 'completions/data.mdb')

/** How many are there; none is another one's. */
function countGood(store: Texts): number {
  const found = Array.from({ length: count }, (_each, index) => [store.completions.get(key(index)), textOf(index)])
  for (const [got, text] of found) assert.ok(got === undefined || got === text, `${got} is no answer to this`)
  return found.filter(([got]) => got !== undefined).length
}

/** It can be read and written as any other, now and when it is opened again. Returns how many answers it has. */
async function assertUsable(folder: string): Promise<number> {
  const store: Texts = openStore(folder)
  const good = countGood(store)
  await Promise.all(
    Array.from({ length: 60 }, (_each, index) => store.completions.put(key(1000 + index), textOf(index))),
  )
  assert.ok(countGood(store) >= good)
  await store.close()
  assert.not(isDamaged(dataOf(folder)))
  const again: Texts = openStore(folder)
  assert.is(again.mended, undefined, 'said once')
  assert.is(again.completions.get(key(1059)), textOf(59))
  await again.close()
  return good
}

interface Damage {
  readonly page: number
  readonly offset: number
  readonly bytes: Uint8Array
  readonly isCut: boolean
}

const offsets = fc.oneof(fc.nat(24), fc.nat(200), fc.nat(4095))
const damages: fc.Arbitrary<Damage> = fc.record({
  page: fc.oneof(fc.nat(2), fc.nat(10_000)),
  offset: offsets,
  bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
  isCut: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
})

function damaged(whole: Buffer, { page, offset, bytes, isCut }: Damage): Buffer {
  const at = (page % (whole.length / 4096)) * 4096 + offset
  if (isCut) return whole.subarray(0, at)
  const changed = Buffer.from(whole)
  for (const [index, byte] of bytes.entries()) if (at + index < changed.length) changed[at + index]! ^= byte
  return changed
}

spec('a damaged store', (it) => {
  it('keeps nearly all, gives no wrong answer, and takes new ones, wherever its file was cut off or overwritten', () =>
    inTempFolder(async (folder) => {
      const [whole, copy] = [join(folder, 'whole'), join(folder, 'copy')]
      await fill(whole)
      const data = readFileSync(dataOf(whole))
      await fc.assert(
        fc.asyncProperty(damages, async (damage) => {
          rmSync(copy, { recursive: true, force: true })
          cpSync(whole, copy, { recursive: true })
          writeFileSync(dataOf(copy), damaged(data, damage))
          const good = await assertUsable(copy)
          if (!damage.isCut) assert.ok(good >= count - 40, `${good} are left`)
        }),
        { numRuns: soakRuns(8) },
      )
    }))

  it('says how many are left and where the damaged file lies, and reads them also for who changes nothing', () =>
    inTempFolder(async (folder) => {
      await fill(folder)
      const data = readFileSync(dataOf(folder))
      writeFileSync(dataOf(folder), damaged(data, { page: 0, offset: 24, bytes: Buffer.alloc(60, 7), isCut: false }))
      const names = () => pathsBelow(folder).toSorted()
      const before = names()
      const reader: Texts = openStore(folder, { readOnly: true })
      assert.is(countGood(reader), count)
      assert.is(reader.completions.size(), count)
      await reader.close()
      assert.equal(names(), before)
      const store: Texts = openStore(folder)
      assert.equal(store.mended, { entries: count, keptAs: 'completions.damaged-1' })
      assert.is(countGood(store), count)
      await store.close()
      assert.ok(existsSync(join(folder, 'completions.damaged-1/data.mdb')))
      writeFileSync(dataOf(folder), data.subarray(0, 3 * 4096))
      assert.ok((await assertUsable(folder)) < count)
      assert.ok(existsSync(join(folder, 'completions.damaged-2')))
    }))

  it('is told from one that somebody writes to: who only reads changes nothing, and does not say how it was left', () =>
    inTempFolder(async (folder) => {
      await fill(folder)
      const writer: Texts = openStore(folder)
      const closed = join(folder, 'completions/closed.json')
      assert.not(existsSync(closed))
      const reader: Texts = openStore(folder, { readOnly: true })
      assert.is(countGood(reader), count)
      await reader.close()
      assert.not(existsSync(closed))
      await writer.close()
      assert.ok(existsSync(closed))
    }))

  it('is mended once more where the new one was damaged, too, before it was done', () =>
    inTempFolder(async (folder) => {
      await fill(folder)
      renameSync(join(folder, 'completions'), join(folder, 'completions.damaged'))
      mkdirSync(join(folder, 'completions'))
      writeFileSync(dataOf(folder), 'garbage')
      assert.is(await assertUsable(folder), count)
      assert.not(existsSync(join(folder, 'completions.damaged')))
    }))

  it('is mended once more where the build that mended it was killed', () =>
    inTempFolder(async (folder) => {
      await fill(folder)
      renameSync(join(folder, 'completions'), join(folder, 'completions.damaged'))
      mkdirSync(join(folder, 'completions'))
      const reader: Texts = openStore(folder, { readOnly: true })
      assert.is(countGood(reader), count)
      await reader.close()
      assert.is(await assertUsable(folder), count)
      assert.not(existsSync(join(folder, 'completions.damaged')))
    }))

  const others: Readonly<Record<string, (folder: string) => void>> = {
    'a file of garbage': (folder) => writeFileSync(dataOf(folder), 'garbage '.repeat(9_000)),
    'a short file of garbage': (folder) => writeFileSync(dataOf(folder), 'garbage'),
    'a page of zeros': (folder) => writeFileSync(dataOf(folder), Buffer.alloc(4096)),
    'an empty file': (folder) => writeFileSync(dataOf(folder), ''),
    nothing: (folder) => rmSync(dataOf(folder)),
    'a folder in place of the file': (folder) => {
      rmSync(dataOf(folder))
      mkdirSync(dataOf(folder))
    },
    'a file in place of the folder': (folder) => {
      rmSync(join(folder, 'completions'), { recursive: true })
      writeFileSync(join(folder, 'completions'), 'mine')
    },
    'garbage in place of the lock': (folder) =>
      writeFileSync(join(folder, 'completions/lock.mdb'), 'garbage '.repeat(2_000)),
    'garbage in place of what says how it was closed': (folder) =>
      writeFileSync(join(folder, 'completions/closed.json'), '{"check":"'),
    'garbage in place of the pairs': (folder) => writeFileSync(join(folder, 'pairs/data.mdb'), 'garbage'),
  }
  for (const [what, change] of Object.entries(others))
    it(`goes on with ${what}`, () =>
      inTempFolder(async (folder) => {
        await fill(folder)
        change(folder)
        const isKept = /lock|closed|pairs/.test(what)
        const reader: Texts = openStore(folder, { readOnly: true })
        assert.is(countGood(reader), isKept ? count : 0)
        await reader.close()
        assert.is(await assertUsable(folder), isKept ? count : 0)
      }))
})

spec('a store that somebody was killed with', (it) => {
  it('is whole, and is opened without a word', () =>
    inTempFolder(async (folder) => {
      const script = `
        import { openStore } from ${JSON.stringify(new URL('../../src/store/completion-store.js', import.meta.url).href)}
        import { digestOf } from ${JSON.stringify(new URL('../../src/base/hash.js', import.meta.url).href)}
        const store = openStore(${JSON.stringify(folder)})
        let kept = 0
        for (let round = 0; round < 30; round += 1) {
          const puts = Array.from({ length: 20 }, (_each, index) => store.completions.put(digestOf(round + ' ' + index), 'x'.repeat(300)))
          if (round === 29) process.kill(process.pid, 'SIGKILL')
          await Promise.all(puts)
        }`
      const { signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
        encoding: 'utf8',
      })
      assert.is(signal, 'SIGKILL', stderr)
      assert.not(isDamaged(dataOf(folder)))
      const store: Texts = openStore(folder)
      assert.is(store.mended, undefined)
      assert.ok(store.completions.size() >= 29 * 20)
      await store.close()
    }))

  it('is not taken for a damaged one while somebody writes to it', () =>
    inTempFolder(async (folder) => {
      const store: Texts = openStore(folder)
      for (let round = 0; round < 30; round += 1) {
        const puts = Array.from({ length: 20 }, (_each, index) =>
          store.completions.put(digestOf(`${round} ${index}`), textOf(index)),
        )
        if (statSync(dataOf(folder)).size > 0) assert.not(isDamaged(dataOf(folder)))
        await Promise.all(puts)
        assert.not(isDamaged(dataOf(folder)))
      }
      await store.close()
    }))
})
