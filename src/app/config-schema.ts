import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { atPath } from '../base/at-path.js'
import { isJsonObject, parseJson } from '../base/json.js'
import { writeWhole } from '../base/whole-file.js'
import { UserError } from '../domain/diagnostic.js'
import { isNoSchemaOfOurs } from '../messages/schema.js'

/** The JSON Schema of a config, as the installed package has it, for editors. */
export function readConfigSchema(): Promise<string> {
  return readFile(new URL('../../../schemas/fusion.config.schema.json', import.meta.url), 'utf8')
}

/**
 * Writes the schema to `output`, from the working folder, whole or not at all. An older schema of a config is replaced;
 * anything else that is there is left as it is. Throws `UserError`, and what the system refuses.
 */
export async function writeConfigSchema(cwd: string, output: string): Promise<'written' | 'was-current'> {
  const path = resolve(cwd, output)
  const schema = await readConfigSchema()
  const there = existsSync(path) ? atPath(path, () => readFileSync(path, 'utf8')) : undefined
  if (there === schema) return 'was-current'
  if (there !== undefined && !isOurs(parseJson(there), parseJson(schema)))
    throw new UserError([isNoSchemaOfOurs(output)])
  writeWhole(path, schema, { isSynced: true })
  return 'written'
}

/** By its title, which every version of the schema has. */
function isOurs(there: unknown, schema: unknown): boolean {
  return isJsonObject(there) && isJsonObject(schema) && there['title'] === schema['title']
}
