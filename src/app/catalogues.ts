import { checkCatalogue } from '../checks/index.js'
import { promptSets } from '../config/prompt-sets/index.js'
import type { Catalogues } from '../config/read.js'
import { engineKinds } from '../engines/index.js'

/** What a config may name. */
export const catalogues: Catalogues = { engines: engineKinds, checks: checkCatalogue, promptSets }
