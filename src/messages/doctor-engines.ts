/** What `doctor` says of engines, whatever the engine: who answers, through whom, with which key. */
import type { Check, CheckId, CheckStatus } from '../domain/check-up.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import { type ConfigWords, projectCommand } from './command-line.js'
import { grouped } from './numbers.js'
import { listed } from './phrases.js'

/** What would end a build, or go with it, as a check. Its fix is the command that its hint names, where there is one. */
export function checkOfDiagnostic(
  id: CheckId,
  { message, hint, severity }: Diagnostic,
  status: CheckStatus = severity === 'error' ? 'error' : 'warning',
): Check {
  if (hint === undefined) return { id, status, summary: message }
  const command = commandIn(hint)
  return command === undefined
    ? { id, status, summary: message, fix: hint }
    : { id, status, summary: message, detail: hint, fix: command }
}

/** The first command that can be typed as it stands. */
function commandIn(hint: string): string | undefined {
  const quoted = [...hint.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text)
  return quoted.find((text) => /^(?:npm|npx|ollama|fusionkit) \S/.test(text) && !text.includes('<'))
}

/** It is a part of fusionkit: nothing can be missing. */
export function embeddedEngine(engine: string): Check {
  return {
    id: 'engine',
    status: 'ok',
    summary: `The engine "${engine}" is a part of fusionkit: it needs no server and no model.`,
  }
}

/** No check-up came to an end in time. */
export function engineTooSlow(engine: string, seconds: number): Check {
  return {
    id: 'engine',
    status: 'error',
    summary: `The engine "${engine}" did not say within ${seconds} s whether it is fit.`,
    fix: 'Start its server again, and run `fusionkit doctor` once more.',
  }
}

/** Without a config nobody knows which engine is meant. `found`: "ollama at http://127.0.0.1:11434 (3 models)". */
export function enginesFound(found: readonly string[]): Check {
  return found.length > 0
    ? { id: 'engine', status: 'ok', summary: `Without a config: there is ${listed(found)}.` }
    : {
        id: 'engine',
        status: 'warning',
        summary: 'No server with models was found where they usually are.',
        detail: 'The engine "rules" needs none; for data to train on, a model has to answer.',
        fix: 'ollama serve',
      }
}

/** One place, for `enginesFound`. */
export function enginePlace(engine: string, place: string, models: number): string {
  return `${engine} at ${place} (${models === 1 ? '1 model' : `${grouped(models)} models`})`
}

/** `known`: a name or an address of the user's own network, which no proxy has to be asked for. */
export function askedThroughProxy(host: string, proxy: string, hostname: string, known: 'near' | 'far'): Check {
  const summary = `${host} is asked through the proxy ${proxy}`
  return known === 'far'
    ? { id: 'proxy', status: 'ok', summary: `${summary}.` }
    : {
        id: 'proxy',
        status: 'warning',
        summary: `${summary}, though it seems to be in your own network.`,
        fix: `export NO_PROXY="${hostname},$NO_PROXY"`,
      }
}

/** A model that has room for less than `context_tokens` asks for. `setting`: what the config says, or the default. */
export function contextTooSmall(model: string, has: number, setting: number): Check {
  return {
    id: 'context',
    status: 'warning',
    summary: `"${model}" has a context of ${grouped(has)} tokens, and \`context_tokens\` asks for ${grouped(setting)}.`,
    detail: 'What is longer than the model was made for comes out as nonsense, or is cut.',
    fix: `Write \`context_tokens: ${has}\` under \`engine\`, or name a model with a larger context.`,
  }
}

export function contextFits(setting: number): Check {
  return {
    id: 'context',
    status: 'ok',
    summary: `Prompt and answer have room for ${grouped(setting)} tokens together.`,
  }
}

/** Below the last error of a build that found no engine, or no model. */
export function lookCloser(config: ConfigWords): string {
  return `next: ${projectCommand(['doctor'], config)}  looks at the engine, its models, and all else that a build needs`
}
