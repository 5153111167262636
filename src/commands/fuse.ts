import { UserError } from '../domain/diagnostic.js'
import { argumentIsMissing } from '../messages/usage.js'
import { oneOf, wholeNumber } from './arguments.js'
import {
  type Command,
  type ConfigFlags,
  enginesMark,
  type LimitFlags,
  limitOptions,
  limitsOf,
  overridesOf,
  quietOption,
  waitOption,
} from './command.js'

interface FuseFlags extends ConfigFlags, LimitFlags {
  readonly output?: string
  readonly maxAttempts?: unknown
  readonly lang?: unknown
  readonly json?: boolean
  readonly wait?: boolean
  readonly quiet?: boolean
}

const languages = ['en', 'fr'] as const

export const fuse: Command = {
  define: (cli, run) => {
    const command = cli.command('fuse <file>', 'Fuse the questions of one file, without a config')
    command
      .option('--output <file>', 'Where the records go')
      .option(
        '--engine <name>',
        `${enginesMark} (default: ollama); one that needs settings, such as openai, wants a config`,
      )
      .option('--model <name>', 'The model (default: llama3.2:latest)')
      .option('--no-gpu', 'Run the model on the CPU')
      .option(`--lang <${languages.join('|')}>`, 'The language of the prompts (default: that of the questions)')
      .option('--max-attempts <n>', 'Tries per question before it is rejected (default: 10)')
    for (const [flags, description] of limitOptions) command.option(flags, description)
    command
      .option(...waitOption)
      .option(...quietOption)
      .option('--json', 'Events, one JSON object a line, on stdout')
      .example('  $ fusionkit fuse questions.jsonl --output fused.jsonl --model qwen3:4b   with Ollama')
      .example('  $ fusionkit fuse questions.jsonl --output fused.jsonl --engine rules     without a model')
      .action((file: string, flags: FuseFlags) => {
        run(async (terminal) => {
          if (flags.output === undefined) throw new UserError([argumentIsMissing('fuse', '--output <file>')])
          const { cwd, surroundings, signal } = terminal
          const [{ fuseFile }, { reporterFor }] = await Promise.all([
            import('../app/fuse.js'),
            import('../app/reporters/index.js'),
          ])
          const output = String(flags.output)
          const options = {
            ...overridesOf(flags),
            ...limitsOf(flags),
            file,
            output,
            wait: flags.wait === true,
            ...(flags.maxAttempts === undefined
              ? {}
              : { maxAttempts: wholeNumber('--max-attempts', flags.maxAttempts, 1) }),
            ...(flags.lang === undefined ? {} : { language: oneOf('--lang', flags.lang, languages) }),
          }
          const told = { isJson: flags.json === true, isQuiet: flags.quiet === true }
          const reporter = await reporterFor({ ...told, merged: output, again: 'the same `fusionkit fuse`' }, terminal)
          try {
            const { exitCode } = await fuseFile(cwd, options, surroundings, { emit: reporter.tell, signal })
            return exitCode
          } finally {
            reporter.close()
          }
        })
      })
  },
}
