/** What the engine `ollama` says: servers that are not there, models that are not pulled, calls that went wrong. */
import type { Diagnostic } from '../domain/diagnostic.js'
import { type SilenceCause, silenceWords } from './http.js'

/** A model that a server lacks, and those it has that may have been meant. */
export interface MissingModel {
  readonly name: string
  /** Names as the server lists them, the likeliest first. */
  readonly similar: readonly string[]
}

/** 403 of a server that may not ask the cloud. */
export function cloudIsOff(model: string, host: string, said: string): Diagnostic {
  return {
    code: 'ollama-cloud-is-off',
    severity: 'error',
    message: `Ollama at ${host} may not ask "${model}": ${said}.`,
    hint: 'Name a model that runs locally, or start the server without OLLAMA_NO_CLOUD.',
  }
}

/** Said once a build, when a model is asked that does not run where the server does. `remote`: who runs it. */
export function cloudModel(model: string, remote: string): Diagnostic {
  return {
    code: 'ollama-cloud-model',
    severity: 'warning',
    message: `"${model}" is a cloud model: the questions leave this machine for ${remote}, and its weights may change unseen.`,
    hint: 'To keep them here, name a model that runs locally.',
  }
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
    hint: 'It only answers to names that it knows: give its IP address in `hosts`, or start it with OLLAMA_HOST=0.0.0.0.',
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

/** 401 of a server, or of the gateway before it. */
export function hostWantsKey(host: string): Diagnostic {
  return {
    code: 'host-wants-key',
    severity: 'error',
    message: `${host} answers nobody without a key.`,
    hint: 'Set OLLAMA_API_KEY (it is sent to https hosts alone), or write the address as https://name:password@host.',
  }
}

/** A model of which two hosts have different weights under one name. `label`: "llama3.2:latest (a80c4f17c6b1)". */
export function hostsDiffer(model: string, one: LabelAt, other: LabelAt): Diagnostic {
  return {
    code: 'hosts-differ',
    severity: 'error',
    message: `The hosts have different models under the name "${model}": ${one.host} has ${one.label}, ${other.host} has ${other.label}.`,
    hint: `Pull it afresh on both (\`ollama pull ${model}\`), or take one of them out of \`hosts\`: answers of two models do not belong in one dataset.`,
  }
}

export interface LabelAt {
  readonly host: string
  readonly label: string
}

/** All the models that these hosts lack, in one. */
export function modelsNotPulled(missing: readonly MissingModel[], hosts: readonly string[]): Diagnostic {
  const similar = missing.flatMap(({ name, similar }) =>
    similar.length === 0 ? [] : [`Did you mean ${listed(similar, 'or')} instead of "${name}"?`],
  )
  const lack = hosts.length > 1 ? 'do not have' : 'does not have'
  return {
    code: 'model-not-pulled',
    severity: 'error',
    message: `Ollama at ${listed(hosts, 'and')} ${lack} the model${missing.length > 1 ? 's' : ''} ${quoted(missing)}.`,
    hint: [
      ...similar,
      `${similar.length > 0 ? 'Else pull' : 'Pull'} ${missing.length > 1 ? 'them' : 'it'} with ${pullsOf(missing)}.`,
    ].join(' '),
  }
}

/** A model that does not fit into the memory, not even alone. */
export function modelTooBig(model: string, host: string, said: string): Diagnostic {
  return {
    code: 'model-too-big',
    severity: 'error',
    message: `Ollama at ${host} has not enough memory for "${model}"${said === '' ? '' : `: ${said}`}`,
    hint: 'Name a smaller model, lower `context_tokens`, put fewer layers on the GPU (`gpu: 20`, or `gpu: false`), or start the server with a lower OLLAMA_NUM_PARALLEL.',
  }
}

/** None of several hosts. */
export function noHostAnswers(hosts: readonly string[]): Diagnostic {
  return {
    code: 'ollama-not-running',
    severity: 'error',
    message: `Ollama answers at none of the hosts: ${hosts.join(', ')}.`,
    hint: 'Start it there with `ollama serve`, or build offline with `--engine rules`.',
  }
}

/** Each host lacks another model. */
export function noHostHasAll(
  lacking: readonly { readonly host: string; readonly missing: readonly MissingModel[] }[],
): Diagnostic {
  const parts = lacking.map(({ host, missing }) => `${host} lacks ${quoted(missing)}`)
  const pulls = lacking.map(({ host, missing }) => `${pullsOf(missing)} at ${host}`)
  return {
    code: 'model-not-pulled',
    severity: 'error',
    message: `None of the hosts has all models: ${parts.join('; ')}.`,
    hint: `A host needs all of them. Pull what is missing: ${pulls.join('; ')}.`,
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

/** Nobody answers. `proxy`: through which it was asked. `why`: where more is known than that nobody listens. */
export function ollamaNotRunning(host: string, proxy?: string, why?: SilenceCause): Diagnostic {
  const { said, hint } = silenceWords(why, proxy, hints)
  return { code: 'ollama-not-running', severity: 'error', message: `Ollama does not answer at ${host}${said}.`, hint }
}

const hints = {
  startIt: 'Start it with `ollama serve`, or build offline with `--engine rules`.',
  'no-http': 'Check the port: that of Ollama is 11434, where nothing else was said.',
  'no-tls': 'Write its address with http://, as Ollama itself speaks no https.',
  'unknown-name': 'Check how it is spelled in `hosts` or OLLAMA_HOST, or give its IP address.',
}

/** Part of it is not on the GPU. */
export function partlyOnCpu(model: string, host: string, percent: number): Diagnostic {
  return {
    code: 'ollama-partly-on-cpu',
    severity: 'note',
    message: `Ollama at ${host} keeps ${percent} % of "${model}" on the CPU.`,
    hint: 'Most often the GPU has no room for more: a smaller model, or fewer `context_tokens`, would be faster.',
  }
}

/** It sits on the CPU, after it was loaded afresh, too. */
export function runsOnCpu(model: string, host: string, gpu: true | number): Diagnostic {
  return {
    code: 'ollama-on-cpu',
    severity: 'warning',
    message: `Ollama at ${host} runs "${model}" on the CPU, although \`gpu: ${gpu}\` asks for the GPU.`,
    hint: 'If that machine has none, write `gpu: false`. If it has one, `ollama ps` shows what takes its memory, and the log of the server why the GPU was not found.',
  }
}

/** It sits on the GPU although it was to stay off it. */
export function runsOnGpu(model: string, host: string): Diagnostic {
  return {
    code: 'ollama-on-gpu',
    severity: 'note',
    message: `Ollama at ${host} runs "${model}" on the GPU, although \`gpu: false\` asks for the CPU.`,
    hint: 'Somebody else may be using it there: `ollama ps` shows it.',
  }
}

/** One machine twice under `hosts`. Both as they are written. */
export function sameHostTwice(one: string, other: string): Diagnostic {
  return {
    code: 'same-host-twice',
    severity: 'error',
    message:
      one === other ? `"${one}" is twice in \`hosts\`.` : `"${one}" and "${other}" in \`hosts\` are the same server.`,
    hint: 'Give it once. How many calls it gets at once is its `concurrency`.',
  }
}

function quoted(missing: readonly MissingModel[]): string {
  return listed(
    missing.map(({ name }) => `"${name}"`),
    'and',
  )
}

function pullsOf(missing: readonly MissingModel[]): string {
  return listed(
    missing.map(({ name }) => `\`ollama pull ${name}\``),
    'and',
  )
}

/** "a, b and c". Here, since a build with nothing to do reads this file, and needs none of phrases.ts. */
function listed(items: readonly string[], word: 'and' | 'or'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1) ?? ''}`
}
