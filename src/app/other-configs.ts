import { join } from 'node:path'
import { openBuildLog } from '../store/build-log.js'
import { configsWithState } from './known-projects.js'
import { statePaths } from './layout.js'

/** Outputs that other configs of the folder have recorded: path → the config's name. */
export function outputsOfOthers(root: string, config: string): ReadonlyMap<string, string> {
  const outputs = new Map<string, string>()
  for (const other of configsWithState(root)) {
    if (other === config) continue
    const log = openBuildLog(join(root, statePaths(other).buildLog), { write: false })
    for (const built of log.targets.values()) for (const { path } of built.outputs) outputs.set(path, other)
  }
  return outputs
}
