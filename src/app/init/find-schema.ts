/** Where do editors find the config's schema? */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { isJsonObject, parseJson } from '../../base/json.js'

const inPackage = 'node_modules/fusionkit/schemas/fusion.config.schema.json'

/**
 * From `root`: the schema of the package that is installed there or above; `undefined`: there is none, or whoever checks the project out
 * would not get it, since `node_modules` is in no repository and no package.json names fusionkit.
 */
export function installedSchema(root: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    const schema = join(folder, inPackage)
    if (existsSync(schema) && dependsOnUs(join(folder, 'package.json'))) return toConfig(relative(root, schema))
    if (dirname(folder) === folder) return undefined
  }
}

function toConfig(path: string): string {
  const slashed = path.replaceAll('\\', '/')
  return slashed.startsWith('.') ? slashed : `./${slashed}`
}

function dependsOnUs(path: string): boolean {
  const manifest = existsSync(path) ? parseJson(readFileSync(path, 'utf8')) : undefined
  if (!isJsonObject(manifest)) return false
  return ['dependencies', 'devDependencies', 'optionalDependencies'].some((kind) => {
    const named = manifest[kind]
    return isJsonObject(named) && Object.hasOwn(named, 'fusionkit')
  })
}
