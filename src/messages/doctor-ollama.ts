/** What `doctor` says of Ollama. */
import type { Check, CheckStatus } from '../domain/check-up.js'
import type { MissingModel } from './ollama.js'
import { bytesInWords, grouped } from './numbers.js'

/** `version`: left out: it does not say. */
export function ollamaAnswers(host: string, version: string | undefined): Check {
  return {
    id: 'engine',
    status: 'ok',
    summary: `Ollama${version === undefined ? '' : ` ${version}`} answers at ${host}.`,
  }
}

/** Versions before 0.12.4 know neither `truncate` nor `shift`. */
export function ollamaTooOld(host: string, version: string, update: string): Check {
  return {
    id: 'engine-version',
    status: 'warning',
    summary: `Ollama ${version} at ${host} is older than 0.12.4: it cuts prompts that do not fit instead of saying so.`,
    detail: 'fusionkit notices most of these cuts by the number of tokens, and rejects what came of them.',
    fix: update,
  }
}

export interface ModelFacts {
  readonly sizeBytes?: number | undefined
  readonly contextTokens?: number | undefined
  readonly thinking: 'never' | 'off' | 'always' | 'unknown'
}

export function modelIsThere(model: string, host: string, { sizeBytes, contextTokens, thinking }: ModelFacts): Check {
  const facts = [
    ...(sizeBytes === undefined ? [] : [bytesInWords(sizeBytes)]),
    ...(contextTokens === undefined ? [] : [`made for ${grouped(contextTokens)} tokens of context`]),
    ...thoughts[thinking],
  ]
  return {
    id: 'model',
    status: 'ok',
    summary: `"${model}" is there at ${host}${facts.length === 0 ? '' : `: ${facts.join(', ')}`}.`,
    ...(thinking === 'always'
      ? { detail: 'What it thinks counts as part of the answer: give it a higher `max_tokens`.' }
      : {}),
  }
}

const thoughts = {
  never: ['does not think'],
  off: ['can think, and is told not to'],
  always: ['always thinks, as little as it can'],
  unknown: [],
} as const

/** `isNeeded`: no other host has all models. `pull`: the command. */
export function modelIsMissing({ name, similar }: MissingModel, host: string, isNeeded: boolean, pull: string): Check {
  const near = similar.length === 0 ? '' : ` It has ${similar.map((each) => `"${each}"`).join(', ')}.`
  return {
    id: 'model',
    status: isNeeded ? 'error' : 'warning',
    summary: `"${name}" is not there at ${host}.${near}`,
    ...(isNeeded ? {} : { detail: 'The other hosts go on without this one.' }),
    fix: pull,
  }
}

/** Of another kind: embeddings, say. */
export function modelWritesNothing(model: string, capabilities: readonly string[]): Check {
  return {
    id: 'model',
    status: 'error',
    summary: `"${model}" writes no text: all that it can do is ${capabilities.join(', ') || 'nothing that is known'}.`,
    fix: 'fusionkit models',
    detail: 'Name another one under `model`: `fusionkit models` lists those that are there.',
  }
}

export function modelIsInCloud(model: string, remote: string): Check {
  return {
    id: 'place',
    status: 'warning',
    summary: `"${model}" is answered by ${remote}: the questions leave this machine, and its weights may change unseen.`,
    fix: 'To keep them here, name a model that runs locally.',
  }
}

export function placeUnknown(model: string): Check {
  return {
    id: 'place',
    status: 'ok',
    summary: `"${model}" is not loaded: whether it runs on the GPU is not known before the first call.`,
  }
}

/** `percent`: of it on the CPU. */
export function placeOfModel(model: string, gpu: boolean | number, percent: number): Check {
  const asked = `\`gpu: ${gpu}\``
  if (gpu === false || gpu === 0)
    return {
      id: 'place',
      status: 'ok',
      summary:
        percent === 100
          ? `"${model}" is loaded on the CPU, as ${asked} asks.`
          : `"${model}" is loaded on the GPU now; a build loads it afresh on the CPU, as ${asked} asks.`,
    }
  if (percent === 0) return { id: 'place', status: 'ok', summary: `"${model}" is loaded on the GPU.` }
  return percent === 100 ? whollyOnCpu(model, asked) : partlyOnCpu(model, percent, gpu === true ? 'warning' : 'ok')
}

function whollyOnCpu(model: string, asked: string): Check {
  return {
    id: 'place',
    status: 'warning',
    summary: `"${model}" is loaded on the CPU, although ${asked} asks for the GPU.`,
    detail: 'A build loads it afresh, once. Without a GPU, write `gpu: false`, and nothing is said of it any more.',
    fix: 'ollama ps',
  }
}

function partlyOnCpu(model: string, percent: number, status: CheckStatus): Check {
  return {
    id: 'place',
    status,
    summary: `${percent} % of "${model}" is on the CPU: the GPU has no room for all of it.`,
    ...(status === 'ok' ? {} : { fix: 'Name a smaller model, or lower `context_tokens`: that is faster.' }),
  }
}

/** `width`: what the config says. */
export function ollamaParallel(width: number | 'auto'): Check {
  const cannot = 'Ollama does not say how many it works on (OLLAMA_NUM_PARALLEL)'
  return {
    id: 'parallel',
    status: 'ok',
    summary:
      width === 'auto'
        ? `How many calls at once is found out while it builds: ${cannot}.`
        : `At most ${width} ${width === 1 ? 'call' : 'calls'} at once (\`concurrency\`); ${cannot}.`,
    detail:
      'Recent versions work on one call at a time, unless their server was started with OLLAMA_NUM_PARALLEL=4, say.',
  }
}
