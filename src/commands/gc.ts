import { asTyped } from './as-typed.js'
import { type Command, defaultConfig, waitOption } from './command.js'
import { sayingOn } from './warn.js'

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
        run(async (terminal) => {
          const [{ collectGarbage }, { gcLines }, say] = await Promise.all([
            import('../app/collect-garbage.js'),
            import('../messages/gc-lines.js'),
            sayingOn(terminal),
          ])
          const { cwd, out, err, surroundings, signal } = terminal
          const deletes = flags.yes === true
          const ports = { surroundings, signal, say, wait: flags.wait }
          const found = await collectGarbage(cwd, flags.config ?? defaultConfig, ports, deletes)
          if (flags.json === true) out(`${JSON.stringify({ v: 1, deleted: deletes, ...found }, undefined, 2)}\n`)
          else for (const line of gcLines(found, deletes).map(asTyped(terminal))) err(`${line}\n`)
          return 0
        })
      })
  },
}
