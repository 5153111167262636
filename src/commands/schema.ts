import type { ExitCode } from '../domain/diagnostic.js'
import type { Command } from './command.js'
import type { Terminal } from './terminal.js'

export const schema: Command = {
  define: (cli, run) => {
    cli
      .command('schema', 'Print the JSON Schema of a config, for editors')
      .option('--output <file>', 'Write it there; a file that is something else is left as it is')
      .example('  $ fusionkit schema --output fusion.config.schema.json')
      .action((flags: { readonly output?: string }) => {
        run((terminal) => giveSchema(flags.output, terminal))
      })
  },
}

async function giveSchema(output: string | undefined, { cwd, out, err }: Terminal): Promise<ExitCode> {
  const { readConfigSchema, writeConfigSchema } = await import('../app/config-schema.js')
  if (output === undefined) out(await readConfigSchema())
  else {
    const { schemaLines } = await import('../messages/schema.js')
    for (const line of schemaLines(String(output), await writeConfigSchema(cwd, String(output)))) err(`${line}\n`)
  }
  return 0
}
