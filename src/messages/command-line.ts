/** Commands as they are typed, for messages that name one. */

/** Words of a command; those that a shell would take apart are quoted. */
export function commandLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
}

/**
 * A sentence of ours, with `fusionkit build` in it as it has to be typed: "npx fusionkit build". Commands stand in backticks, or are the
 * whole sentence. Not for texts of questions and models: they stay as they are.
 */
export function typedAs(program: string, sentence: string): string {
  return sentence.replace(/(^ *(?:→ |-> |next: )?|`)fusionkit(?= [a-z])/gm, `$1${program}`)
}

/** What a command line overrides in a config; `path`: the config's, where it is not the usual one. */
export interface ConfigWords {
  readonly path?: string | undefined
  readonly engine?: string | undefined
  readonly model?: string | undefined
  readonly gpu?: boolean | undefined
}

/** `fusionkit build animals --config quiz.yaml`; `switches`: those that are on. */
export function buildCommand(targets: readonly string[], config: ConfigWords, switches: readonly string[]): string {
  return commandLine(['fusionkit', 'build', ...targets, ...overridesOf(config), ...switches])
}

/** `fusionkit explain merged:1 --config quiz.yaml`: another command on the same config. `program`: how fusionkit is called here. */
export function projectCommand(words: readonly string[], config: ConfigWords, program = 'fusionkit'): string {
  return `${program} ${commandLine([...words, ...overridesOf(config)])}`
}

/** `fusionkit fuse questions.jsonl --output fused.jsonl` */
export function fuseCommand(options: Omit<ConfigWords, 'path'> & FuseWords): string {
  const { file, output, maxAttempts, language, keepGoing, keepPartial, failFast } = options
  return commandLine([
    'fusionkit',
    'fuse',
    file,
    '--output',
    output,
    ...overridesOf({ ...options, path: undefined }),
    ...(maxAttempts === undefined ? [] : ['--max-attempts', `${maxAttempts}`]),
    ...(language === undefined ? [] : ['--lang', language]),
    ...(keepGoing === true ? ['--keep-going'] : []),
    ...(keepPartial === true ? ['--keep-partial'] : []),
    ...(failFast === true ? ['--fail-fast'] : []),
  ])
}

interface FuseWords {
  readonly file: string
  readonly output: string
  readonly maxAttempts?: number
  readonly language?: string
  readonly keepGoing?: boolean
  readonly keepPartial?: boolean
  readonly failFast?: boolean
}

function overridesOf({ path, engine, model, gpu }: ConfigWords): string[] {
  return [
    ...(path === undefined ? [] : ['--config', path]),
    ...(engine === undefined ? [] : ['--engine', engine]),
    ...(model === undefined ? [] : ['--model', model]),
    ...(gpu === false ? ['--no-gpu'] : []),
  ]
}
