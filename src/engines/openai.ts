/**
 * Any server that speaks OpenAI's /v1/chat/completions: the light half, imported with the catalogue.
 * The half that makes calls is in openai/ and is loaded when a build really asks.
 */
import { canonicalJson } from '../base/canonical-json.js'
import { promptFrames } from './calls/prompt-frames.js'
import type { EngineKind } from './engine.js'
import { laneSchemas, patienceOf } from './http/lane-settings.js'
import { baseUrlExamples, defaultKeyVariable, readSettings } from './openai/settings.js'

export const openai: EngineKind = {
  name: 'openai',
  description:
    "Any server that speaks OpenAI's protocol (`/v1/chat/completions`): llama-server, vLLM, SGLang, LM Studio, OpenAI.",
  batches: true,
  needs: { base_url: baseUrlExamples },

  settings: {
    base_url: {
      type: 'string',
      minLength: 1,
      description: 'Where the server is, with `/v1` or without.',
      examples: ['http://127.0.0.1:8080', 'https://api.openai.com'],
    },
    api_key_env: {
      type: 'string',
      pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
      takes: 'the name of a variable of the environment, not the key itself',
      default: defaultKeyVariable,
      description:
        'The name of the variable that holds the key. The key is sent over https, and to this machine; never over plain http to another one.',
    },
    headers: {
      type: 'object',
      additionalProperties: { type: ['string', 'number'], takes: 'a text', description: 'The value of the header.' },
      description:
        'Further headers of every request. `$NAME` and `${NAME}` stand for variables of the environment, `$$` for a dollar.',
      leftOut: 'none',
      examples: [{ 'X-Team': '$TEAM' }],
    },
    body: {
      type: 'object',
      description:
        'Laid over what is sent with every call, mappings by key; `null` leaves a field out. It is part of what makes an answer: a change asks anew.',
      leftOut: 'nothing',
      additionalProperties: { description: 'A field of what is sent; `null` leaves it out.' },
      examples: [{ chat_template_kwargs: { enable_thinking: false } }],
    },
    ...laneSchemas,
    context_tokens: {
      type: 'integer',
      minimum: 64,
      description:
        'How many tokens the server has room for, prompt and answer together. It is not sent: say it where it was raised, and prompts that were too long are asked again.',
      leftOut: 'nobody says',
      examples: [8192],
    },
  },

  reads: promptFrames,

  readsOfSettings(settings) {
    const { body } = readSettings(settings)
    return Object.keys(body).length === 0 ? [] : ['body', canonicalJson(body)]
  },

  async identify(settings, models, ports, deadlineMs) {
    if (models.length === 0) return new Map()
    const [{ hostOf }, { identitiesOf }] = await Promise.all([
      import('./openai/host.js'),
      import('./openai/identify.js'),
    ])
    return identitiesOf(hostOf(readSettings(settings), ports.env), models, deadlineMs)
  },

  async models(settings, { env }, deadlineMs) {
    const { listPlaces } = await import('./openai/list.js')
    return listPlaces(readSettings(settings), env, deadlineMs)
  },

  async checkUp(settings, { models }, { env }, deadlineMs) {
    const { checkUpServer } = await import('./openai/check-up.js')
    return checkUpServer(readSettings(settings), models, env, deadlineMs)
  },

  async batchFile(settings) {
    const { batchFileFormat } = await import('./openai/batch-file.js')
    return batchFileFormat(readSettings(settings))
  },

  patience: (settings) => patienceOf(readSettings(settings)),

  async open(settings, options, ports) {
    const read = readSettings(settings)
    const [{ hostOf }, { openOpenAi }] = await Promise.all([import('./openai/host.js'), import('./openai/open.js')])
    return openOpenAi(hostOf(read, ports.env), read, options)
  },
}
