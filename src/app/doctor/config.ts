import type { Check } from '../../domain/check-up.js'
import { UserError } from '../../domain/diagnostic.js'
import { configIsFine, firstOfConfig } from '../../messages/doctor-project.js'
import { sortedByPlace } from '../../messages/render.js'
import { defaultConfig } from '../layout.js'
import { type LoadedConfig, loadProject } from '../load-project.js'
import type { Looking } from './looking.js'

export interface ConfigChecked {
  readonly checks: readonly Check[]
  /** `undefined`: it is missing or has mistakes. */
  readonly config: LoadedConfig | undefined
}

export async function checkConfig({ cwd, path, overrides, command }: Looking): Promise<ConfigChecked> {
  try {
    const config = await loadProject(cwd, path, overrides)
    const { warnings } = config
    const check = warnings.length === 0 ? configIsFine(path) : firstOfConfig(warnings, command('plan'))
    return { config, checks: [check] }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const found = sortedByPlace(error.diagnostics)
    const isMissing = found.some(({ code }) => code === 'config-not-there')
    const whereElse = path === defaultConfig ? 'fusionkit init' : 'fusionkit doctor --config path/to/fusion.config.yaml'
    const seeAll = isMissing ? whereElse : command('plan')
    return { config: undefined, checks: [firstOfConfig(found, seeAll)] }
  }
}
