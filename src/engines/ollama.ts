/**
 * Ollama: the light half, imported with the catalogue. What a completion depends on, and who answers.
 * The half that makes calls is in ollama/ and is loaded when a build really asks.
 */
import { promptFrames } from './calls/prompt-frames.js'
import type { EngineKind } from './engine.js'
import { laneSchemas, patienceOf } from './http/lane-settings.js'
import { defaultContextTokens, readSettings } from './ollama/settings.js'

export const ollama: EngineKind = {
  name: 'ollama',
  batches: true,

  settings: {
    hosts: {
      type: 'array',
      minItems: 1,
      description:
        'Where the servers are: each an address, or { url, concurrency }. Several share one queue. Left out: $OLLAMA_HOST, else http://127.0.0.1:11434.',
      items: {
        anyOf: [
          { type: 'string', minLength: 1 },
          {
            type: 'object',
            required: ['url'],
            additionalProperties: false,
            properties: { url: { type: 'string', minLength: 1 }, concurrency: { type: 'integer', minimum: 1 } },
          },
        ],
      },
    },
    ...laneSchemas,
    context_tokens: {
      type: 'integer',
      minimum: 64,
      default: defaultContextTokens,
      description: 'The size of the context (num_ctx): the prompt and the answer must fit.',
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
