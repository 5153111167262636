import type { TargetId } from '../../domain/target.js'
import { fusionLockNotWritten } from '../../messages/fusion-lock.js'
import { systemRefuses } from '../../messages/system.js'
import type { BuildParts } from '../../run/parts.js'
import { digestOf } from '../../base/hash.js'
import { fusionLockName, fusionLockText } from '../../store/fusion-lock.js'

/**
 * Writes the lock of a config where it says something else than the build log. `targets`: all of the config.
 * Where it cannot be written, that is a warning: what was built is whole.
 */
export function writeFusionLock(targets: readonly TargetId[], { project, log, disk, stats, emit }: BuildParts): void {
  const name = fusionLockName(project.config)
  const text = fusionLockText(targets, log)
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
    emit({ kind: 'diagnostic', diagnostic: fusionLockNotWritten(name, refused.message) })
  } finally {
    writer.discard()
  }
}
