/**
 * Ollama: the light half, imported with the catalogue. What a completion depends on, and who answers.
 * The half that makes calls is in ollama/ and is loaded when a build really asks.
 */
import type { JsonObject } from '../base/json.js'
import { promptFrames } from './calls/prompt-frames.js'
import type { EngineKind } from './engine.js'
import { laneSchemas, patienceOf } from './http/lane-settings.js'
import { defaultContextTokens, readSettings } from './ollama/settings.js'

/** An address, or a mapping with one. */
const hostSchema: JsonObject = {
  type: ['string', 'object'],
  takes: 'an address, or { url, concurrency }',
  description: 'A server: its address, or a mapping with one.',
  minLength: 1,
  required: ['url'],
  properties: {
    url: {
      type: 'string',
      minLength: 1,
      description: 'The address of the server.',
      examples: ['http://gpu-box:11434'],
    },
    concurrency: {
      type: 'integer',
      minimum: 1,
      description: 'At most so many completions are asked for at once at this server.',
      leftOut: 'as `concurrency` of the engine says',
      examples: [4],
    },
  },
  additionalProperties: false,
}

export const ollama: EngineKind = {
  name: 'ollama',
  description: 'Ollama, on this machine or on others.',
  batches: true,

  settings: {
    hosts: {
      type: 'array',
      minItems: 1,
      description:
        'Where the servers are. Several share one queue, and must have the same weights under each name of a model.',
      leftOut: '`$OLLAMA_HOST`, else http://127.0.0.1:11434',
      examples: [['http://gpu-box:11434']],
      items: hostSchema,
    },
    ...laneSchemas,
    context_tokens: {
      type: 'integer',
      minimum: 64,
      default: defaultContextTokens,
      description:
        'The size of the context in tokens (`num_ctx`): prompt and answer must fit. A prompt that does not is rejected, never cut.',
    },
  },

  reads: promptFrames,

  async identify(settings, models, ports, deadlineMs) {
    if (models.length === 0) return new Map()
    const [{ hostsOf }, { agreedOn, lookAt }] = await Promise.all([
      import('./ollama/hosts.js'),
      import('./ollama/identify.js'),
    ])
    const hosts = hostsOf(readSettings(settings), ports.env).map(({ host }) => host)
    return agreedOn(await lookAt(hosts, models, deadlineMs))
  },

  async models(settings, { env }, deadlineMs) {
    const [{ hostsOf }, { listPlaces }] = await Promise.all([import('./ollama/hosts.js'), import('./ollama/list.js')])
    const hosts = hostsOf(readSettings(settings), env).map(({ host }) => host)
    return listPlaces(hosts, deadlineMs)
  },

  async checkUp(settings, wanted, { env }, deadlineMs) {
    const read = readSettings(settings)
    const [{ hostsOf }, { checkUpHosts }] = await Promise.all([
      import('./ollama/hosts.js'),
      import('./ollama/check-up.js'),
    ])
    return checkUpHosts(hostsOf(read, env), read, wanted, deadlineMs)
  },

  patience: (settings) => patienceOf(readSettings(settings)),

  async open(settings, options, ports) {
    const read = readSettings(settings)
    const [{ hostsOf }, { openOllama }] = await Promise.all([import('./ollama/hosts.js'), import('./ollama/open.js')])
    return openOllama(hostsOf(read, ports.env), read, options)
  },
}
