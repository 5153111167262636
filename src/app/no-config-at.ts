import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { nearFile } from '../base/near-file.js'
import { type Diagnostic, UserError } from '../domain/diagnostic.js'
import { systemRefuses } from '../messages/system.js'
import { configIsFolder, configIsNotThere } from '../messages/targets.js'

/** What is thrown where there is no config file, or none that may be read. `path`: as it was typed, from the working folder `cwd`. */
export function noConfigAt(cwd: string, path: string): UserError {
  const file = resolve(cwd, path)
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
    const inside = join(path, 'fusion.config.yaml')
    return new UserError([configIsFolder(path, existsSync(resolve(cwd, inside)) ? inside : undefined)])
  }
  const refused = refusalOf(file)
  if (refused !== undefined) return new UserError([refused])
  const near = nearFile(cwd, path)
  const meant = near !== undefined && /\.ya?ml$/.test(near) ? near : undefined
  return new UserError([configIsNotThere(path, meant, aboveOf(cwd, path))])
}

function refusalOf(file: string): Diagnostic | undefined {
  try {
    readFileSync(file)
  } catch (error) {
    return systemRefuses(error)
  }
  return undefined
}

/** A name without a folder is looked for in the folders above, as somebody expects who stands in a folder of the project. */
function aboveOf(cwd: string, path: string): string | undefined {
  if (path !== basename(path)) return undefined
  for (let folder = dirname(cwd); ; folder = dirname(folder)) {
    if (existsSync(join(folder, path))) return relative(cwd, join(folder, path))
    if (folder === dirname(folder)) return undefined
  }
}
