import { wholeNumber } from './arguments.js'
import type { Command } from './command.js'

interface GenerateFlags {
  readonly entries?: unknown
  readonly output?: string
  readonly seed?: unknown
  readonly locale?: string
}

export const generate: Command = {
  define: (cli, run) => {
    cli
      .command('generate', 'Write random questions, made with Faker')
      .option('--entries <n>', 'How many; more never change the earlier ones', { default: 10_000 })
      .option('--output <file>', 'Where to', { default: 'data.jsonl' })
      .option('--seed <n>', 'The same seed gives the same bytes', { default: 0 })
      .option('--locale <name>', 'A Faker locale, such as fr or pt_BR', { default: 'en' })
      .example('  $ fusionkit generate --entries 500 --locale fr --output people.jsonl')
      .action((flags: GenerateFlags) => {
        run(async ({ cwd, err, surroundings }) => {
          const entries = wholeNumber('--entries', flags.entries, 1)
          const seed = wholeNumber('--seed', flags.seed, 0)
          const [{ generateFile }, { generatedLine }] = await Promise.all([
            import('../app/generate.js'),
            import('../messages/generator.js'),
          ])
          const options = { entries, seed, output: String(flags.output), locale: String(flags.locale) }
          const { rows } = await generateFile(cwd, options, surroundings.processId)
          err(`${generatedLine(rows, options.output)}\n`)
          return 0
        })
      })
  },
}
