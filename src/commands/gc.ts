import type { Diagnostic } from '../domain/diagnostic.js'
import { type Command, defaultConfig, waitOption } from './command.js'

interface GcFlags {
  readonly config?: string
  readonly yes?: boolean
  readonly wait?: boolean
  readonly json?: boolean
}

export const gc: Command = {
  define: (cli, run) => {
    cli
      .command('gc', 'Count the stored answers that no config of the folder asks for; --yes deletes them')
      .option('--config <file>', 'A config of the folder that is meant (default: fusion.config.yaml)')
      .option('--yes', 'Delete them')
      .option(...waitOption)
      .option('--json', 'One JSON document on stdout')
      .example('  $ fusionkit gc          what would go, and what that means')
      .example('  $ fusionkit gc --yes    gives the room back')
      .action((flags: GcFlags) => {
        run(async ({ cwd, out, err, color, surroundings, signal }) => {
          const [{ collectGarbage }, { gcLines }, { renderDiagnostics }] = await Promise.all([
            import('../app/collect-garbage.js'),
            import('../messages/gc-lines.js'),
            import('../messages/render.js'),
          ])
          const deletes = flags.yes === true
          const say = (diagnostic: Diagnostic) => err(`${renderDiagnostics([diagnostic], { color })}\n`)
          const ports = { surroundings, signal, say, wait: flags.wait }
          const found = await collectGarbage(cwd, flags.config ?? defaultConfig, ports, deletes)
          if (flags.json === true) out(`${JSON.stringify({ v: 1, deleted: deletes, ...found }, undefined, 2)}\n`)
          else for (const line of gcLines(found, deletes)) err(`${line}\n`)
          return 0
        })
      })
  },
}
