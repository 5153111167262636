/**
 * What made the data? `fusion.lock.json`, which is committed beside the config: for each target its fingerprint, what it read, what came
 * out, and the weights that answered.
 *
 * Law: it follows from the build log alone, and only from targets that are whole. It is written at the end of a build that looked at all
 * targets, where it says something else than before. `build --frozen` compares with it; nothing else reads it, so deleting it costs nothing.
 * Keys are sorted, so that two colleagues who built the same have the same bytes, and a diff shows what changed. Outputs stand as they were
 * made: groups that a source is cut into are merged in that order.
 */
import { byCodeUnit } from '../base/by-code-unit.js'
import { defined } from '../base/defined.js'
import { type Digest, digestOf, isDigest } from '../base/hash.js'
import { isJsonObject, type JsonValue, parseJson } from '../base/json.js'
import { relPath } from '../domain/path.js'
import { type Components, noTally, type Output, type TargetId } from '../domain/target.js'
import type { BuildLog, Built } from './build-log.js'

/** Raised when older files cannot be compared with any more. */
const version = 1

/** A target as the lock has it. `components` is the digest of everything in the config that may change its bytes. */
export type LockedTarget = Built & {
  /** Model → its identity: "ollama sha256:…". Empty where no model is asked. */
  readonly models: Readonly<Record<string, string>>
}

export interface FusionLock {
  readonly targets: ReadonlyMap<TargetId, LockedTarget>
  /** By the digest that targets name: what stood in the config, in short (`inShort`). */
  readonly components: ReadonlyMap<string, Components>
}

/** "fusion.config.yaml" → "fusion.lock.json", "quiz.yaml" → "quiz.lock.json". */
export function fusionLockName(config: string): string {
  return `${config.replace(/(?:\.config)?\.(?:ya?ml|json)$/, '')}.lock.json`
}

/** The text of the lock for these targets, as the log has them; one that is not whole, or was never made, is left out. */
export function fusionLockText(targets: readonly TargetId[], log: Pick<BuildLog, 'targets' | 'componentsOf'>): string {
  const components: Record<string, Components> = {}
  const entries: Record<string, unknown> = {}
  for (const id of targets.toSorted()) {
    const built = log.targets.get(id)
    if (built === undefined || built.incomplete !== undefined) continue
    const values = log.componentsOf(built) ?? {}
    components[built.components] ??= sorted(inShort(values))
    entries[id] = entryOf(built, modelsIn(values))
  }
  return `${JSON.stringify({ version, targets: entries, components: sorted(components) }, undefined, 2)}\n`
}

/** As a lock has them: a long value, such as a prompt, by its digest. Enough to say which one changed. */
export function inShort(components: Components): Components {
  return Object.fromEntries(
    Object.entries(components).map(([name, value]) => [
      name,
      value.length > longestValue ? `sha256:${digestOf(value)}` : value,
    ]),
  )
}

/** Room for an identity: "ollama sha256:" and 64 digits. */
const longestValue = 80

function entryOf({ kind, fingerprint, components, inputs, outputs }: Built, models: Readonly<Record<string, string>>) {
  return {
    kind,
    fingerprint,
    components,
    ...(Object.keys(models).length === 0 ? {} : { models: sorted(models) }),
    inputs: sorted(inputs),
    outputs: outputs.map(({ path, digest, records, group }) => ({
      path,
      digest,
      records,
      ...defined({ group }),
    })),
  }
}

/** `undefined`: it is of another version, or no lock at all. An entry that is not whole counts as not there. */
export function parsedFusionLock(text: string): FusionLock | undefined {
  const found = parseJson(text)
  if (!isJsonObject(found)) return undefined
  const { version: of, targets, components = {} } = found
  if (of !== version || !isJsonObject(targets) || !isJsonObject(components)) return undefined
  return {
    targets: new Map(
      Object.entries(targets).flatMap(([id, entry]) => {
        const locked = lockedTarget(id as TargetId, entry)
        return locked === undefined ? [] : [[locked.target, locked] as const]
      }),
    ),
    components: new Map(
      Object.entries(components).flatMap(([digest, values]) =>
        isJsonObject(values) ? [[digest, values as Components] as const] : [],
      ),
    ),
  }
}

const kinds: readonly unknown[] = ['source', 'cut', 'fusion', 'merged'] satisfies readonly Built['kind'][]

function lockedTarget(target: TargetId, entry: JsonValue): LockedTarget | undefined {
  if (!isJsonObject(entry)) return undefined
  const { kind, fingerprint, components, models = {}, inputs, outputs } = entry
  if (!kinds.includes(kind) || !isDigest(fingerprint) || !isDigest(components) || !Array.isArray(outputs))
    return undefined
  if (!isJsonObject(models) || !isJsonObject(inputs)) return undefined
  const written = (outputs as readonly JsonValue[]).map(outputOf)
  if (written.includes(undefined)) return undefined
  return {
    target,
    kind: kind as Built['kind'],
    fingerprint,
    components,
    models: models as Readonly<Record<string, string>>,
    inputs: inputs as unknown as Readonly<Record<string, Digest>>,
    outputs: written as readonly Output[],
    tally: noTally,
  }
}

function outputOf(entry: JsonValue): Output | undefined {
  if (!isJsonObject(entry)) return undefined
  const { path, digest, records, group } = entry
  if (typeof path !== 'string' || !isDigest(digest) || typeof records !== 'number') return undefined
  return { path: relPath(path), digest, records, ...(typeof group === 'string' ? { group } : {}) }
}

/** Components name a model as "model:llama3.2:latest" (plan/components.ts). */
function modelsIn(components: Components): Readonly<Record<string, string>> {
  const prefix = 'model:'
  return Object.fromEntries(
    Object.entries(components).flatMap(([name, id]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), id] as const] : [],
    ),
  )
}

function sorted<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => byCodeUnit(a, b)))
}
