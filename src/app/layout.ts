/** The config that is read where no other is named. */
export const defaultConfig = 'fusion.config.yaml'

/** Where state lies in a project. All of it may be deleted at any time: it is made again, completions by asking. */
export const stateRoot = '.fusionkit'
export const lockPath = `${stateRoot}/lock`
export const storeFolder = `${stateRoot}/store`
/** How fast models answer here. */
export const pacesFile = `${stateRoot}/paces.json`
/** The digests of model files, for engines whose models are files: one for all configs, since they may be gigabytes. */
export const modelStatsFile = `${stateRoot}/models.json`
export const statesFolder = `${stateRoot}/state`

export interface StatePaths {
  readonly buildLog: string
  readonly statCache: string
  /** That there is nothing to do, and what that hangs on. */
  readonly conclusion: string
  readonly parsedConfig: string
  /** A folder: indexes of outputs. */
  readonly indexes: string
  /** What a call of `fuse` stood for, since there is no config file that says it. */
  readonly project: string
  /** Which overrides concern which group. */
  readonly concerns: string
}

/** A build log belongs to a config file: two configs of one folder share completions, never records. */
export function statePaths(config: string): StatePaths {
  const folder = `${statesFolder}/${config.replaceAll('/', '__')}`
  return {
    buildLog: `${folder}/log.jsonl`,
    statCache: `${folder}/stats.json`,
    conclusion: `${folder}/up-to-date.json`,
    parsedConfig: `${folder}/config.json`,
    indexes: `${folder}/index`,
    project: `${folder}/project.json`,
    concerns: `${folder}/overrides.json`,
  }
}
