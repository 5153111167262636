import { nearFile } from '../base/near-file.js'
import { UserError } from '../domain/diagnostic.js'
import { configIsNotThere } from '../messages/targets.js'

/** What is thrown where there is no config file. `path`: as it was typed, from the working folder `cwd`. */
export function noConfigAt(cwd: string, path: string): UserError {
  const near = nearFile(cwd, path)
  return new UserError([configIsNotThere(path, near !== undefined && /\.ya?ml$/.test(near) ? near : undefined)])
}
