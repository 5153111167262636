/**
 * What of the store does nobody need any more? Every project of the folder is resolved as `build` would, with a look-up that notes what it
 * finds and an engine that is never asked.
 *
 * What an edit would reach that is taken back is not reached now: it is lost with the rest, so the user decides.
 */
import { basename, dirname, join, resolve } from 'node:path'
import { HashSet64 } from '../base/hash-set.js'
import type { FusionTarget } from '../domain/target.js'
import { memoKey } from '../fusion/memo.js'
import { readerOf } from '../run/make-tools.js'
import { noConfigAt } from './no-config-at.js'
import { pairsOf } from '../questions/pairs.js'
import { makeDoer } from '../run/make-doer.js'
import type { BuildParts } from '../run/parts.js'
import { resolvePairs } from '../run/resolve-pairs.js'
import { type Doer, runStages } from '../run/stages.js'
import type { Shelf } from '../store/completion-store.js'
import { openToRead } from '../store/store-to-read.js'
import { type Swept, sweepStore } from '../store/sweep-store.js'
import { loadFusion } from '../targets/fusion.js'
import type { FusionStore } from './asking.js'
import { compose } from './compose.js'
import { projectsIn } from './known-projects.js'
import { storeFolder } from './layout.js'
import type { LoadedConfig } from './load-project.js'
import { makingOfSources } from './making-of-sources.js'
import { type LockPorts, withProjectLock } from './project-lock.js'
import { recipeCompilerOf } from './recipes.js'
import { storedResolver } from './stored-resolver.js'
import type { Surroundings } from './surroundings.js'
import { trialsIn } from './trials.js'

export interface Collected extends Swept {
  /** Whose needs were kept: config files, and the question files of `fuse`. */
  readonly projects: readonly string[]
}

/**
 * Counts what no project of the config's folder reaches; `deletes`: and deletes it, while nobody else writes there. Throws `UserError` where a
 * project cannot be read, there is none, or somebody else is at work.
 */
export async function collectGarbage(
  cwd: string,
  path: string,
  ports: GarbagePorts,
  deletes: boolean,
): Promise<Collected> {
  const file = resolve(cwd, path)
  const collect = () => sweepProjects(dirname(file), basename(file), ports, deletes)
  const found = await (deletes ? withProjectLock(dirname(file), 'fusionkit gc --yes', ports, collect) : collect())
  if (found.projects.length === 0) throw noConfigAt(cwd, path)
  return found
}

export interface GarbagePorts extends LockPorts {
  readonly surroundings: Surroundings
}

async function sweepProjects(
  root: string,
  config: string,
  { surroundings, signal }: GarbagePorts,
  deletes: boolean,
): Promise<Collected> {
  const projects = await projectsIn(root, config)
  const marks = { completions: new HashSet64(), resolutions: new HashSet64() }
  const store: FusionStore = await openToRead(join(root, storeFolder))
  try {
    for (const project of projects) await mark(project, marking(store, marks), surroundings, signal)
  } finally {
    await store.close()
  }
  const reached = {
    hasCompletion: (key: string) => marks.completions.has(key),
    hasResolution: (key: string) => marks.resolutions.has(key),
  }
  const swept = await sweepStore(join(root, storeFolder), reached, deletes && projects.length > 0)
  return { ...swept, projects: projects.map(nameOf) }
}

function nameOf({ project: { config, groups } }: LoadedConfig): string {
  const [rule] = groups
  return config.startsWith('fuse ') && rule?.origin.kind === 'files' ? `fuse ${rule.origin.files.join(' ')}` : config
}

type Looked = Pick<FusionStore, 'completions' | 'resolutions'>

/** The store, as far as it is looked into: what is looked up counts as reached, whether it is there or not. */
function marking(
  { completions, resolutions }: FusionStore,
  marks: { readonly completions: HashSet64; readonly resolutions: HashSet64 },
): Looked {
  return { completions: noting(completions, marks.completions), resolutions: noting(resolutions, marks.resolutions) }
}

function noting<Value>(shelf: Pick<Shelf<Value>, 'get'>, reached: HashSet64): Shelf<Value> {
  return {
    get: (key) => {
      reached.add(key)
      return shelf.get(key)
    },
    put: async () => {},
    size: () => 0,
  }
}

async function mark(
  config: LoadedConfig,
  store: Looked,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<void> {
  const all = { offline: true, force: true, acceptNewSource: true }
  const { parts } = await compose(config, all, surroundings, { write: false, emit: () => {}, signal })
  const compile = recipeCompilerOf(parts)
  const maker = makeDoer(parts, makingOfSources)
  const doer: Doer = {
    preflight: maker.preflight,
    stop: () => {},
    run: async (target, reasons) => {
      if (target.kind === 'fusion') await markPairs(target, store, parts, compile)
      return target.kind === 'fusion' || target.kind === 'merged' ? { kind: 'planned' } : maker.run(target, reasons)
    },
    wait: (_target, on) => ({ kind: 'waiting', for: on }),
  }
  await runStages(parts, doer)
}

async function markPairs(
  target: FusionTarget,
  store: Looked,
  parts: BuildParts,
  compile: ReturnType<typeof recipeCompilerOf>,
): Promise<void> {
  const { group, recipe } = await loadFusion(target, readerOf(parts))
  const compiled = await compile(recipe, target.group)
  trialsIn(store, { ...parts, emit: () => {} }, false)?.of(compiled, target) // looks its verdicts up
  const pairs = () => pairsOf(group, target.rule.pairs)
  for (const pair of pairs()) store.resolutions.get(memoKey(pair, compiled))
  // from completions, not from what is remembered of pairs: those are what is to be found
  const resolver = { ...storedResolver(store), resolutions: forgetful }
  for await (const _ of resolvePairs(pairs(), compiled, resolver)) parts.signal.throwIfAborted()
}

const forgetful: FusionStore['resolutions'] = { get: () => undefined, put: async () => {}, size: () => 0 }
