/**
 * llama.cpp in a process of our own, through node-llama-cpp: the light half, imported with the catalogue. No native code, and nothing of
 * that package, is loaded before a build really asks.
 */
import { promptFrames } from './calls/prompt-frames.js'
import type { EngineKind } from './engine.js'
import { chatWrapperNames, defaults, readSettings } from './llama-cpp/settings.js'

export const llamaCpp: EngineKind = {
  name: 'llama-cpp',
  description: 'A GGUF file, run without a server. It needs the package node-llama-cpp.',
  batches: true,

  settings: {
    threads: {
      type: 'integer',
      minimum: 1,
      description: 'How many threads calculate on the CPU.',
      leftOut: 'as many as llama.cpp finds useful',
      examples: [8],
    },
    context_tokens: {
      type: 'integer',
      minimum: 64,
      default: defaults.context_tokens,
      description:
        'The size of the context of each sequence, in tokens: prompt and answer must fit. A prompt that does not is rejected, never cut.',
    },
    sequences: {
      type: 'integer',
      minimum: 1,
      maximum: 256,
      default: defaults.sequences,
      description: 'How many completions are written at once. Each has a context of its own, which takes memory.',
    },
    timeout_seconds: {
      type: 'number',
      exclusiveMinimum: 0,
      default: defaults.timeout_seconds,
      description:
        'How many seconds one completion may take. A shared call (`batch`) has so many for each of its texts.',
    },
    retries: {
      type: 'integer',
      minimum: 0,
      default: defaults.retries,
      description: 'How often a call is tried again after llama.cpp crashed, or took too long.',
    },
    models_folder: {
      type: 'string',
      minLength: 1,
      description: 'Where models lie that are no paths of the project: `hf:` names, and bare file names.',
      leftOut: '~/.node-llama-cpp/models, where `node-llama-cpp pull` puts them',
      examples: ['/data/models'],
    },
    chat_wrapper: {
      enum: [...chatWrapperNames],
      default: defaults.chat_wrapper,
      description:
        'How messages are written down for the model. `auto`: as its file says; `jinjaTemplate`: by the template in the file; the others by name.',
    },
  },

  reads: promptFrames,

  async identify(settings, models, ports) {
    if (models.length === 0) return new Map()
    const { identifyFiles } = await import('./llama-cpp/identify.js')
    return identifyFiles(readSettings(settings), models, ports)
  },

  async models(settings, ports) {
    const { listPlaces } = await import('./llama-cpp/list.js')
    return listPlaces(readSettings(settings), ports)
  },

  async checkUp(settings, wanted, ports) {
    const { checkUpFiles } = await import('./llama-cpp/check-up.js')
    return checkUpFiles(readSettings(settings), wanted, ports)
  },

  patience: (settings) => ({ retries: readSettings(settings).retries }),

  async open(settings, options, ports) {
    const { openLlamaCpp } = await import('./llama-cpp/open.js')
    return openLlamaCpp(readSettings(settings), options, ports)
  },
}
