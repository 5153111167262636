import type { Choose } from '../domain/choice.js'
import type { ExitCode } from '../domain/diagnostic.js'
import { oneOf } from './arguments.js'
import { type Command, enginesMark } from './command.js'
import type { Terminal } from './terminal.js'

interface InitFlags {
  readonly lang?: unknown
  readonly engine?: unknown
  readonly model?: string
  readonly yes?: boolean
}

/** Those that a new config can be written for. */
export const startingEngines = ['ollama', 'openai', 'llama-cpp', 'rules'] as const

export const init: Command = {
  define: (cli, run) => {
    cli
      .command('init [folder]', 'Begin a project: a commented config, and questions to try it on')
      .option('--lang <en|fr>', 'The language of the questions (default: as your system speaks)')
      .option('--engine <name>', `Who answers: ${enginesMark} (default: Ollama where it has a model, else rules)`)
      .option('--model <name>', 'Which model (default: the smallest that suits)')
      .option('--yes', 'Ask nothing: take what fits best')
      .example('  $ fusionkit init                     here')
      .example('  $ fusionkit init quiz --lang fr      in a new folder, with French questions')
      .example('  $ fusionkit init --engine rules --yes')
      .action((folder: string | undefined, flags: InitFlags) => {
        run((terminal) => begin(folder, flags, terminal))
      })
  },
}

async function begin(
  folder: string | undefined,
  { lang, engine, model, yes }: InitFlags,
  { cwd, choose, err, surroundings, signal }: Terminal,
): Promise<ExitCode> {
  const options = {
    ...(folder === undefined || /^(?:\.\/*)?$/.test(folder) ? {} : { folder: String(folder) }),
    ...(lang === undefined ? {} : { language: oneOf('--lang', lang, ['en', 'fr']) }),
    ...(engine === undefined ? {} : { engine: oneOf('--engine', engine, startingEngines) }),
    ...(model === undefined ? {} : { model }),
  }
  const [{ initProject }, { begunLines, nothingWritten }] = await Promise.all([
    import('../app/init.js'),
    import('../messages/init.js'),
  ])
  let isAsked = false
  const ask: Choose | undefined = choose && (async (question) => ((isAsked = true), choose(question)))
  const begun = await initProject(cwd, options, surroundings, { choose: yes === true ? undefined : ask, signal })
  const lines = begun === undefined ? [nothingWritten] : [...(isAsked ? [''] : []), ...begunLines(begun)]
  for (const line of lines) err(`${line}\n`)
  return begun === undefined ? 130 : 0
}
