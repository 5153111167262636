/**
 * A process that dies: from its last operation on, nothing of what it does has an effect, and nothing answers it any more.
 *
 * Killed is tested here between operations, in memory and a thousand times; what a real disk makes of a kill is tested on real disks.
 */
import type { Disk } from '../../src/base/disk.js'
import type { BuildLog } from '../../src/store/build-log.js'
import type { Shelf } from '../../src/store/completion-store.js'
import type { Asking } from './hand-driven.js'

export class Killed extends Error {
  override readonly name = 'Killed'
}

export interface Mortal {
  readonly isDead: boolean
  disk(disk: Disk): Disk
  log(log: BuildLog): BuildLog
  shelf<Value>(shelf: Shelf<Value>): Shelf<Value>
  lane(lane: Asking): Asking
}

/** Dies before its operation of this number (from 0): a file that takes its place, a line of the log, an answer that is kept, a call. */
export function mortal(operations: number): Mortal {
  let left = operations
  let isDead = false
  const { promise: death, reject: die } = rejectable()

  function live(): void {
    if (isDead) throw new Killed('dead')
  }

  function act<Result>(effect: () => Result): Result {
    live()
    left -= 1
    if (left >= 0) return effect()
    isDead = true
    die(new Killed('killed'))
    throw new Killed('killed')
  }

  return {
    get isDead() {
      return isDead
    },
    disk: (disk) => ({
      ...disk,
      read: async (path) => {
        live()
        return disk.read(path)
      },
      create: (path) => {
        live()
        const writer = disk.create(path)
        return { ...writer, place: () => act(() => writer.place()) }
      },
      rename: (from, to) => act(() => disk.rename(from, to)),
      remove: (path) => act(() => disk.remove(path)),
    }),
    log: (log) => ({
      ...log,
      record: (built, components) => act(() => log.record(built, components)),
      recordIdentity: (model, identity) => act(() => log.recordIdentity(model, identity)),
      announce: (target, outputs) => act(() => log.announce(target, outputs)),
    }),
    shelf: (shelf) => ({ ...shelf, put: async (key, value) => act(async () => shelf.put(key, value)) }),
    lane: (lane) => {
      death.catch(() => lane.stop?.())
      return {
        complete: async (request, signal, keep) =>
          Promise.race([death, act(async () => lane.complete(request, signal, keep))]),
      }
    },
  }
}

function rejectable() {
  const made: { reject?: (why: Error) => void } = {}
  const promise = new Promise<never>((_resolve, reject) => void (made.reject = reject))
  promise.catch(() => {})
  return { promise, reject: (why: Error) => made.reject?.(why) }
}
