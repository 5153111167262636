import { asTyped } from './as-typed.js'
import { type ExitCode, UserError } from '../domain/diagnostic.js'
import { type Command, defaultConfig, waitOption } from './command.js'
import type { Terminal } from './terminal.js'
import { sayingOn } from './warn.js'

interface CleanFlags {
  readonly config?: string
  readonly orphans?: boolean
  readonly cache?: boolean
  readonly yes?: boolean
  readonly wait?: boolean
}

export const clean: Command = {
  define: (cli, run) => {
    cli
      .command('clean', 'Delete what was built; what models answered is kept')
      .option('--config <file>', 'The config whose outputs are meant (default: fusion.config.yaml)')
      .option('--orphans', 'Only the files of targets that are no longer in the config')
      .option('--cache', 'Also everything that models answered: says what it costs, and wants --yes')
      .option('--yes', 'Yes, delete the answers, too')
      .option(...waitOption)
      .example('  $ fusionkit clean                    the outputs; `fusionkit build` restores them without a call')
      .example('  $ fusionkit clean --orphans          what is left of groups that are gone')
      .example('  $ fusionkit clean --cache            what it would cost to forget every answer')
      .action((flags: CleanFlags) => {
        run((terminal) => cleanUp(flags, terminal))
      })
  },
}

async function cleanUp(flags: CleanFlags, terminal: Terminal): Promise<ExitCode> {
  const [
    { cleanOrphans, cleanOutputs, cleanStore, storedCompletions },
    { cleanedLines, cleaningCosts },
    { whileAlone },
    say,
  ] = await Promise.all([
    import('../app/clean.js'),
    import('../messages/clean-lines.js'),
    import('../app/project-lock.js'),
    sayingOn(terminal),
  ])
  const { cwd, err, surroundings, signal } = terminal
  const config = flags.config ?? defaultConfig
  const { cache = false, orphans = false, yes = false } = flags
  const stored = cache ? await storedCompletions(cwd, config) : 0
  if (stored > 0 && !yes) throw new UserError([cleaningCosts(stored)])
  const cleaned = await whileAlone(
    cwd,
    config,
    'fusionkit clean',
    { surroundings, say, signal, wait: flags.wait },
    async () => {
      const done = orphans
        ? await cleanOrphans(cwd, config, surroundings, signal)
        : cleanOutputs(cwd, config, surroundings)
      if (cache) cleanStore(cwd, config)
      return done
    },
  )
  const restored = orphans ? 'never' : cache ? 'by asking' : 'from stored completions'
  for (const line of cleanedLines(cleaned, { restored, forgotten: stored }).map(asTyped(terminal))) err(`${line}\n`)
  return 0
}
