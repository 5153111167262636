/** How fit is the server? Its list of models, and the page that says more of them: no model is asked anything. */
import { isJsonObject, textOf } from '../../base/json.js'
import type { Check } from '../../domain/check-up.js'
import { checkOfDiagnostic, contextTooSmall } from '../../messages/doctor-engines.js'
import {
  keyIsFine,
  modelIsServed,
  serverAnswers,
  serverContext,
  serverListsNothing,
  serverParallel,
} from '../../messages/doctor-openai.js'
import { modelsNotServed, weightsNotPinned } from '../../messages/openai.js'
import { EngineUnavailable } from '../engine.js'
import { proxyChecks } from '../http/check-up.js'
import { deadlineIn } from '../http/get.js'
import { hostOf, type OpenAiHost } from './host.js'
import { listModels, pageAt } from './pages.js'
import { findModel, type ServedModel } from './model-list.js'
import type { OpenAiSettings } from './settings.js'
import { type Kind, kindOf } from './weights.js'

type Env = Readonly<Record<string, string | undefined>>

/** Throws `UserError` where the address cannot be used. */
export async function checkUpServer(
  settings: OpenAiSettings,
  models: readonly string[],
  env: Env,
  deadlineMs: number,
): Promise<readonly Check[]> {
  const deadline = deadlineIn(deadlineMs)
  let proxied: readonly Check[] = []
  try {
    const host = hostOf(settings, env)
    proxied = proxyChecks(host)
    return [...(await checksAt(host, settings, models, deadline.signal)), ...proxied]
  } catch (error) {
    if (error instanceof EngineUnavailable) return [checkOfDiagnostic(idOf(error), error.diagnostic), ...proxied]
    throw error
  } finally {
    deadline.end()
  }
}

/** What is wrong with the key is no matter of the server. */
function idOf({ diagnostic }: EngineUnavailable): 'engine' | 'key' {
  return ['key-wanted', 'header-variable'].includes(diagnostic.code) ? 'key' : 'engine'
}

async function checksAt(
  host: OpenAiHost,
  settings: OpenAiSettings,
  models: readonly string[],
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const served = await listModels(host, signal)
  const key = keyIsFine(host.keyVariable, host.key, host.url)
  const { concurrency } = settings
  if (served === undefined)
    return [
      serverAnswers(host.url, undefined),
      key,
      serverListsNothing(host.url),
      serverParallel(concurrency, undefined),
    ]
  const found = models.map((name) => ({ name, model: findModel(name, served) }))
  const there = found.flatMap(({ name, model }) => (model === undefined ? [] : [{ name, model }]))
  const missing = found.filter(({ model }) => model === undefined).map(({ name }) => name)
  const names = served.map(({ id }) => id)
  const kind = kindOf(there.length > 0 ? there.map(({ model }) => model) : served)
  const page = kind.page === undefined ? undefined : await pageAt(host, kind.page, signal)
  return [
    serverAnswers(host.url, isJsonObject(page) ? textOf(page['build_info']) : undefined),
    key,
    ...there.flatMap((one) => checksOfModel(one, { host, settings, kind, page })),
    ...(missing.length === 0 ? [] : [checkOfDiagnostic('model', modelsNotServed(missing, host.url, names))]),
    serverParallel(concurrency, kind.slotsIn?.(page)),
  ]
}

interface At {
  readonly host: OpenAiHost
  readonly settings: OpenAiSettings
  readonly kind: Kind
  readonly page: unknown
}

function checksOfModel(
  { name, model }: { readonly name: string; readonly model: ServedModel },
  { host, settings, kind, page }: At,
): readonly Check[] {
  const { identity, notPinned } = kind.weightsOf(model, page)
  const has = kind.contextIn?.(page) ?? model.contextTokens
  const { contextTokens: wanted } = settings
  const pin = notPinned === undefined ? undefined : weightsNotPinned(name, host.url, notPinned).message
  return [
    modelIsServed(name, identity.label, pin),
    ...(has === undefined ? [] : [has < wanted ? contextTooSmall(name, has, wanted) : serverContext(name, has)]),
  ]
}
