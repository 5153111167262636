import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ExitCode } from '../domain/diagnostic.js'
import { type Command, defaultConfig } from './command.js'
import { print } from './print.js'
import type { Terminal } from './terminal.js'
import { warn } from './warn.js'

interface ModelsFlags {
  readonly config?: string
  readonly json?: boolean
}

export const models: Command = {
  define: (cli, run) => {
    cli
      .command('models [engine]', 'List the models that the engines of this machine have')
      .option('--config <file>', 'Whose engine to ask (default: fusion.config.yaml); it need not be there')
      .option('--json', 'One JSON document on stdout')
      .example('  $ fusionkit models                   what there is to be asked')
      .example('  $ fusionkit models ollama --json     of one engine, for a script')
      .action((engine: string | undefined, flags: ModelsFlags) => {
        run((terminal) => listThem(engine, flags, terminal))
      })
  },
}

async function listThem(engine: string | undefined, flags: ModelsFlags, terminal: Terminal): Promise<ExitCode> {
  const [{ listModels }, { modelLines }] = await Promise.all([
    import('../app/list-models.js'),
    import('../messages/models.js'),
  ])
  const { cwd, surroundings } = terminal
  const path = flags.config ?? defaultConfig
  const isThere = path !== defaultConfig || existsSync(resolve(cwd, path))
  const config = isThere ? await (await import('../app/load-project.js')).loadProject(cwd, path, {}) : undefined
  await warn(config?.warnings ?? [], terminal)
  const found = await listModels(config, engine, cwd, surroundings)
  print(found, () => modelLines(found), flags, terminal)
  return found.engines.some(({ places }) => places.some((place) => place.models.length > 0)) ? 0 : 3
}
