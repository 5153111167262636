/** Which of a server's models a name means, and what to call the weights behind it. Pure. */
import { nearest } from '../../base/nearest.js'
import type { Identity } from '../../domain/completion.js'
import type { MissingModel } from '../../messages/ollama.js'
import type { PulledModel } from './tags.js'

/** What a server has of the models that are asked for. */
export interface Found {
  readonly identities: ReadonlyMap<string, Identity>
  readonly missing: readonly MissingModel[]
}

/** An identity for each name that the server has. */
export function findModels(names: readonly string[], pulled: readonly PulledModel[]): Found {
  const identities = new Map<string, Identity>()
  const missing: MissingModel[] = []
  for (const name of new Set(names)) {
    const model = findModel(name, pulled)
    if (model) identities.set(name, identityOf(model))
    else missing.push({ name, similar: similarTo(name, pulled) })
  }
  return { identities, missing }
}

/** As the server resolves names: "llama3.2" is "llama3.2:latest", and case does not count (an exact match goes first). */
export function findModel<Model extends { readonly name: string }>(
  name: string,
  pulled: readonly Model[],
): Model | undefined {
  const wanted = fullName(name)
  return (
    pulled.find((model) => fullName(model.name) === wanted) ??
    pulled.find((model) => fullName(model.name).toLowerCase() === wanted.toLowerCase())
  )
}

/** A cloud model's digest is that of a stub: its identity says that the weights behind it may change unseen. */
function identityOf({ name, digest, remote }: PulledModel): Identity {
  if (!remote) return { id: `ollama ${digest}`, label: `${name} (${digest.slice(0, 12)})` }
  return {
    id: `ollama ${digest} remote ${remote.host} ${remote.model} unpinned`,
    label: `${name} (cloud: questions leave this machine for ${remote.host}, weights not pinned)`,
  }
}

function fullName(name: string): string {
  const short = name.replace(/^registry\.ollama\.ai\//i, '').replace(/^library\//i, '')
  return short.lastIndexOf(':') > short.lastIndexOf('/') ? short : `${short}:latest`
}

/** Other tags of the same model, else the one name that a typing mistake explains. */
function similarTo(name: string, pulled: readonly PulledModel[]): string[] {
  const family = familyOf(name)
  const names = pulled.map((model) => model.name)
  const sameFamily = names.filter((other) => familyOf(other) === family)
  if (sameFamily.length > 0) return sameFamily.slice(0, 3)
  const near =
    nearest(fullName(name), names) ?? names.find((other) => familyOf(other) === nearest(family, names.map(familyOf)))
  return near === undefined ? [] : [near]
}

function familyOf(name: string): string {
  const full = fullName(name).toLowerCase()
  return full.slice(0, full.lastIndexOf(':'))
}
