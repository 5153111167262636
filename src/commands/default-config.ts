/** The config that is read where no other is named. */
export const defaultConfig = 'fusion.config.yaml'
