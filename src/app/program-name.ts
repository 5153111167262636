import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Surroundings } from './surroundings.js'

/** How fusionkit is called here, as its user has to type it: whoever ran it with npx has no command `fusionkit`. */
export function programName({ env }: Pick<Surroundings, 'env'>): string {
  const runner = /^(npm|pnpm|yarn|bun)\//.exec(env['npm_config_user_agent'] ?? '')?.[1]
  if (runner !== undefined) return calls[runner as keyof typeof calls]
  return isOnPath(env) ? 'fusionkit' : calls.npm
}

const calls = { npm: 'npx fusionkit', pnpm: 'pnpm exec fusionkit', yarn: 'yarn fusionkit', bun: 'bunx fusionkit' }

function isOnPath({ PATH = '', Path = PATH }: Surroundings['env']): boolean {
  const names = ['fusionkit', 'fusionkit.cmd']
  return Path.split(delimiter).some((folder) => folder !== '' && names.some((name) => existsSync(join(folder, name))))
}
