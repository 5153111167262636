import { cleanedLines, storeCostLines } from '../messages/clean-lines.js'
import { type Command, defaultConfig } from './command.js'
import type { Terminal } from './terminal.js'

interface CleanFlags {
  readonly config?: string
  readonly orphans?: boolean
  readonly cache?: boolean
  readonly yes?: boolean
}

export const clean: Command = {
  define: (cli, run) => {
    cli
      .command('clean', 'Delete what was built; what models answered is kept')
      .option('--config <file>', 'The config whose outputs are meant (default: fusion.config.yaml)')
      .option('--orphans', 'Only the files of targets that are no longer in the config')
      .option('--cache', 'Also everything that models answered: says what it costs, and wants --yes')
      .option('--yes', 'Yes, delete the answers, too')
      .example('  $ fusionkit clean --orphans')
      .action((flags: CleanFlags) => {
        run((terminal) => cleanUp(flags, terminal))
      })
  },
}

async function cleanUp(flags: CleanFlags, { cwd, err, surroundings, signal }: Terminal) {
  const { cleanOrphans, cleanOutputs, cleanStore, storedCompletions } = await import('../app/clean.js')
  const config = flags.config ?? defaultConfig
  if (flags.cache === true && flags.yes !== true) {
    for (const line of storeCostLines(await storedCompletions(cwd))) err(`${line}\n`)
    return 2
  }
  const cleaned =
    flags.orphans === true
      ? await cleanOrphans(cwd, config, surroundings, signal)
      : cleanOutputs(cwd, config, surroundings)
  for (const line of cleanedLines(cleaned)) err(`${line}\n`)
  if (flags.cache === true) cleanStore(cwd)
  return 0
}
