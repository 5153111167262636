import type { CAC } from 'cac'
import type { ExitCode } from '../domain/diagnostic.js'
export { defaultConfig } from '../app/layout.js'
import { positiveNumber, wholeNumber } from './arguments.js'
import type { Terminal } from './terminal.js'

/** One verb. Adding one: a file beside this, a line in index.ts. */
export interface Command {
  /** Adds the verb to `cli`; `run` is called with what the user asked. */
  define(cli: CAC, run: (action: (terminal: Terminal) => Promise<ExitCode>) => void): void
}

/** The options that name a config and override it. */
export const configOptions: readonly (readonly [flags: string, description: string, defaultValue?: string])[] = [
  ['--config <file>', 'The config to read (default: fusion.config.yaml)'],
  ['--engine <name>', 'Another engine than the config names: ollama, openai, llama-cpp or rules'],
  ['--model <name>', 'Another model than the config names'],
  ['--no-gpu', 'Run the model on the CPU'],
]

export interface ConfigFlags {
  readonly config?: string
  readonly engine?: string
  readonly model?: string
  readonly gpu?: boolean
}

/** What the user overrode; what was left out is not there. */
export function overridesOf({ engine, model, gpu }: ConfigFlags): { engine?: string; model?: string; gpu?: boolean } {
  return {
    ...(engine === undefined ? {} : { engine: String(engine) }),
    ...(model === undefined ? {} : { model: String(model) }),
    ...(gpu === false ? { gpu } : {}),
  }
}

/** What to do where somebody else is at work in the project. */
export const waitOption = ['--wait', 'Where another fusionkit is at work in the project, wait for its end'] as const

/** Where `--json` is given, too, that says more. */
export const quietOption = ['-q, --quiet', 'Say nothing but warnings, errors and failures'] as const

/** The options that say how much may be asked, and what becomes of what is not answered. */
export const limitOptions: readonly (readonly [flags: string, description: string])[] = [
  ['--max-calls <n>', 'Ask for at most n completions, keep them, and stop; the next build goes on from there'],
  ['--max-minutes <m>', 'Begin no call after m minutes; the next build goes on from there'],
  ['--keep-going', 'Ask for all of a variant, however many of its first texts are rejected'],
  ['--fail-fast', 'End at the first cell that gets no answer; what is on its way is kept'],
  ['--keep-partial', 'Write (and merge) what there is of what failed or was left incomplete'],
]

export interface LimitFlags {
  readonly maxCalls?: unknown
  readonly maxMinutes?: unknown
  readonly keepGoing?: boolean
  readonly failFast?: boolean
  readonly keepPartial?: boolean
}

/** As a build takes them; what was left out is not there. Throws `UserError`. */
export function limitsOf({ maxCalls, maxMinutes, keepGoing, failFast, keepPartial }: LimitFlags): {
  maxCalls?: number
  maxMinutes?: number
  keepGoing?: boolean
  failFast?: boolean
  keepPartial?: boolean
} {
  return {
    ...(maxCalls === undefined ? {} : { maxCalls: wholeNumber('--max-calls', maxCalls, 1) }),
    ...(maxMinutes === undefined ? {} : { maxMinutes: positiveNumber('--max-minutes', maxMinutes) }),
    ...(keepGoing === true ? { keepGoing } : {}),
    ...(failFast === true ? { failFast } : {}),
    ...(keepPartial === true ? { keepPartial } : {}),
  }
}
