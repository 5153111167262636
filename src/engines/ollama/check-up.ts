/**
 * How fit are the servers? Each host is asked what it is and has, all at the same time, and where the models sit that it has loaded.
 *
 * Nothing is loaded for it. A host that is down, or lacks a model, is a warning where another one has all.
 */
import { platform } from 'node:os'
import { isJsonObject, textOf } from '../../base/json.js'
import type { Check } from '../../domain/check-up.js'
import { checkOfDiagnostic, contextFits, contextTooSmall } from '../../messages/doctor-engines.js'
import {
  modelIsInCloud,
  modelIsMissing,
  modelIsThere,
  modelWritesNothing,
  ollamaAnswers,
  ollamaParallel,
  ollamaTooOld,
  placeOfModel,
  placeUnknown,
} from '../../messages/doctor-ollama.js'
import { type EngineOptions, EngineUnavailable } from '../engine.js'
import { isLoopback } from '../http/address.js'
import { proxyChecks } from '../http/check-up.js'
import { type Client, makeClient } from './client.js'
import type { HostPlace } from './hosts.js'
import { agreedOn, type Look, lookAt } from './identify.js'
import { shownOf } from './list.js'
import { findModel } from './models.js'
import { percentOnCpu, placeOf } from './place.js'
import type { OllamaSettings } from './settings.js'
import type { PulledModel } from './tags.js'
import { traitsOf } from './traits.js'

type Wanted = Required<Pick<EngineOptions, 'gpu' | 'models'>>

export async function checkUpHosts(
  places: readonly HostPlace[],
  settings: OllamaSettings,
  wanted: Wanted,
  deadlineMs: number,
): Promise<readonly Check[]> {
  const hosts = places.map(({ host }) => host)
  const looks = await lookAt(hosts, wanted.models, deadlineMs)
  const isAnyAble = looks.some(({ error }) => error === undefined)
  const ofHosts = await Promise.all(looks.map(async (look) => checksOf(look, isAnyAble, settings, wanted, deadlineMs)))
  const [first] = places
  return [
    ...ofHosts.flat(),
    ...(isAnyAble ? disagreement(looks) : []),
    ...hosts.flatMap(proxyChecks),
    ...(first === undefined ? [] : [ollamaParallel(places.length === 1 ? first.width : settings.concurrency)]),
  ]
}

/** Two hosts with other weights under one name. */
function disagreement(looks: readonly Look[]): readonly Check[] {
  try {
    agreedOn(looks)
    return []
  } catch (error) {
    if (error instanceof EngineUnavailable) return [checkOfDiagnostic('model', error.diagnostic)]
    throw error
  }
}

async function checksOf(
  { host, found, error, pulled = [] }: Look,
  isAnyAble: boolean,
  settings: OllamaSettings,
  { models, gpu }: Wanted,
  deadlineMs: number,
): Promise<readonly Check[]> {
  if (found === undefined) {
    return error === undefined ? [] : [checkOfDiagnostic('engine', error.diagnostic, isAnyAble ? 'warning' : 'error')]
  }
  const client = makeClient(host, undefined)
  const signal = AbortSignal.timeout(deadlineMs)
  try {
    const [version, ps] = await Promise.all([versionOf(client, signal), client.get('/api/ps', signal).catch(nothing)])
    const there = models.filter((model) => found.identities.has(model))
    const ofModels = there.map(async (model) => {
      const shown = await client.show(model, signal).catch(nothing)
      const one = { model, host, shown, pulled: findModel(model, pulled), ps }
      return checksOfModel(one, settings.contextTokens, gpu)
    })
    const missing = found.missing.map((each) => modelIsMissing(each, host.url, !isAnyAble, pullAt(host.url, each.name)))
    return [
      ollamaAnswers(host.url, version),
      ...age(host.url, version),
      ...(await Promise.all(ofModels)).flat(),
      ...missing,
    ]
  } finally {
    await client.close()
  }
}

/** What a server does not tell is not known. */
const nothing = () => undefined

async function versionOf(client: Client, signal: AbortSignal): Promise<string | undefined> {
  const said = await client.get('/api/version', signal).catch(nothing)
  return (isJsonObject(said) && textOf(said['version'])) || undefined
}

/** Since 0.12.4 a server can be told not to cut a prompt. 0.0.0 is one that somebody has built by hand. */
function age(host: string, version: string | undefined): readonly Check[] {
  const [major = 0, minor = 0, patch = 0] =
    /^(\d+)\.(\d+)\.(\d+)/
      .exec(version ?? '')
      ?.slice(1)
      .map(Number) ?? []
  const number = (major * 1_000 + minor) * 1_000 + patch
  return version === undefined || number === 0 || number >= 12_004 ? [] : [ollamaTooOld(host, version, updateAt(host))]
}

const updateAt = (host: string): string =>
  platform() === 'linux' && isHere(host)
    ? 'curl -fsSL https://ollama.com/install.sh | sh'
    : 'Install a newer one there: https://ollama.com/download'

const isHere = (host: string): boolean => isLoopback(new URL(host).hostname)

/** `ollama` asks the usual server of this machine, where OLLAMA_HOST says no other. */
const pullAt = (host: string, model: string): string =>
  `${/^http:\/\/127\.0\.0\.1:11434$/.test(host) ? '' : `OLLAMA_HOST=${host} `}ollama pull ${model}`

interface ModelAt extends Pick<Look, 'host'> {
  readonly model: string
  /** Of /api/show. */
  readonly shown: unknown
  readonly pulled: PulledModel | undefined
  /** Of /api/ps. */
  readonly ps: unknown
}

function checksOfModel({ model, host, shown, pulled, ps }: ModelAt, wanted: number, gpu: boolean | number): Check[] {
  const { contextTokens, thinks } = shownOf(shown)
  const { remote, think, hasPlace } = traitsOf(model, shown, host)
  const capabilities = isJsonObject(shown) ? shown['capabilities'] : undefined
  if (Array.isArray(capabilities) && !capabilities.includes('completion'))
    return [modelWritesNothing(model, capabilities.map(String))]
  const thinking = thinks === undefined ? 'unknown' : thinks ? (think === 'low' ? 'always' : 'off') : 'never'
  return [
    modelIsThere(model, host.url, { sizeBytes: pulled?.sizeBytes, contextTokens, thinking }),
    ...(contextTokens === undefined
      ? []
      : [contextTokens < wanted ? contextTooSmall(model, contextTokens, wanted) : contextFits(wanted)]),
    ...(hasPlace ? placeChecks(model, ps, gpu) : []),
    ...(remote === undefined ? [] : [modelIsInCloud(model, remote)]),
  ]
}

/** Servers that do not say which models are loaded (before 0.1.33) say nothing of places either. */
function placeChecks(model: string, ps: unknown, gpu: boolean | number): readonly Check[] {
  if (ps === undefined) return []
  const place = placeOf(model, ps)
  return [place === undefined ? placeUnknown(model) : placeOfModel(model, gpu, percentOnCpu(place))]
}
