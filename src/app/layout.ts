/** Where state lies in a project (design §6). All of it may be deleted at any time: it is made again, completions by asking. */
export const stateRoot = '.fusionkit'
export const storeFolder = `${stateRoot}/store`
export const statesFolder = `${stateRoot}/state`

export interface StatePaths {
  readonly buildLog: string
  readonly statCache: string
  readonly parsedConfig: string
  /** A folder: indexes of outputs. */
  readonly indexes: string
}

/** A build log belongs to a config file: two configs of one folder share completions, never records. */
export function statePaths(config: string): StatePaths {
  const folder = `${statesFolder}/${config.replaceAll('/', '__')}`
  return {
    buildLog: `${folder}/log.jsonl`,
    statCache: `${folder}/stats.json`,
    parsedConfig: `${folder}/config.json`,
    indexes: `${folder}/index`,
  }
}
