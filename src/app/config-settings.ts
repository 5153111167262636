import { join } from 'node:path'
import { settingFinder } from '../config/setting-place.js'
import type { FindSetting } from '../domain/place.js'
import { type LoadedConfig, readIfThere } from './load-project.js'

/** Where the settings of a config stand. The file is read when the first one is looked for; in one that went away none is found. */
export function settingsIn({ root, project }: LoadedConfig): FindSetting {
  let find: FindSetting | undefined
  return (ways) => (find ??= settingFinder(project.config, textAt(join(root, project.config))))(ways)
}

const textAt = (path: string): string => readIfThere(path)?.toString('utf8') ?? ''
