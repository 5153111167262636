/**
 * Ollama: the light half, imported with the catalogue. What a completion depends on, and who answers.
 * The half that makes calls is in ollama/ and is loaded when a build really asks.
 */
import { promptFrames } from './calls/prompt-frames.js'
import type { EngineKind } from './engine.js'
import { defaults, readSettings } from './ollama/settings.js'

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
    concurrency: {
      anyOf: [{ const: 'auto' }, { type: 'integer', minimum: 1 }],
      default: defaults.concurrency,
      description: 'How many completions are asked for at once: "auto", or a number, which is a hard cap.',
    },
    requests_per_minute: {
      type: 'number',
      exclusiveMinimum: 0,
      description: 'At most so many calls are started a minute. Left out: no limit.',
    },
    timeout_seconds: {
      type: 'number',
      exclusiveMinimum: 0,
      default: defaults.timeout_seconds,
      description: 'How long one completion may take, queueing at the server included.',
    },
    retries: {
      type: 'integer',
      minimum: 0,
      default: defaults.retries,
      description: 'How often a call that may pass later (a busy server, a broken connection) is tried again.',
    },
    outage_minutes: {
      type: 'number',
      minimum: 0,
      default: defaults.outage_minutes,
      description: 'How long a server that went away in mid-build is waited for.',
    },
    context_tokens: {
      type: 'integer',
      minimum: 64,
      default: defaults.context_tokens,
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

  patience(settings) {
    const { retries, requestsPerMinute, outageMinutes } = readSettings(settings)
    const outageMs = outageMinutes * 60_000
    return { retries, outageMs, ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }) }
  },

  async open(settings, options, ports) {
    const read = readSettings(settings)
    const [{ hostsOf }, { openOllama }] = await Promise.all([import('./ollama/hosts.js'), import('./ollama/open.js')])
    return openOllama(hostsOf(read, ports.env), read, options)
  },
}
