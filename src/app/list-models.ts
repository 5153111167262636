/** Which models do the engines of this machine have? Asks servers what they have, and no model anything. */
import { byCodeUnit } from '../base/by-code-unit.js'
import { defined } from '../base/defined.js'
import { UserError } from '../domain/diagnostic.js'
import type { ListedModel, ModelList } from '../domain/listed-model.js'
import type { EngineSettings } from '../domain/project.js'
import { engineKinds } from '../engines/index.js'
import { engineWithoutModels } from '../messages/models.js'
import { modelsOf } from './identities.js'
import type { LoadedConfig } from './load-project.js'
import type { Surroundings } from './surroundings.js'

/**
 * `config`: its settings say where its engine is; `undefined`: there is none, and every engine is looked for where it usually is.
 * `only`: one engine. `cwd`: where files are looked for without a config. Throws `UserError` where that has no models, or is none.
 */
export async function listModels(
  config: LoadedConfig | undefined,
  only: string | undefined,
  cwd: string,
  { env }: Pick<Surroundings, 'env'>,
  deadlineMs = 3_000,
): Promise<ModelList> {
  const able = engineKinds.flatMap(({ name, models }) => (models === undefined ? [] : [{ name, models }]))
  const wanted = able.filter(({ name }) => only === undefined || name === only)
  if (only !== undefined && wanted.length === 0)
    throw new UserError([
      engineWithoutModels(
        only,
        able.map(({ name }) => name),
        engineKinds.some(({ name }) => name === only),
      ),
    ])
  const settings = config?.project.engine
  const engines = wanted.map(async ({ name, models }) => {
    const isOfProject = settings?.kind === name
    const own: EngineSettings = isOfProject ? settings : { kind: name }
    const places = await models(own, { env, root: config?.root ?? cwd }, deadlineMs)
    return { engine: name, isOfProject, places: places.map((place) => ({ ...place, models: sorted(place.models) })) }
  })
  const found = await Promise.all(engines)
  return { v: 1, engines: found, ...defined({ asked: config && modelsOf(config.project) }) }
}

const sorted = (models: readonly ListedModel[]) => models.toSorted((a, b) => byCodeUnit(a.name, b.name))
