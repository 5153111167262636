/**
 * Who answers? Each host is asked for its models, all at the same time.
 *
 * Hosts must have the same weights under a name, or answers of two models would stand side by side. A host that is down, or lacks
 * a model, does not matter as long as another one is there.
 */
import type { Identity } from '../../domain/completion.js'
import type { Diagnostic } from '../../domain/diagnostic.js'
import { hostsDiffer, modelsNotPulled, noHostAnswers, noHostHasAll } from '../../messages/ollama.js'
import { EngineUnavailable } from '../engine.js'
import type { HttpHost } from '../http/host.js'
import { type Found, findModels } from './models.js'
import { listModels, type PulledModel } from './tags.js'

/** What a host was found to have; `error`: why it cannot be asked. */
export interface Look {
  readonly host: HttpHost
  readonly found: Found | undefined
  readonly error: EngineUnavailable | undefined
  /** All that it has; left out: it could not be asked. */
  readonly pulled?: readonly PulledModel[]
}

/** Asks all hosts. Takes no longer than `deadlineMs`. */
export async function lookAt(
  hosts: readonly HttpHost[],
  models: readonly string[],
  deadlineMs: number,
): Promise<readonly Look[]> {
  // beside others, one that is down is not worth a pause
  const tries = hosts.length === 1 ? 2 : 1
  return Promise.all(hosts.map(async (host) => lookAtOne(host, models, deadlineMs, tries)))
}

async function lookAtOne(host: HttpHost, models: readonly string[], deadlineMs: number, tries: 1 | 2): Promise<Look> {
  try {
    const pulled = await listModels(host, deadlineMs, tries)
    const found = findModels(models, pulled)
    const { missing } = found
    const error = missing.length === 0 ? undefined : lacks(modelsNotPulled(missing, [host.url]))
    return { host, found, error, pulled }
  } catch (error) {
    if (error instanceof EngineUnavailable) return { host, found: undefined, error }
    throw error
  }
}

/** The one identity of each model. Throws `EngineUnavailable` where no host has them all, or where two hosts differ. */
export function agreedOn(looks: readonly Look[]): ReadonlyMap<string, Identity> {
  const able = looks.flatMap(({ host, found, error }) => (found && !error ? [{ host, found }] : []))
  const [first, ...others] = able
  if (first === undefined) throw noneAble(looks)
  for (const [model, identity] of first.found.identities) {
    const other = others.find(({ found }) => found.identities.get(model)?.id !== identity.id)
    if (other === undefined) continue
    const theirs = other.found.identities.get(model)?.label ?? ''
    throw new EngineUnavailable(
      hostsDiffer(model, { host: first.host.url, label: identity.label }, { host: other.host.url, label: theirs }),
    )
  }
  return first.found.identities
}

/** What says most: models that are lacking before hosts that are something else, and those before hosts that are silent. */
function noneAble(looks: readonly Look[]): EngineUnavailable {
  const errors = looks.flatMap(({ error }) => (error === undefined ? [] : [error]))
  const [only] = errors
  if (only !== undefined && errors.length === 1) return only
  const lacking = looks.flatMap(({ host, found }) => (found ? [{ host: host.url, missing: found.missing }] : []))
  if (lacking.length > 0) return lacks(lackOf(lacking), only)
  const answering = errors.find(({ diagnostic }) => !isSilence(diagnostic.code))
  return answering ?? new EngineUnavailable(noHostAnswers(looks.map(({ host }) => host.url)), only)
}

function lacks(diagnostic: Diagnostic, cause?: EngineUnavailable): EngineUnavailable {
  return new EngineUnavailable(diagnostic, cause, { isModelMissing: true })
}

/** One sentence where all lack the same. */
function lackOf(lacking: readonly { readonly host: string; readonly missing: Found['missing'] }[]) {
  const [first] = lacking
  return first !== undefined && lacking.every(({ missing }) => namesOf(missing) === namesOf(first.missing))
    ? modelsNotPulled(
        first.missing,
        lacking.map(({ host }) => host),
      )
    : noHostHasAll(lacking)
}

function namesOf(missing: Found['missing']): string {
  return JSON.stringify(missing.map(({ name }) => name))
}

/** Whether a host did not answer at all: it may be back later. */
export function isSilence(code: string): boolean {
  return code === 'ollama-not-running'
}
