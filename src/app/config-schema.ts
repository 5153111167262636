import { readFile } from 'node:fs/promises'

/** The JSON Schema of `fusion.config.yaml`, as the package brings it: what editors complete and check with. */
export async function readConfigSchema(): Promise<string> {
  return readFile(new URL('../../../schemas/fusion.config.schema.json', import.meta.url), 'utf8')
}
