/** What may stand where the cursor is? From the commands as they are defined, and nothing else. */
import type { CAC, Command as Verb } from 'cac'
import { flagOf } from '../flags.js'

/** What a value is one of. `words`: those that the definition spells out, as in `--format <text|dot>`. */
export type Wanted =
  | { readonly kind: 'commands' }
  | { readonly kind: 'options'; readonly options: readonly KnownOption[] }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: NameKind; readonly given: readonly string[] }
  | { readonly kind: 'files' }
  | { readonly kind: 'anything' }

/** What is known by name: of the project, or of this fusionkit. */
export type NameKind = (typeof nameKinds)[number]
const nameKinds = [
  'targets',
  'variants',
  'groups',
  'groups-or-merged',
  'explained',
  'edited',
  'models',
  'engines',
  'engines-with-models',
  'reasons',
  'locales',
] as const

export interface KnownOption {
  readonly flag: string
  readonly description: string
}

export interface Cursor {
  readonly wanted: Wanted
  /** What of the last word is settled: "--engine=", or nothing. */
  readonly before: string
  /** The rest of it. */
  readonly typed: string
  /** Where `--config` names one. */
  readonly config: string | undefined
}

/** Values of options, by the option's name; an option that is not here takes what the user makes up. */
const valuesOf: Readonly<Record<string, NameKind | 'files'>> = {
  '--config': 'files',
  '--engine': 'engines',
  '--locale': 'locales',
  '--model': 'models',
  '--output': 'files',
  '--reason': 'reasons',
  '--variant': 'variants',
}

/** Values of arguments, by their name in the definition; where that is not enough, with what stands before it. */
const argumentsOf: Readonly<Record<string, NameKind | 'files'>> = {
  'accept file': 'edited',
  'batch export names': 'groups',
  'batch import names': 'files',
  engine: 'engines-with-models',
  file: 'files',
  folder: 'files',
  groups: 'groups-or-merged',
  targets: 'targets',
  variants: 'variants',
  what: 'explained',
}

/** `words`: behind "fusionkit"; the last one is where the cursor is. */
export function cursorAt(words: readonly string[], cli: CAC): Cursor {
  const last = words.at(-1) ?? ''
  const [, flag, typed = last] = /^(--[^=]+)=(.*)$/s.exec(last) ?? []
  const read = readWords(words.slice(0, -1), cli)
  const before = flag === undefined ? '' : `${flag}=`
  return { before, typed, config: read.values.get('--config'), wanted: wantedAt(read, flag, last, cli) }
}

function wantedAt(read: ReadWords, flag: string | undefined, last: string, cli: CAC): Wanted {
  const { verb, args, open, isHelp, isEnded } = read
  if (isEnded) return { kind: 'anything' }
  const option = flag ?? open
  if (option !== undefined) return valueOf(optionsOf(verb, cli).find((each) => each.flags.includes(option)))
  if (last.startsWith('-')) return { kind: 'options', options: isHelp ? [] : notYetGiven(optionsOf(verb, cli), read) }
  if (verb === undefined) return read.args.length === 0 ? { kind: 'commands' } : { kind: 'anything' }
  return isHelp ? { kind: 'anything' } : argumentOf(verb, args)
}

interface ReadWords {
  readonly verb: Verb | undefined
  /** What stands behind the verb and is no option; without a known verb: all words that are none. */
  readonly args: readonly string[]
  readonly flags: ReadonlySet<string>
  readonly values: ReadonlyMap<string, string>
  /** The option whose value comes next. */
  readonly open: string | undefined
  /** `help build`: a command is named, and nothing follows. */
  readonly isHelp: boolean
  /** Behind "--". */
  readonly isEnded: boolean
}

function readWords(words: readonly string[], cli: CAC): ReadWords {
  const isHelp = words[0] === 'help'
  const all = isHelp ? words.slice(1) : words
  const takesValue = new Set(cli.commands.flatMap((verb) => optionsOf(verb, cli)).flatMap(flagsWithValue))
  const plain: string[] = []
  const flags = new Set<string>()
  const values = new Map<string, string>()
  let open: string | undefined
  for (const word of all) {
    const [, flag = word, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? []
    if (open !== undefined) {
      values.set(open, word)
      open = undefined
    } else if (word.startsWith('-')) {
      flags.add(flag)
      if (value !== undefined) values.set(flag, value)
      else if (takesValue.has(flag)) open = flag
    } else plain.push(word)
  }
  const verb = cli.commands.find(({ name }) => name === plain[0])
  const args = verb === undefined ? plain : plain.slice(1)
  return { verb, args, flags, values, open, isHelp, isEnded: all.includes('--') }
}

interface DefinedOption extends KnownOption {
  /** With its short form. */
  readonly flags: readonly string[]
  /** "file" of `--config <file>`; `undefined`: it takes no value. */
  readonly value: string | undefined
}

function optionsOf(verb: Verb | undefined, cli: CAC): readonly DefinedOption[] {
  return [...(verb?.options ?? []), ...cli.globalCommand.options].map(
    ({ name, names, negated, rawName, description }) => ({
      flag: negated ? `--no-${name}` : flagOf(name),
      flags: negated ? [`--no-${name}`] : names.map(flagOf),
      description,
      value: /<(.+)>/.exec(rawName)?.[1],
    }),
  )
}

const flagsWithValue = ({ flags, value }: DefinedOption) => (value === undefined ? [] : flags)

function notYetGiven(options: readonly DefinedOption[], { verb, flags }: ReadWords): readonly KnownOption[] {
  const isShown = (flag: string) => flag !== '--version' || verb === undefined
  return options.filter((each) => isShown(each.flag) && !each.flags.some((flag) => flags.has(flag)))
}

function valueOf(option: DefinedOption | undefined): Wanted {
  if (option?.value === undefined) return { kind: 'anything' }
  return wantedBy(option.value, valuesOf[option.flag], [])
}

function argumentOf(verb: Verb, args: readonly string[]): Wanted {
  const place = verb.args[args.length] ?? verb.args.findLast(({ variadic }) => variadic)
  if (place === undefined) return { kind: 'anything' }
  const names = [`${verb.name} ${args[0] ?? ''} ${place.value}`, `${verb.name} ${place.value}`, place.value]
  const known = names.map((name) => argumentsOf[name]).find((kind) => kind !== undefined)
  return wantedBy(place.value, known, args)
}

function wantedBy(value: string, known: NameKind | 'files' | undefined, given: readonly string[]): Wanted {
  if (value.includes('|')) return { kind: 'words', words: value.split('|') }
  if (known === undefined) return { kind: 'anything' }
  return known === 'files' ? { kind: known } : { kind: known, given }
}
