import { readFile } from 'node:fs/promises'

/** The JSON Schema of a config, as the installed package has it, for editors. */
export function readConfigSchema(): Promise<string> {
  return readFile(new URL('../../../schemas/fusion.config.schema.json', import.meta.url), 'utf8')
}
