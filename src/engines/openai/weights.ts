/**
 * What servers say of the weights behind a name, by kind of server. Pure.
 *
 * A kind is told by `owned_by` in its list of models. Adding one: an entry of `kinds`.
 */
import { defined } from '../../base/defined.js'
import { digestOf } from '../../base/hash.js'
import { isJsonObject, type JsonObject, textOf } from '../../base/json.js'
import type { Identity } from '../../domain/completion.js'
import type { NotPinned } from '../../messages/openai.js'
import { fileName, type ServedModel } from './model-list.js'

export interface Weights {
  readonly identity: Identity
  /** Set where other weights could come under the same identity: what would pin them. */
  readonly notPinned?: NotPinned
}

export interface Kind {
  /** The page, from the root, that says more of its models; left out: there is none. */
  readonly page?: string
  /** `page`: as parsed; `undefined`: the server does not show it. */
  weightsOf(model: ServedModel, page: unknown): Weights
  slotsIn?(page: unknown): number | undefined
  /** What prompt and answer may have together. */
  contextIn?(page: unknown): number | undefined
}

/** Of a server that serves these. */
export function kindOf(models: readonly ServedModel[]): Kind {
  const [first] = models
  return kinds[first?.ownedBy ?? ''] ?? (isHosted(first) ? named : ollama)
}

/** Whatever a hosted service says of the owner; Ollama says "library", or whose the model is. */
function isHosted(model: ServedModel | undefined): boolean {
  return /^(?:openai|system|mistralai|google|anthropic|user|organization)/i.test(model?.ownedBy ?? '')
}

/** Where nothing but the name is known. Where the server is says nothing of what it is: moving asks nothing again. */
export function byName(name: string): Weights {
  return whole(`name ${name}`, name, isDated(name) ? undefined : 'alias')
}

/** "gpt-4o-mini-2024-07-18", "claude-sonnet-4-20250514", "mistral-large-2411": such names are not moved. */
function isDated(name: string): boolean {
  return /[-@](?:20\d{2}-\d{2}-\d{2}|20\d{6}|2\d(?:0[1-9]|1[0-2]))$/.test(name)
}

const named: Kind = { weightsOf: ({ id }) => byName(id) }

const llamaServer: Kind = {
  page: '/props',
  weightsOf({ id, meta, isRouted }, page) {
    if (isRouted) return whole(`llama.cpp ${id}`, id, 'name')
    const props = isJsonObject(page) ? page : {}
    const file = fileName(textOf(props['model_path']) || id)
    const counts = ['n_params', 'size', 'n_vocab', 'n_embd']
      .map((name) => JSON.stringify(meta?.[name] ?? '?'))
      .join(' ')
    const template = textOf(props['chat_template'])
    const seen = template === '' ? '' : ` template ${digestOf(template).slice(0, 16)}`
    return whole(`llama.cpp ${file} ${counts}${seen}`, `${file} (${sizeOf(meta)})`, 'file')
  },
  slotsIn: (page) => wholeNumber(isJsonObject(page) ? page['total_slots'] : undefined),
  contextIn: (page) => {
    const settings = isJsonObject(page) ? page['default_generation_settings'] : undefined
    return wholeNumber(isJsonObject(settings) ? settings['n_ctx'] : undefined)
  },
}

/** `created` is when the server was started, `max_model_len` how it was started: neither changes a text. */
const byRoot: Kind = {
  weightsOf({ id, root, ownedBy }) {
    const from = root ?? id
    const commit = /(?:^|[/@])([0-9a-f]{40})(?:\/|$)/.exec(from)?.[1]
    const label = commit === undefined ? `${id} (${from})` : `${id} (${commit.slice(0, 12)})`
    return whole(`${ownedBy} ${commit ?? from}`, from === id ? id : label, commit === undefined ? 'folder' : undefined)
  },
}

const lmStudio: Kind = {
  page: '/api/v0/models',
  weightsOf(model, page) {
    const more = entryIn(page, 'data', 'id', model.id)
    const said = ['publisher', 'arch', 'compatibility_type', 'quantization'].map((name) => textOf(more?.[name]))
    const label = textOf(more?.['quantization'])
    return whole(
      `lm-studio ${[model.id, ...said].join(' ').trim()}`,
      label ? `${model.id} (${label})` : model.id,
      'file',
    )
  },
}

/** Anybody else is asked for the page that only Ollama has. */
const ollama: Kind = {
  page: '/api/tags',
  weightsOf(model, page) {
    const more = entryIn(page, 'models', 'name', model.id) ?? entryIn(page, 'models', 'name', `${model.id}:latest`)
    const digest = textOf(more?.['digest']).replace(/^sha256:/, '')
    if (digest === '') return byName(model.id)
    const remote = textOf(more?.['remote_host'])
    if (remote !== '') return whole(`ollama ${digest} remote ${remote}`, `${model.id} (asked of ${remote})`, 'cloud')
    return whole(`ollama ${digest}`, `${model.id} (${digest.slice(0, 12)})`, undefined)
  },
}

/** By `owned_by`. */
const kinds: Readonly<Record<string, Kind>> = {
  llamacpp: llamaServer,
  vllm: byRoot,
  sglang: byRoot,
  organization_owner: lmStudio,
}

function whole(id: string, label: string, notPinned: NotPinned | undefined): Weights {
  return { identity: { id: `openai ${id}`, label }, ...defined({ notPinned }) }
}

/** The entry of a page's list that has this name. */
function entryIn(page: unknown, list: string, key: string, name: string): JsonObject | undefined {
  const entries = isJsonObject(page) && Array.isArray(page[list]) ? (page[list] as unknown[]) : []
  return entries.filter(isJsonObject).find((entry) => entry[key] === name)
}

function sizeOf(meta: JsonObject | undefined): string {
  const bytes = meta?.['size']
  return typeof bytes === 'number' ? `${(bytes / 1e9).toFixed(bytes < 1e9 ? 3 : 1)} GB` : 'size unknown'
}

function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined
}
