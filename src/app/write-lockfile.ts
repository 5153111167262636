import type { TargetId } from '../domain/target.js'
import { lockfileNotWritten } from '../messages/lockfile.js'
import { systemRefuses } from '../messages/system.js'
import type { BuildParts } from '../run/parts.js'
import { digestOf } from '../base/hash.js'
import { lockfileName, lockfileText } from '../store/lockfile.js'

/**
 * Writes the lock of a config where it says something else than the build log. `targets`: all of the config.
 * Where it cannot be written, that is a warning: what was built is whole.
 */
export function writeLockfile(targets: readonly TargetId[], { project, log, disk, stats, emit }: BuildParts): void {
  const name = lockfileName(project.config)
  const text = lockfileText(targets, log)
  const digest = digestOf(text)
  if (stats.digestOf(name) === digest) return
  const writer = disk.create(name)
  try {
    writer.write(text)
    writer.finish()
    writer.place()
    stats.know(name, digest)
  } catch (error) {
    const refused = systemRefuses(error)
    if (refused === undefined) throw error
    emit({ kind: 'diagnostic', diagnostic: lockfileNotWritten(name, refused.message) })
  } finally {
    writer.discard()
  }
}
