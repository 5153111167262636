/**
 * What engines say: servers that are not there, models that are not pulled, calls that went wrong.
 *
 * The functions that return a `Diagnostic` end a build; those that return a text are the message of a `CallFailed`.
 */
import type { Diagnostic } from '../domain/diagnostic.js'

/** A model that a server lacks, and those it has that may have been meant. */
export interface MissingModel {
  readonly name: string
  /** Names as the server lists them, the likeliest first. */
  readonly similar: readonly string[]
}

/** The deadline of one completion passed. */
export function callTookTooLong(host: string, seconds: number): string {
  return `No answer from ${host} within ${seconds} s (timeout_seconds).`
}

/** The connection could not be made, or broke. `cause` is the system's word for it: "ECONNRESET". */
export function connectionBroke(host: string, cause: string): string {
  return `The connection to ${host} broke before the answer was complete (${cause}).`
}

/** A cloud model, and the local server has no account to ask it with. */
export function cloudNotSignedIn(model: string, host: string): Diagnostic {
  return {
    code: 'ollama-not-signed-in',
    severity: 'error',
    message: `Ollama at ${host} may not ask "${model}": that needs an account.`,
    hint: 'Sign in with `ollama signin` (or set OLLAMA_API_KEY for an https host), or name a model that runs locally.',
  }
}

/** 403: cloud models switched off, or a host name that the server does not answer to (its guard against DNS rebinding). */
export function hostForbids(host: string, said: string): Diagnostic {
  return {
    code: 'ollama-forbids',
    severity: 'error',
    message: `Ollama at ${host} turns the request away${said === '' ? '' : `: ${said}`}.`,
    hint: 'Name the host by its IP address, or allow its name in OLLAMA_ORIGINS on the server.',
  }
}

/** A host that is no URL. `origin` says where it was read: "OLLAMA_HOST" or "hosts". */
export function hostNotUnderstood(host: string, origin: string): Diagnostic {
  return {
    code: 'ollama-host',
    severity: 'error',
    message: `"${host}" in ${origin} is not the address of a server.`,
    hint: 'Write it as host:port or as a URL: 192.168.1.20:11434, http://gpu-box:11434, https://ollama.example.org',
  }
}

/** All the models that a host lacks, in one. */
export function modelsNotPulled(missing: readonly MissingModel[], host: string): Diagnostic {
  const names = missing.map(({ name }) => `"${name}"`)
  const pulls = missing.map(({ name }) => `\`ollama pull ${name}\``)
  const similar = missing.flatMap(({ name, similar }) =>
    similar.length === 0 ? [] : [`Did you mean ${listed(similar, 'or')} instead of "${name}"?`],
  )
  return {
    code: 'model-not-pulled',
    severity: 'error',
    message: `Ollama at ${host} does not have the model${missing.length > 1 ? 's' : ''} ${listed(names, 'and')}.`,
    hint: [`Pull ${missing.length > 1 ? 'them' : 'it'} with ${listed(pulls, 'and')}.`, ...similar].join(' '),
  }
}

/** Something else answers at that address. `said` is what it did: "HTTP 404". */
export function notOllama(host: string, said: string): Diagnostic {
  return {
    code: 'not-ollama',
    severity: 'error',
    message: `What answers at ${host} is not Ollama (${said}).`,
    hint: 'Give the address of the Ollama server in `hosts` or in OLLAMA_HOST.',
  }
}

/** Nobody answers. */
export function ollamaNotRunning(host: string): Diagnostic {
  return {
    code: 'ollama-not-running',
    severity: 'error',
    message: `Ollama does not answer at ${host}.`,
    hint: 'Start it with `ollama serve`, or build offline with `--engine rules`.',
  }
}

/** 200 with a body that is no chat answer. */
export function replyNotUnderstood(host: string, what: string): string {
  return `${host} answered with something that is no completion: ${what}.`
}

/** An error status, with what the server said about it. */
export function serverSaid(host: string, status: number, said: string): string {
  return `${host} answered ${status}${said === '' ? '' : `: ${said}`}`
}

/** More than one entry under `hosts`. */
export function severalHosts(): Diagnostic {
  return {
    code: 'several-hosts',
    severity: 'error',
    message: 'Several hosts come in a later version of fusionkit.',
    hint: 'Give one under `hosts`.',
  }
}

function listed(items: readonly string[], word: string): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1) ?? ''}`
}
