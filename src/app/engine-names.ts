import { engineKinds } from '../engines/index.js'

/** As `engine` of a config and `--engine` take them. */
export const engineNames: readonly string[] = engineKinds.map(({ name }) => name)

/** Those that `fusionkit models` can be asked about. */
export const enginesWithModels: readonly string[] = engineKinds.flatMap(({ name, models }) =>
  models === undefined ? [] : [name],
)
