/** What stands as a comment in the files that `fusionkit init` writes beside the config. */

export const builtIsIgnored = 'What `fusionkit build` makes. To have the datasets in git, take these lines out.'
export const installedIsIgnored = 'What is installed.'
export const stateIsIgnored =
  'The state of fusionkit, with all that models answered: keep it. fusion.lock.json, beside the config, belongs into git.'
