/** What a server says of its models at /v1/models, and which of them a name means. Pure. */
import { isJsonObject, type JsonObject, textOf } from '../../base/json.js'

/** One entry, as far as it is the same after a restart: vLLM's `created` and `permission` are not. */
export interface ServedModel {
  readonly id: string
  readonly ownedBy: string
  /** vLLM, SGLang: the repository or the folder that was loaded; `undefined`: it does not say. */
  readonly root: string | undefined
  /** Of llama-server: the counts in the file. */
  readonly meta: JsonObject | undefined
  /** vLLM, SGLang: what prompt and answer may have together; `undefined`: it does not say. */
  readonly contextTokens: number | undefined
  /** llama-server as a router: models come and go, and with them what is said of them. */
  readonly isRouted: boolean
}

/** `undefined`: it is no list of models. */
export function modelsIn(body: unknown): readonly ServedModel[] | undefined {
  const list = isJsonObject(body) ? (body['data'] ?? body['models']) : body
  if (!Array.isArray(list)) return undefined
  const models = (list as unknown[]).flatMap((entry) => (isJsonObject(entry) ? [modelOf(entry)] : []))
  return models.every(({ id }) => id !== '') ? models : undefined
}

function modelOf(entry: JsonObject): ServedModel {
  const { id, owned_by: ownedBy, root, meta, max_model_len: most, status } = entry
  return {
    id: textOf(id),
    ownedBy: textOf(ownedBy),
    root: typeof root === 'string' && root !== '' ? root : undefined,
    meta: isJsonObject(meta) ? meta : undefined,
    contextTokens: typeof most === 'number' ? most : undefined,
    isRouted: status !== undefined,
  }
}

/** As servers resolve names: an exact match, one without Ollama's ":latest", the name of the file; case counts last. */
export function findModel(name: string, models: readonly ServedModel[]): ServedModel | undefined {
  const ways = [(id: string) => id, withoutLatest, fileName, (id: string) => withoutLatest(fileName(id)).toLowerCase()]
  for (const way of ways) {
    const found = models.find(({ id }) => way(id) === way(name))
    if (found !== undefined) return found
  }
  return undefined
}

function withoutLatest(id: string): string {
  return id.replace(/:latest$/, '')
}

/** "/models/qwen.gguf" → "qwen": llama-server names a model by its path where nobody gave it an alias. */
export function fileName(path: string): string {
  return path.endsWith('.gguf') ? (path.split(/[/\\]/).at(-1) ?? path).replace(/\.gguf$/, '') : path
}
