import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { type Disk, realDisk } from '../../src/base/disk.js'
import type { BuildEvent } from '../../src/domain/event.js'
import { relPath } from '../../src/domain/path.js'
import { noTally } from '../../src/domain/target.js'
import { sourceTarget } from '../../src/plan/list-targets.js'
import { commit } from '../../src/run/commit.js'
import type { BuildParts } from '../../src/run/parts.js'
import { openBuildLog } from '../../src/store/build-log.js'
import { openStatCache } from '../../src/store/stat-cache.js'
import { fakerSource } from '../questions/samples.js'
import { spec } from '../support/spec.js'
import { inTempFolder } from '../support/temp-folder.js'

const target = sourceTarget(fakerSource({ output: relPath('out.jsonl') }), 'generator 1')

class Killed extends Error {}

/** One build: what it commits, on a disk that may be killed at a step. */
function build(folder: string, text: string, change: (disk: Disk) => Disk = (disk) => disk, calls = 0) {
  const events: BuildEvent[] = []
  const real = realDisk(folder, 1)
  const log = openBuildLog(join(folder, 'log.jsonl'), { write: true })
  const parts = {
    disk: change(real),
    log,
    nowMs: () => 5_000,
    stats: openStatCache(join(folder, 'stats.json'), real, { nowMs: () => 0, hashAll: true, write: false }),
    emit: (event: BuildEvent) => void events.push(event),
  } as Partial<BuildParts> as BuildParts
  const writer = parts.disk.create('out.jsonl')
  writer.write(text)
  const list = parts.disk.create('rejected.jsonl')
  const files = [
    { path: relPath('out.jsonl'), writer, records: 1, isOutput: true },
    { path: relPath('rejected.jsonl'), writer: list, records: 0, isOutput: false },
  ]
  try {
    const committed = commit(target, files, { ...noTally, calls }, parts)
    return { ...committed, warnings: events.length }
  } catch (error) {
    if (!(error instanceof Killed)) throw error
    return { warnings: events.length, sameBytes: undefined, restored: undefined }
  }
}

/** Killed right before, or right after, the rename of the output. */
const killed =
  (when: 'before' | 'after') =>
  (disk: Disk): Disk => ({
    ...disk,
    create: (path) => {
      const writer = disk.create(path)
      return {
        ...writer,
        place: () => {
          if (when === 'after') writer.place()
          throw new Killed()
        },
      }
    },
  })

const full = (disk: Disk): Disk => ({
  ...disk,
  create: (path) => ({
    ...disk.create(path),
    finish: () => {
      throw new Killed('disk full')
    },
  }),
})

const out = (folder: string) => readFileSync(join(folder, 'out.jsonl'), 'utf8')
const edited = (folder: string) => readdirSync(folder).filter((name) => name.includes('.edited-'))

spec('what was made takes its place', (it) => {
  it('whole, and on record', () =>
    inTempFolder((folder) => {
      assert.is(build(folder, 'one\n').sameBytes, false)
      assert.is(out(folder), 'one\n')
      const built = openBuildLog(join(folder, 'log.jsonl'), { write: false }).targets.get(target.id)
      assert.is(built?.outputs.length, 1, 'a list of ours is no output')
      assert.ok(existsSync(join(folder, 'rejected.jsonl')))
      assert.is(build(folder, 'one\n').sameBytes, true)
      assert.is(build(folder, 'two\n').sameBytes, false)
      assert.is(out(folder), 'two\n')
      assert.equal(edited(folder), [])
    }))

  it('and is known for one of the last nine, where no call was needed', () =>
    inTempFolder((folder) => {
      const isRestored = (text: string, calls = 0) => build(folder, text, undefined, calls).restored
      assert.is(isRestored('one\n'), false)
      assert.is(isRestored('one\n'), true, 'made again')
      assert.is(isRestored('two\n'), false)
      assert.is(isRestored('one\n'), true, 'taken back')
      assert.is(isRestored('two\n', 1), false, 'asked anew, and answered alike')
      for (let other = 1; other <= 7; other += 1) assert.is(isRestored(`${other}\n`), false)
      assert.is(isRestored('one\n'), true)
      for (let other = 1; other <= 9; other += 1) isRestored(`another ${other}\n`)
      assert.is(isRestored('one\n'), false, 'too long ago to be known')
    }))

  it('while what was edited by hand is kept beside it, and said once (contract 36)', () =>
    inTempFolder((folder) => {
      build(folder, 'one\n')
      writeFileSync(join(folder, 'out.jsonl'), 'mine\n')
      assert.is(build(folder, 'one\n').warnings, 1)
      assert.is(out(folder), 'one\n')
      const [kept = ''] = edited(folder)
      assert.match(kept, /^out\.jsonl\.edited-[0-9a-f]{8}$/)
      assert.is(readFileSync(join(folder, kept), 'utf8'), 'mine\n')
      assert.is(build(folder, 'one\n').warnings, 0)
    }))

  it('and a file that lay there before fusionkit came is kept, too', () =>
    inTempFolder((folder) => {
      writeFileSync(join(folder, 'out.jsonl'), 'mine\n')
      assert.is(build(folder, 'one\n').warnings, 1)
      assert.is(edited(folder).length, 1)
    }))

  it('but bytes that are what would be written are nobody’s edit', () =>
    inTempFolder((folder) => {
      writeFileSync(join(folder, 'out.jsonl'), 'one\n')
      assert.is(build(folder, 'one\n').warnings, 0)
      assert.equal(edited(folder), [])
    }))

  it('and a build that was killed around the rename is not taken for an edit (contract 25, 36)', async () => {
    for (const when of ['before', 'after'] as const) {
      for (const next of ['one\n', 'two\n', 'three\n']) {
        await inTempFolder((folder) => {
          build(folder, 'one\n')
          assert.is(build(folder, 'two\n', killed(when)).sameBytes, undefined)
          assert.is(out(folder), when === 'before' ? 'one\n' : 'two\n')
          assert.is(build(folder, 'three\n', killed(when)).warnings, 0)
          assert.is(build(folder, next).warnings, 0, `${when}, then ${next}`)
          assert.is(out(folder), next)
          assert.equal(edited(folder), [])
        })
      }
    }
  })

  it('and the last good file stays where the next one cannot be finished (contract 23)', () =>
    inTempFolder((folder) => {
      build(folder, 'one\n')
      assert.is(build(folder, 'two\n', full).sameBytes, undefined)
      assert.is(out(folder), 'one\n')
      assert.is(build(folder, 'one\n').sameBytes, true)
    }))
})
