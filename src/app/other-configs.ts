import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { openBuildLog } from '../store/build-log.js'
import { statePaths, statesFolder } from './layout.js'

/** Outputs that other configs of the folder have recorded: path → the config's name. */
export function outputsOfOthers(root: string, config: string): ReadonlyMap<string, string> {
  const outputs = new Map<string, string>()
  for (const other of configsWithState(root)) {
    // `fuse` without a config has a state of its own, named after its output; its files may lie anywhere.
    if (other === config || other.startsWith('fuse ')) continue
    const log = openBuildLog(join(root, statePaths(other).buildLog), { write: false })
    for (const built of log.targets.values()) for (const { path } of built.outputs) outputs.set(path, other)
  }
  return outputs
}

/** Their names, as their folders of state are called. */
export function configsWithState(root: string): readonly string[] {
  try {
    return readdirSync(join(root, statesFolder))
  } catch {
    return []
  }
}
