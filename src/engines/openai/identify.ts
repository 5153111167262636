/**
 * Who answers? One GET for the list of models, and one more where the server has a page that says more of them.
 *
 * What is in an identity must be the same after a restart, and another one for other weights: no times, no ids that are drawn anew,
 * no version of the server. Runs in a build with nothing to do.
 */
import type { Identity } from '../../domain/completion.js'
import { modelsNotServed } from '../../messages/openai.js'
import { EngineUnavailable } from '../engine.js'
import { deadlineIn } from '../http/get.js'
import type { OpenAiHost } from './host.js'
import { findModel, type ServedModel } from './model-list.js'
import { listModels, pageAt } from './pages.js'
import { byName, type Kind, kindOf, type Weights } from './weights.js'

/** What was seen of a server. */
export interface Seen {
  readonly weights: ReadonlyMap<string, Weights>
  /** How many calls it works on at once; `undefined`: it does not say. */
  readonly slots: number | undefined
  /** What prompt and answer may have together; `undefined`: it does not say. */
  readonly contextTokens: number | undefined
}

/** As `EngineKind.identify`. */
export async function identitiesOf(
  host: OpenAiHost,
  models: readonly string[],
  deadlineMs: number,
): Promise<ReadonlyMap<string, Identity>> {
  const { weights } = await lookAt(host, models, deadlineMs)
  return new Map([...weights].map(([model, { identity }]) => [model, identity]))
}

/** Takes no longer than `deadlineMs`. Throws `EngineUnavailable` where nobody, or something else, answers, or a model is not there. */
export async function lookAt(host: OpenAiHost, models: readonly string[], deadlineMs: number): Promise<Seen> {
  // what OpenAI says of a model is its name: no key is needed to know that there is nothing to do
  if (isOpenAi(host)) return byNames(models)
  const deadline = deadlineIn(deadlineMs)
  try {
    const served = await listModels(host, deadline.signal)
    if (served === undefined) return byNames(models)
    const found = models.map((model) => [model, findModel(model, served)] as const)
    const missing = found.filter(([, model]) => model === undefined).map(([name]) => name)
    if (missing.length > 0) throw notServed(missing, host, served)
    return await seenOf(host, new Map(found as readonly (readonly [string, ServedModel])[]), deadline.signal)
  } finally {
    deadline.end()
  }
}

function byNames(models: readonly string[]): Seen {
  return { weights: new Map(models.map((model) => [model, byName(model)])), slots: undefined, contextTokens: undefined }
}

function isOpenAi({ url }: OpenAiHost): boolean {
  return new URL(url).hostname === 'api.openai.com'
}

function notServed(missing: readonly string[], host: OpenAiHost, served: readonly ServedModel[]): EngineUnavailable {
  const names = served.map(({ id }) => id)
  return new EngineUnavailable(modelsNotServed(missing, host.url, names), undefined, { isModelMissing: true })
}

async function seenOf(host: OpenAiHost, found: ReadonlyMap<string, ServedModel>, signal: AbortSignal): Promise<Seen> {
  const kind: Kind = kindOf([...found.values()])
  const page = kind.page === undefined ? undefined : await pageAt(host, kind.page, signal)
  const weights = [...found].map(([name, model]) => [name, kind.weightsOf(model, page)] as const)
  return { weights: new Map(weights), slots: kind.slotsIn?.(page), contextTokens: kind.contextIn?.(page) }
}
