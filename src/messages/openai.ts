/**
 * What the engine `openai` says: of any server that speaks /v1/chat/completions. Alphabetical.
 *
 * The functions that return a `Diagnostic` end a build, but for notes; those that return a text are the message of a `CallFailed`.
 */
import { nearest } from '../base/nearest.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import { type SilenceCause, silenceWords } from './http.js'
import { listed } from './phrases.js'

export function baseUrlNotUnderstood(text: string, examples: string): Diagnostic {
  return {
    code: 'base-url',
    severity: 'error',
    message: `"${text}" in \`base_url\` is not the address of a server.`,
    hint: `Write it as a URL, with /v1 or without: ${examples}.`,
  }
}

/** A field of the sampling that the server takes from nobody. Said once a build. */
export function fieldsLeftOut(host: string, model: string, fields: readonly string[]): Diagnostic {
  return {
    code: 'fields-left-out',
    severity: 'note',
    message: `${host} does not take ${listed(fields.map((name) => `\`${name}\``))} for "${model}": asked without, the server decides.`,
  }
}

/** A header that reads a variable which is not set. */
export function headerVariableMissing(header: string, variable: string): Diagnostic {
  return {
    code: 'header-variable',
    severity: 'error',
    message: `The header "${header}" under \`engine\` reads the variable ${variable}, which is not set.`,
    hint: `Set ${variable}, or take the header out.`,
  }
}

/** A header with a secret, to another machine, over plain http. */
export function headerInTheOpen(header: string, host: string): Diagnostic {
  return {
    code: 'header-in-the-open',
    severity: 'error',
    message: `The header "${header}" would travel to ${host} in the open, for all to read on the way.`,
    hint: 'Give an https address, or a tunnel to this machine (http://127.0.0.1:…). Over plain http only headers without secrets are sent.',
  }
}

/** What became of the key. `withheld`: there is one, and it may not travel. */
export type KeyState = 'missing' | 'sent' | 'withheld'

/** 401. `variable`: what `api_key_env` names. */
export function keyWanted(host: string, variable: string, key: KeyState): Diagnostic {
  const { said, hint } = keyWords[key]
  return {
    code: 'key-wanted',
    severity: 'error',
    message: `${host} answers nobody without a key, and ${said.replace('{}', variable)}.`,
    hint: hint.replace('{}', variable),
  }
}

const keyWords: Readonly<Record<KeyState, { readonly said: string; readonly hint: string }>> = {
  missing: {
    said: '{} is not set',
    hint: 'Set {} to the key, or name the variable that holds it in `api_key_env`.',
  },
  sent: {
    said: 'does not accept the one in {}',
    hint: 'Check {}: it may be of another server, or no longer be valid. Another variable is named in `api_key_env`.',
  },
  withheld: {
    said: 'the one in {} is not sent to another machine over plain http',
    hint: 'Give its https address in `base_url`, or a tunnel to this machine (http://127.0.0.1:…).',
  },
}

/** `served`: all that the server has; left out: it does not say. */
export function modelsNotServed(
  models: readonly string[],
  host: string,
  served: readonly string[] | undefined,
): Diagnostic {
  const near = models.flatMap((model) => {
    const likely = nearest(model, served ?? [])
    return likely === undefined ? [] : [`Did you mean "${likely}" instead of "${model}"?`]
  })
  const has = served === undefined ? [] : [served.length === 0 ? 'It has none.' : `It has ${some(served)}.`]
  const names = models.map((model) => `"${model}"`).join(' and ')
  return {
    code: 'model-not-served',
    severity: 'error',
    message: `${host} does not serve the model${models.length > 1 ? 's' : ''} ${names}.`,
    hint: [...near, ...has, 'Name one of its models in `model`, or load it there.'].join(' '),
  }
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `"${name}"`)
  return `${shown.join(', ')}${names.length > 8 ? ` and ${names.length - 8} more` : ''}`
}

/** A shared call (`batch: true`), and the server has no replies that are held to a schema. */
export function noSchemas(host: string, model: string): string {
  return `${host} holds no reply of "${model}" to a schema: its texts are asked for one by one.`
}

/** Something else answers at that address. `said` is what it did: "HTTP 404". */
export function notOpenAi(host: string, said: string): Diagnostic {
  return {
    code: 'not-openai',
    severity: 'error',
    message: `What answers at ${host} is no server of the kind that \`openai\` asks (${said}).`,
    hint: 'Give the address below which it has /chat/completions in `base_url`: most often it ends with /v1.',
  }
}

/** The account has nothing left: no wait helps. */
export function quotaUsedUp(host: string, said: string): Diagnostic {
  return {
    code: 'quota-used-up',
    severity: 'error',
    message: `${host} answers no more on this account: ${said}`,
    hint: 'Look at the account there, and build again: what was answered is kept.',
  }
}

/** 403. */
export function serverForbids(host: string, said: string): Diagnostic {
  return {
    code: 'server-forbids',
    severity: 'error',
    message: `${host} turns the request away${said === '' ? '.' : `: ${said}`}`,
    hint: 'It may be the key, its rights to this model, or where you ask from.',
  }
}

/** Nobody answers. `proxy`: through which it was asked. `why`: where more is known than that nobody listens. */
export function serverNotRunning(host: string, proxy?: string, why?: SilenceCause): Diagnostic {
  const { said, hint } = silenceWords(why, proxy, hints)
  return { code: 'server-not-running', severity: 'error', message: `Nobody answers at ${host}${said}.`, hint }
}

const hints = {
  startIt: 'Start the server, or check `base_url`. `--engine rules` builds without one.',
  'no-http': 'Check the port in `base_url`.',
  'no-tls': 'Write `base_url` with http://.',
  'unknown-name': 'Check how it is spelled in `base_url`, or give its IP address.',
}

/** What would pin the weights, by who answers. */
export type NotPinned = keyof typeof pins

/** Said once a build that asks. */
export function weightsNotPinned(model: string, host: string, why: NotPinned): Diagnostic {
  return {
    code: 'weights-not-pinned',
    severity: 'note',
    message: `${host} does not say which weights are behind "${model}": if they are replaced, old answers stay beside new ones.`,
    hint: pins[why],
  }
}

const pins = {
  alias:
    'Name a dated model where there is one, such as gpt-4o-mini-2024-07-18: an alias is moved to other weights from time to time.',
  cloud: 'The server hands it on to somebody else. A model that it runs itself has a digest.',
  file: 'It says the name and the size of the file. Give other weights another file name.',
  folder: 'Serve a folder whose path names the revision (…/snapshots/<commit>), and other weights from another one.',
  name: 'It says the name alone. Give other weights another name.',
} as const
