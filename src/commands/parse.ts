/** What was typed? argv → the action of a command, or all that is wrong with the words. */
import type { CAC, Command as Verb } from 'cac'
import { type Diagnostic, UserError } from '../domain/diagnostic.js'
import {
  argumentIsMissing,
  optionNeedsValue,
  optionTakesNoValue,
  optionTwice,
  unknownCommand,
  unknownOption,
  unusedArguments,
} from '../messages/usage.js'
import { type Action, commandLineOf } from './command-line.js'
import { type Command, described } from './command.js'
import { flagOf } from './flags.js'

/**
 * `undefined`: help or the version was asked for, and is printed. `engines`: their names, where a help lists them. `columns`: of the
 * terminal that shows a help. Throws `UserError` with everything that is wrong.
 */
export async function actionOf(
  argv: readonly string[],
  commands: readonly Command[],
  version: string,
  engines: () => Promise<readonly string[]>,
  columns: number | undefined,
): Promise<Action | undefined> {
  let action: Action | undefined
  const isHelp = argv.some((word) => ['help', '-h', '--help'].includes(word))
  const known = isHelp ? await engines() : []
  const { hanging } = await import('../messages/hanging.js')
  const set = (help: string) =>
    tidied(described(help, known))
      .split('\n')
      .map((line) => hanging(line, columns))
      .join('\n')
  const chosen = (run: Action) => {
    action = run
  }
  const cli = commandLineOf(commands, chosen, { version, tidied: set })
  cli.example('  $ fusionkit init                     a project to begin with: a config, and sample questions')
  cli.example('  $ fusionkit build                    everything in fusion.config.yaml that is stale')
  cli.example('  $ fusionkit watch                    the same, and again at every edit')
  cli.example('  $ fusionkit plan                     what that would take')
  cli.example('  $ fusionkit generate --entries 500   random questions, to try things on')

  const words = joined(argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv, cli)
  const name = words.find((word) => !word.startsWith('-'))
  const verbs = cli.commands.map((command) => command.name)
  if (name !== undefined && !verbs.includes(name)) throw new UserError([unknownCommand(name, verbs)])
  cli.parse(['', '', ...words], { run: false })
  if (cli.options['help'] === true) return undefined
  if (cli.options['version'] === true) {
    if (cli.matchedCommand !== undefined) cli.outputVersion()
    return undefined
  }
  const diagnostics = mistakes(cli, words)
  if (diagnostics.length > 0) throw new UserError(diagnostics)
  if (cli.matchedCommand === undefined) cli.outputHelp()
  unguard(cli.options)
  void cli.runMatchedCommand()
  return action
}

/** Without cac's "(default: true)" behind `--no-gpu`, and the blank where there is no default. */
function tidied(help: string): string {
  return help.replace(/ \(default: true\)| +$/gm, '')
}

/** No word of a command line holds it, so it can mark what was typed as a value. */
const guard = '\0'

/**
 * `--seed -5` → `--seed=␀-5`: a value reaches its command as it was typed. cac would take "-5" for an option, and "007" or "1.0"
 * for a number.
 */
function joined(argv: readonly string[], cli: CAC): string[] {
  const takesValue = new Set(
    cli.commands.flatMap(({ options }) =>
      options.filter(({ required }) => required === true).flatMap(({ names }) => names.map(flagOf)),
    ),
  )
  const words: string[] = []
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? ''
    if (word === '--') return [...words, ...argv.slice(at)]
    const [, flag = word, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? []
    const next = argv[at + 1]
    if (!takesValue.has(flag)) words.push(word)
    else if (value !== undefined) words.push(`${flag}=${guard}${value}`)
    else if (next === undefined || /^-(?!\d)/.test(next)) words.push(word)
    else {
      words.push(`${flag}=${guard}${next}`)
      at += 1
    }
  }
  return words
}

function unguard(options: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(options)) {
    const last: unknown = name !== '--' && Array.isArray(value) ? value.at(-1) : value
    options[name] = typeof last === 'string' && last.startsWith(guard) ? last.slice(1) : last
  }
}

function mistakes(cli: CAC, words: readonly string[]): Diagnostic[] {
  const { matchedCommand: command, options } = cli
  const known = [...(command?.options ?? []), ...cli.globalCommand.options]
  const flags = known.map(({ name, negated }) => (negated ? `--no-${name}` : flagOf(name)))
  const found = Object.entries(options).flatMap(([name, value]): Diagnostic[] => {
    const option = known.find(({ names }) => names.includes(name))
    const flag = value === false ? `--no-${flagOf(name).slice(2)}` : flagOf(name)
    if (name === '--') return []
    if (option === undefined || (value === false && !option.negated)) return [unknownOption(flag, command?.name, flags)]
    if (option.isBoolean === true)
      return words.some((word) => word.startsWith(`${flag}=`)) ? [optionTakesNoValue(flag)] : []
    if (Array.isArray(value)) return option.name === name ? [optionTwice(flag)] : []
    return value === true || value === guard ? [optionNeedsValue(flag)] : []
  })
  return found.length > 0 || command === undefined ? found : argumentMistakes(command, cli)
}

function argumentMistakes(command: Verb, { args, options }: CAC): Diagnostic[] {
  const takesMany = command.args.some(({ variadic }) => variadic)
  const unused = [...(takesMany ? [] : args.slice(command.args.length)), ...((options['--'] ?? []) as string[])]
  const missing = command.args.filter(({ required }) => required).slice(args.length)
  return [
    ...(unused.length > 0 ? [unusedArguments(command.name, unused)] : []),
    ...missing.map(({ value }) => argumentIsMissing(command.name, `<${value}>`)),
  ]
}
