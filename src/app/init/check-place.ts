import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UserError } from '../../domain/diagnostic.js'
import { configIsThere, folderIsFile } from '../../messages/init.js'
import { defaultConfig } from '../layout.js'

/**
 * Whether a project can be begun in the folder `root`: it has none, and can be written. Asked before the user is asked anything. `folder`:
 * as they named it. Throws `UserError`, and what the system says.
 */
export function checkPlace(root: string, folder: string | undefined, program: string): void {
  if (existsSync(join(root, defaultConfig)))
    throw new UserError([configIsThere(folder === undefined ? defaultConfig : join(folder, defaultConfig), program)])
  const nearest = nearestThere(root)
  if (!statSync(nearest).isDirectory())
    throw new UserError([folderIsFile(nearest === root ? (folder ?? root) : nearest)])
  accessSync(nearest, constants.W_OK)
}

function nearestThere(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestThere(dirname(path))
}
