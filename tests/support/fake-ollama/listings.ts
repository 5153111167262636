/** What the server says of its models: /api/tags, /api/ps, /api/show, /api/pull, /v1/models. */
import { digestOf } from '../../../src/base/hash.js'
import type { ServerResponse } from 'node:http'
import { errors, parseBody, sendError, sendJson } from './protocol.js'
import type { Runner } from './runners.js'
import { defaultSize, type FakeModel, resolveName, type State } from './state.js'

/** GET /api/tags. */
export function tags({ models }: State): object {
  return { models: [...models].map(([name, model]) => listed(name, model)) }
}

function listed(name: string, model: FakeModel): object {
  const { digest, size = defaultSize, remoteHost, remoteModel, capabilities } = model
  return {
    name,
    model: name,
    modified_at: changedAt,
    size,
    digest,
    details: detailsOf(model),
    capabilities: capabilities ?? ['completion', 'tools'],
    ...(remoteHost === undefined ? {} : { remote_host: remoteHost, remote_model: remoteModel ?? name }),
  }
}

/** GET /api/ps. */
export function ps(state: State): object {
  return { models: state.runners.list().map((runner) => running(runner, state)) }
}

function running({ model, bytes, vramBytes, contextTokens, expiresAt }: Runner, { models }: State): object {
  return {
    name: model,
    model,
    size: bytes,
    digest: models.get(model)?.digest,
    details: detailsOf(models.get(model) ?? {}),
    expires_at: new Date(Math.min(expiresAt, Date.UTC(2318))).toISOString(),
    size_vram: vramBytes,
    context_length: contextTokens,
  }
}

/** POST /api/show. There is no digest of the manifest in it; the blob's is that of the weights. */
export function show(text: string, response: ServerResponse, state: State): void {
  const { model = '' } = (parseBody(text) ?? {}) as { model?: string }
  const name = resolveName(model, state)
  const known = name === undefined ? undefined : state.models.get(name)
  if (!known) return sendError(response, errors.modelNotFound(model))
  sendJson(response, {
    modelfile: `FROM /root/.ollama/models/blobs/sha256-${known.digest}\n`,
    ...(known.parameters === undefined ? {} : { parameters: known.parameters }),
    template: '{{ .Prompt }}',
    details: detailsOf(known),
    model_info: {
      'general.architecture': known.family ?? 'llama',
      'llama.context_length': known.contextTokens ?? 131_072,
    },
    capabilities: known.capabilities ?? ['completion', 'tools'],
    modified_at: changedAt,
    ...(known.remoteHost === undefined
      ? {}
      : { remote_host: known.remoteHost, remote_model: known.remoteModel ?? name }),
  })
}

/** POST /api/pull: whatever is asked for is there afterwards; what was there keeps its digest. */
export function pull(text: string, response: ServerResponse, state: State): void {
  const { model, name = model ?? '', stream = true } = (parseBody(text) ?? {}) as PullBody
  if (name === '') return sendError(response, errors.modelRequired())
  const full = resolveName(name, state) ?? (name.includes(':') ? name : `${name}:latest`)
  const known = state.models.get(full)
  const digest = known?.digest ?? digestOf(full)
  const total = known?.size ?? defaultSize
  state.models.set(full, { ...known, digest })
  if (!stream) return sendJson(response, { status: 'success' })
  const layer = { status: `pulling ${digest.slice(0, 12)}`, digest: `sha256:${digest}`, total }
  const steps = [
    { status: 'pulling manifest' },
    layer,
    { ...layer, completed: total },
    { status: 'verifying sha256 digest' },
    { status: 'writing manifest' },
    { status: 'success' },
  ]
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  response.end(steps.map((step) => `${JSON.stringify(step)}\n`).join(''))
}

interface PullBody {
  readonly model?: string
  /** What ollama-js sends. */
  readonly name?: string
  readonly stream?: boolean
}

/** GET /v1/models. */
export function openAiModels({ models }: State): object {
  const created = Math.floor(Date.parse(changedAt) / 1000)
  return {
    object: 'list',
    data: [...models.keys()].map((id) => ({ id, object: 'model', created, owned_by: 'library' })),
  }
}

const changedAt = '2026-01-01T00:00:00.000000000Z'

function detailsOf({ family = 'llama', params = '3.2B' }: FakeModel): object {
  return {
    parent_model: '',
    format: 'gguf',
    family,
    families: [family],
    parameter_size: params,
    quantization_level: 'Q4_K_M',
  }
}
