/**
 * Decides what is stale, and says why.
 *
 * Answers: which targets must run?  Never touches: disk, network, clock.
 * It compares what a target is made from now with what its last good build was made from.
 */
import { type Digest, digestOfFrames } from '../base/hash.js'
import type { Reason, Verdict } from '../domain/reason.js'
import { saysNothing } from '../domain/says-nothing.js'
import type { Components, Output, Target } from '../domain/target.js'

/** What a target is made from now. */
export interface Ingredients {
  readonly kind: Target['kind']
  readonly components: Components
  readonly componentsDigest: Digest
  readonly inputs: Readonly<Record<string, Digest>>
  /** Where its files belong now: one that was written elsewhere is missing here. */
  readonly outputs: readonly string[]
}

/** What its last build was made from, and what came out. */
export interface LastBuild {
  readonly fingerprint: Digest
  readonly components: Components | undefined
  readonly inputs: Readonly<Record<string, Digest>>
  readonly outputs: readonly Output[]
  readonly incomplete?: Omit<Extract<Reason, { kind: 'incomplete' }>, 'kind'>
}

/** The digest of a path's content now; `undefined`: nothing there. */
export type OutputDigest = (path: string) => Digest | undefined

/**
 * SHA-256 over everything that may change a target's bytes: format, kind, components, and its inputs' content. An input
 * that says nothing of the target is as if it were not there: so the first override of a project makes one group stale, not all.
 * No time, absolute path, host, environment, gpu or concurrency is in it.
 */
export function fingerprintOf({ kind, componentsDigest, inputs }: Omit<Ingredients, 'outputs'>): Digest {
  const names = Object.keys(inputs)
    .filter((name) => inputs[name] !== saysNothing)
    .sort()
  return digestOfFrames([
    'target 1',
    kind,
    componentsDigest,
    names.length,
    ...names.flatMap((name) => [name, inputs[name]]),
  ])
}

export function judge(
  now: Ingredients,
  last: LastBuild | undefined,
  digestOf: OutputDigest,
  isForced: boolean,
): Verdict {
  if (last === undefined) return { kind: 'stale', reasons: [{ kind: 'never-built' }] }
  const reasons: Reason[] = [
    ...(fingerprintOf(now) === last.fingerprint ? [] : changes(now, last)),
    ...(last.incomplete === undefined ? [] : [{ kind: 'incomplete' as const, ...last.incomplete }]),
    ...now.outputs.flatMap((path) => outputReason(path, last.outputs, digestOf)),
    ...(isForced ? [{ kind: 'forced' as const }] : []),
  ]
  return reasons.length === 0 ? { kind: 'fresh' } : { kind: 'stale', reasons }
}

function outputReason(path: string, written: readonly Output[], digestOf: OutputDigest): Reason[] {
  const last = written.find((output) => output.path === path)
  const digest = last === undefined ? undefined : digestOf(path)
  if (last === undefined || digest === undefined) return [{ kind: 'output-missing', path }]
  return digest === last.digest ? [] : [{ kind: 'output-modified', path }]
}

/** Root causes first. */
function changes(now: Ingredients, last: LastBuild): Reason[] {
  const reasons = last.components === undefined ? [] : componentChanges(now.components, last.components)
  const all = [...reasons, ...inputChanges(now.inputs, last.inputs)]
  return all.length > 0 ? all : [{ kind: 'config-changed', key: 'something' }]
}

/** Root causes first: our own rules, the model, templates, the rest of the config. */
const rank: { readonly [kind in Reason['kind']]?: number } = {
  'semantics-changed': 0,
  'model-changed': 1,
  'template-changed': 2,
}

/** A component's name begins with what it is: "template:fluid", "model:qwen3:4b", "semantics:cleaning", "config:max_attempts". */
export function componentChanges(now: Components, last: Components): Reason[] {
  const names = [...new Set([...Object.keys(now), ...Object.keys(last)])].sort()
  return names
    .filter((name) => now[name] !== last[name])
    .map((name) => reasonOf(name, last[name] ?? '', now[name] ?? ''))
    .sort((a, b) => (rank[a.kind] ?? 3) - (rank[b.kind] ?? 3))
}

function reasonOf(component: string, from: string, to: string): Reason {
  const [kind = '', ...rest] = component.split(':')
  const name = rest.join(':')
  switch (kind) {
    case 'template':
      return { kind: 'template-changed', variant: name }
    case 'model':
      return { kind: 'model-changed', model: name, from, to }
    case 'semantics':
      return { kind: 'semantics-changed', what: name, from, to }
    default:
      return { kind: 'config-changed', key: name }
  }
}

function inputChanges(now: Readonly<Record<string, Digest>>, last: Readonly<Record<string, Digest>>): Reason[] {
  const added = Object.keys(now).filter((name) => !(name in last) && now[name] !== saysNothing)
  const removed = Object.keys(last).filter((name) => !(name in now) && last[name] !== saysNothing)
  const changed = Object.keys(now).filter((name) => name in last && now[name] !== last[name])
  return [
    ...(added.length + removed.length > 0 ? [{ kind: 'input-set-changed' as const, added, removed }] : []),
    ...changed.map((input): Reason => ({ kind: 'input-changed', input })),
  ]
}
