/**
 * What is said of llama.cpp in a process of our own: packages and files that are not there, a process that ended.
 *
 * The functions that return a `Diagnostic` end a build or go with it; those that return a text are the message of a `CallFailed`.
 */
import type { Diagnostic } from '../domain/diagnostic.js'
import { listed } from './phrases.js'

/** node-llama-cpp threw while it answered. */
export function answerFailed(said: string): string {
  return `llama.cpp could not answer: ${said}`
}

export function answerTookTooLong(seconds: number): string {
  return `No answer from llama.cpp within ${seconds} s (timeout_seconds).`
}

/** `said`: how its process ended, and its last words. */
export function llamaCppCrashed(said: string): string {
  return `llama.cpp ended before the answer was there (${said}).`
}

export function llamaCppCrashesOnLoad(model: string, said: string): Diagnostic {
  return {
    code: 'llama-cpp-crashes',
    severity: 'error',
    message: `llama.cpp ends whenever it loads "${model}" (${said}).`,
    hint: 'The file may be damaged, or the machine out of memory: try a smaller model, lower `context_tokens` or `sequences`, or `gpu: false`.',
  }
}

export function llamaCppCrashesOnPrompt(said: string): string {
  return `llama.cpp ends whenever it is given this prompt, with no other beside it (${said}).`
}

/** Anything else that the package says when it is to get ready. */
export function llamaCppFails(said: string): Diagnostic {
  return {
    code: 'llama-cpp-fails',
    severity: 'error',
    message: `node-llama-cpp does not get ready: ${said}`,
    hint: 'Look whether another version of it is installed than fusionkit was made for (3.22), or use a server: `engine: ollama`.',
  }
}

/** `binary`: the package of native code for this machine. */
export function llamaCppNotInstalled(binary: string): Diagnostic {
  return {
    code: 'llama-cpp-not-installed',
    severity: 'error',
    message: 'The engine "llama-cpp" needs the package node-llama-cpp, which is not installed.',
    hint: `Install it with \`npm install node-llama-cpp\` (0.7 GB, for all kinds of GPU), or for the CPU alone (85 MB) with \`npm install --omit=optional --ignore-scripts node-llama-cpp ${binary}\`.`,
  }
}

/** `near`: a file that may have been meant. */
export function modelFileMissing(model: string, near: string | undefined): Diagnostic {
  return {
    code: 'model-file-missing',
    severity: 'error',
    message: `There is no model file "${model}".`,
    hint:
      near === undefined
        ? 'Give the path of a GGUF file, relative to the config, or a name like `hf:user/repo:Q4_K_M` of one that was pulled.'
        : `Did you mean "${near}"? A path is relative to the config.`,
  }
}

/** A name of Hugging Face of which nothing was pulled. `setting`: the folder as the config has it; left out: the usual one. */
export function modelNotHere(model: string, folder: string, setting: string | undefined): Diagnostic {
  const where = setting === undefined ? '' : ` --dir ${/\s/.test(folder) ? `"${folder}"` : folder}`
  return {
    code: 'model-not-here',
    severity: 'error',
    message: `The model "${model}" is not in ${folder}, and nothing is fetched unasked.`,
    hint: `Fetch it with \`npx node-llama-cpp pull${where} ${model}\`.`,
  }
}

export function modelNotRead(model: string, said: string): Diagnostic {
  return {
    code: 'model-not-read',
    severity: 'error',
    message: `llama.cpp cannot load "${model}": ${said}`,
    hint: 'It has to be a whole GGUF file, of a kind of model that this release of llama.cpp knows: fetch it anew, or install a newer node-llama-cpp.',
  }
}

export function modelPartsMissing(model: string, missing: readonly string[], parts: number): Diagnostic {
  return {
    code: 'model-file-missing',
    severity: 'error',
    message: `The model "${model}" has ${parts} parts, of which ${listed(missing)} ${missing.length === 1 ? 'is' : 'are'} not there.`,
    hint: 'All parts of a model lie in one folder.',
  }
}

/** `found`: the kind of GPU that there is, where there is one. */
export function modelRunsOnCpu(model: string, gpu: true | number, found: string | false): Diagnostic {
  return {
    code: 'llama-cpp-on-cpu',
    severity: 'warning',
    message: `llama.cpp runs "${model}" on the CPU, although \`gpu: ${gpu}\` asks for the GPU.`,
    hint:
      found === false
        ? 'If this machine has none, write `gpu: false`. If it has one, `npx node-llama-cpp inspect gpu` says why it is not used: most often its package of native code is not installed.'
        : `There is a GPU (${found}), with no room for a single layer: a smaller model, or lower \`context_tokens\` or \`sequences\`, would fit.`,
  }
}

export function modelRunsPartlyOnCpu(model: string, onGpu: number, layers: number, found: string): Diagnostic {
  return {
    code: 'llama-cpp-partly-on-cpu',
    severity: 'note',
    message: `llama.cpp keeps ${layers - onGpu} of ${layers} layers of "${model}" on the CPU (GPU: ${found}).`,
    hint: 'Most often the GPU has no room for more: a smaller model, or lower `context_tokens` or `sequences`, would be faster.',
  }
}

/** `binary`: the package that this machine needs. */
export function noBinary(binary: string): Diagnostic {
  return {
    code: 'llama-cpp-no-binary',
    severity: 'error',
    message: 'node-llama-cpp is installed without native code that runs on this machine, and none is compiled unasked.',
    hint: `Install it with \`npm install ${binary}\`, or compile it with \`npx node-llama-cpp source download\`.`,
  }
}

export function notEnoughMemory(model: string, said: string): Diagnostic {
  return {
    code: 'model-too-big',
    severity: 'error',
    message: `There is not enough memory for "${model}": ${said}`,
    hint: 'Name a smaller model, lower `context_tokens` or `sequences`, or put fewer layers on the GPU (`gpu: 20`, or `gpu: false`).',
  }
}
