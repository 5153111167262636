import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { claimLock, type LockFile, lockFileAt } from '../../src/store/lock-file.js'
import type { LockOwner } from '../../src/store/lock-owner.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { inTempFolder } from '../support/temp-folder.js'

/** More of the random cases, for a night. */

const ownerOf = (processId: number): LockOwner => ({ processId, host: 'box', command: `build ${processId}`, since: 0 })

/** Processes of a machine in memory. */
function population() {
  const alive = new Set<number>()
  return {
    alive,
    judge: async ({ processId }: LockOwner) => (alive.has(processId) ? ('alive' as const) : ('gone' as const)),
  }
}

interface MemoryFile {
  text: string | undefined
}

/** Each step happens at once; when, the scheduler says. Links may be missing, as on some disks. A killed process does nothing more. */
function fileFor(memory: MemoryFile, scheduler: fc.Scheduler, hasLinks: boolean, isKilled: () => boolean): LockFile {
  const step = async <Result>(what: string, act: () => Result): Promise<Result> => {
    await scheduler.schedule(Promise.resolve(), what)
    if (isKilled()) return new Promise<Result>(() => {})
    return act()
  }
  const append = (text: string) => void (memory.text = (memory.text ?? '') + text)
  return {
    read: () => step('read', () => memory.text),
    create: (text) =>
      step('create', () => {
        if (!hasLinks) append(text)
        else memory.text ??= text
      }),
    append: (text) => step('append', () => append(text)),
    remove: () => step('remove', () => void (memory.text = undefined)),
  }
}

/** A dead owner's lock, in whatever state. */
const leftovers = fc.oneof(
  fc.constant(undefined),
  fc.constant(''),
  fc.constant('\n{"id": "half a li'),
  fc.constant('\u0000\u0000garbage\n[1,2]\n{"id":1}\nnull\n'),
  fc.array(fc.integer({ min: 90, max: 99 }), { minLength: 1, maxLength: 3 }).map((dead) =>
    dead
      .map((processId, index) => ({ id: `d${index}`, insteadOf: index === 0 ? null : `d${index - 1}`, processId }))
      .map(({ processId, ...claim }) => `\n${JSON.stringify({ ...claim, owner: ownerOf(processId) })}\n`)
      .join(''),
  ),
)

spec('a lock', (it) => {
  it('has one owner at a time, whatever was left behind, in whatever order several claim, release and die (contract 28)', async () => {
    const plans = fc.array(fc.constantFrom('works', 'dies', 'comes twice'), { minLength: 2, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), leftovers, fc.boolean(), plans, async (scheduler, text, hasLinks, all) => {
        const memory: MemoryFile = { text }
        const { alive, judge } = population()
        const inside = new Set<number>()
        let had = 0
        const live = async (processId: number, plan: string) => {
          alive.add(processId)
          const file = fileFor(memory, scheduler, hasLinks, () => !alive.has(processId))
          for (let turns = plan === 'comes twice' ? 2 : 1; turns > 0; turns -= 1) {
            const claimed = await claimLock(file, ownerOf(processId), judge)
            if (claimed.kind === 'taken') continue
            assert.equal(
              [...inside].filter((other) => alive.has(other)),
              [],
              `${processId} comes in beside another one`,
            )
            inside.add(processId)
            had += 1
            await scheduler.schedule(Promise.resolve(), 'work')
            if (plan === 'dies') {
              alive.delete(processId)
              return
            }
            inside.delete(processId)
            await claimed.release()
          }
        }
        const lives = all.map((plan, index) => live(index + 1, plan))
        await scheduler.waitFor(Promise.all(lives))
        assert.ok(had > 0, 'somebody had it')
        alive.add(50)
        const late = claimLock(
          fileFor(memory, scheduler, hasLinks, () => false),
          ownerOf(50),
          judge,
        )
        assert.is((await scheduler.waitFor(late)).kind, 'held', 'it is free again')
      }),
      { numRuns: soakRuns(100) },
    )
  })

  it('is not taken by a process that was killed while it wrote its claim, nor from one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.boolean(),
        fc.integer({ min: 0, max: 4 }),
        async (scheduler, hasLinks, steps) => {
          const memory: MemoryFile = { text: undefined }
          const { alive, judge } = population()
          alive.add(1)
          let left = steps
          const dying = fileFor(memory, scheduler, hasLinks, () => (left -= 1) < 0)
          void claimLock(dying, ownerOf(1), judge)
          await scheduler.waitIdle()
          alive.delete(1)
          alive.add(2)
          const claimed = await scheduler.waitFor(
            claimLock(
              fileFor(memory, scheduler, hasLinks, () => false),
              ownerOf(2),
              judge,
            ),
          )
          assert.is(claimed.kind, 'held')
        },
      ),
      { numRuns: soakRuns(50) },
    )
  })
})

spec('the file of a lock', (it) => {
  it('is whole as soon as it is there, names its owner, and is gone after the release', async () =>
    inTempFolder(async (folder) => {
      const path = join(folder, 'lock')
      const { alive, judge } = population()
      alive.add(1)
      const claimed = await claimLock(lockFileAt(path), ownerOf(1), judge)
      assert.is(claimed.kind, 'held')
      assert.match(readFileSync(path, 'utf8'), '"command":"build 1"')
      assert.equal(readdirSync(folder), ['lock'])
      const second = await claimLock(lockFileAt(path), ownerOf(2), judge)
      assert.equal(second, { kind: 'taken', by: ownerOf(1), state: 'alive' })
      if (claimed.kind === 'held') await claimed.release()
      assert.not.ok(existsSync(path))
    }))

  it('of a dead owner is taken over, and says whose it was; what it left of making it goes, too', async () =>
    inTempFolder(async (folder) => {
      const path = join(folder, 'lock')
      const { alive, judge } = population()
      alive.add(1)
      await claimLock(lockFileAt(path), ownerOf(1), judge)
      alive.clear()
      alive.add(2)
      writeFileSync(`${path}.0f0f`, 'left by a process that was killed before it could link it')
      appendFileSync(path, '{"id":"half a line')
      const claimed = await claimLock(lockFileAt(path), ownerOf(2), judge)
      assert.is(claimed.kind, 'held')
      assert.equal(claimed.kind === 'held' && claimed.insteadOf, ownerOf(1))
      if (claimed.kind === 'held') await claimed.release()
      assert.equal(readdirSync(folder), [])
    }))

  it('that somebody deleted, and another one made anew, is left alone by the one who had it before', async () =>
    inTempFolder(async (folder) => {
      const path = join(folder, 'lock')
      const { alive, judge } = population()
      alive.add(1).add(2)
      const first = await claimLock(lockFileAt(path), ownerOf(1), judge)
      await lockFileAt(path).remove()
      await claimLock(lockFileAt(path), ownerOf(2), judge)
      if (first.kind === 'held') await first.release()
      assert.match(readFileSync(path, 'utf8'), 'build 2')
    }))
})
