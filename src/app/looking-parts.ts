import { join } from 'node:path'
import { overlayDisk } from '../base/overlay-disk.js'
import type { BuildParts } from '../run/parts.js'
import { openBuildLog } from '../store/build-log.js'
import { type Composed, partsOf } from './compose.js'
import { statePaths } from './layout.js'
import type { LoadedConfig } from './load-project.js'
import type { Surroundings } from './surroundings.js'

/** To look at a project with, beside the parts that something is asked with: whatever is made for that is forgotten. */
export function lookingParts(
  config: LoadedConfig,
  { parts, identities }: Composed,
  surroundings: Surroundings,
): BuildParts {
  const path = join(config.root, statePaths(config.project.config).buildLog)
  return partsOf(config, {}, surroundings, {
    write: false,
    emit: () => {},
    signal: parts.signal,
    disk: overlayDisk(parts.disk),
    log: openBuildLog(path, { write: false }),
    identities: identities.byModel,
  })
}
