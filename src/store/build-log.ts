/**
 * What do we remember of targets? How each was last made, and what came out.
 *
 * JSON lines, the last one of a target wins. A damaged line is as if it had never been written: its target is made again from
 * stored completions, for no call. A file of its own, not a table of the store, since a build with nothing to do reads it
 * and opens no database.
 */
import { canonicalJson, type Digest, digestOf } from '../base/hash.js'
import { openJsonLog } from '../base/json-log.js'
import { unreachable } from '../base/unreachable.js'
import type { Identity } from '../domain/completion.js'
import type { Components, Output, Tally, Target, TargetId } from '../domain/target.js'

/** Raised when older records cannot be read any more; completions are kept all the same. */
const format = 1

/** How a target was last made. */
export interface Built {
  readonly target: TargetId
  readonly kind: Target['kind']
  readonly fingerprint: Digest
  /** Digest of the components, which are stored once for all targets that share them. */
  readonly components: Digest
  readonly inputs: Readonly<Record<string, Digest>>
  readonly outputs: readonly Output[]
  readonly tally: Tally
  /** Names of earlier builds that differ from this one, newest first, so that an edit that is taken back is known. Left out: none. */
  readonly former?: readonly string[]
  /**
   * A later try left cells without an answer: the outputs are those of the last complete one or, where `isPartial`, what there was of it
   * (`keepPartial`). Left out: none did, and they are whole.
   */
  readonly incomplete?: { readonly failedCells: number; readonly isPartial?: true }
  /** When it was recorded, in seconds since 1970: shown, and never compared. Left out: nobody knows. */
  readonly at?: number
}

/** What the last try at a target left undone, until one leaves nothing: shown, and never compared. */
export interface Unmade {
  readonly target: TargetId
  /** Cells without an answer, or cells that nobody was asked for (`tally.unasked`). */
  readonly kind: 'failed' | 'incomplete'
  readonly tally: Tally
  /** The first one. */
  readonly error?: string
  /** In seconds since 1970. */
  readonly at: number
}

export interface BuildLog {
  readonly targets: ReadonlyMap<TargetId, Built>
  /** Targets whose last try left something undone. */
  readonly unmade: ReadonlyMap<TargetId, Unmade>
  componentsOf(built: Built): Components | undefined
  /** The models' last known identities, by engine and model, for a build that cannot ask. */
  readonly identities: ReadonlyMap<string, Identity>
  /** Whether what was there is of another format, and so is not used. */
  readonly isOtherFormat: boolean
  /** Durable when it returns. `components`: `undefined` where they are not known any more; they then stay so. */
  record(built: Built, components: Components | undefined): void
  /** Not synced: nothing hangs on it. */
  recordUnmade(unmade: Unmade): void
  recordIdentity(model: string, identity: Identity): void
  /**
   * What is about to be written, said before it is: a crash between the rename and `record` must not look like an edit by hand.
   * Not synced: it guards against a killed process, and a lost power supply only costs a needless copy.
   */
  announce(target: TargetId, outputs: readonly Digest[]): void
  /** Whether a target was about to write these bytes when its build was cut off. */
  wasAnnounced(target: TargetId, output: Digest): boolean
  /** Files that were ours and that no target makes any more: path → digest. */
  readonly orphans: ReadonlyMap<string, Digest>
  /** Outputs that somebody edited, by where they are kept: the digest of what we had written, and they were made of. */
  readonly kept: ReadonlyMap<string, Digest>
  keep(path: string, from: Digest): void
  forget(target: TargetId): void
  forgetOrphan(path: string): void
}

type Line =
  | { readonly kind: 'format'; readonly version: number }
  | { readonly kind: 'components'; readonly digest: Digest; readonly values: Components }
  | { readonly kind: 'built'; readonly built: Built }
  | { readonly kind: 'unmade'; readonly unmade: Unmade }
  | { readonly kind: 'announced'; readonly target: TargetId; readonly outputs: readonly Digest[] }
  | { readonly kind: 'forgot'; readonly target: TargetId }
  | { readonly kind: 'forgot-orphan'; readonly path: string }
  | { readonly kind: 'orphan'; readonly path: string; readonly digest: Digest }
  | { readonly kind: 'kept'; readonly path: string; readonly from: Digest }
  | { readonly kind: 'identity'; readonly model: string; readonly identity: Identity }

/** The digest under which a set of components is stored. */
export function digestOfComponents(components: Components): Digest {
  const digest = digests.get(components) ?? digestOf(canonicalJson(components))
  digests.set(components, digest)
  return digest
}

/** Groups that are made alike share their components: ten kilobytes of prompts are digested once, not a thousand times. */
const digests = new WeakMap<Components, Digest>()

/** Reads the log at `path`. With `write: false` (plan) what is recorded stays in memory. */
export function openBuildLog(path: string, options: { readonly write: boolean }): BuildLog {
  const memory = emptyMemory()
  const file = openJsonLog(path)
  const [head] = file.lines as (Line | null)[]
  // A damaged first line says of no other that it is not ours.
  const isOtherFormat = head?.kind === 'format' && head.version !== format
  if (!isOtherFormat) for (const line of file.lines as (Line | null)[]) if (isWhole(line)) learn(memory, line)
  let isReady = head?.kind === 'format' && !isOtherFormat && file.lines.length < 100 + 3 * liveLines(memory).length

  function write(line: Line, isSynced = true): void {
    if (options.write && !isReady) {
      file.replace(liveLines(memory))
      isReady = true
    }
    learn(memory, line)
    if (options.write) file.append(line, isSynced)
  }

  return {
    targets: memory.targets,
    unmade: memory.unmade,
    identities: memory.identities,
    orphans: memory.orphans,
    kept: memory.kept,
    keep: (edited, from) => write({ kind: 'kept', path: edited, from }),
    isOtherFormat,
    componentsOf: (built) => memory.components.get(built.components),
    record: (built, values) => {
      if (values !== undefined && !memory.components.has(built.components))
        write({ kind: 'components', digest: built.components, values })
      for (const { path: dropped, digest } of droppedOutputs(memory.targets.get(built.target), built))
        write({ kind: 'orphan', path: dropped, digest })
      write({ kind: 'built', built })
    },
    recordUnmade: (unmade) => write({ kind: 'unmade', unmade }, false),
    announce: (target, outputs) => write({ kind: 'announced', target, outputs }, false),
    wasAnnounced: (target, output) => memory.announced.get(target)?.includes(output) ?? false,
    recordIdentity: (model, identity) => {
      if (memory.identities.get(model)?.id !== identity.id) write({ kind: 'identity', model, identity })
    },
    forget: (target) => write({ kind: 'forgot', target }),
    forgetOrphan: (orphan) => write({ kind: 'forgot-orphan', path: orphan }),
  }
}

/** Whether a line has what `learn` reads of it; any other is as if it had never been written. */
function isWhole(line: Line | null): line is Line {
  switch (line?.kind) {
    case 'built':
      return Array.isArray(line.built?.outputs) && typeof line.built.inputs === 'object'
    case 'unmade':
      return typeof line.unmade?.tally === 'object' && Number.isFinite(line.unmade.at)
    case 'announced':
      return Array.isArray(line.outputs)
    case 'identity':
      return typeof line.identity?.id === 'string'
    case 'components':
      return typeof line.values === 'object'
    case 'kept':
    case 'orphan':
    case 'forgot':
    case 'forgot-orphan':
    case 'format':
      return true
    default:
      return false
  }
}

/** What the lines say, the last word of each. */
interface Memory {
  readonly targets: Map<TargetId, Built>
  readonly unmade: Map<TargetId, Unmade>
  readonly components: Map<Digest, Components>
  readonly identities: Map<string, Identity>
  readonly announced: Map<TargetId, readonly Digest[]>
  readonly orphans: Map<string, Digest>
  readonly kept: Map<string, Digest>
}

function emptyMemory(): Memory {
  return {
    targets: new Map(),
    unmade: new Map(),
    components: new Map(),
    identities: new Map(),
    announced: new Map(),
    orphans: new Map(),
    kept: new Map(),
  }
}

function learn(memory: Memory, line: Line): void {
  switch (line.kind) {
    case 'components':
      memory.components.set(line.digest, line.values)
      break
    case 'built':
      memory.targets.set(line.built.target, line.built)
      memory.announced.delete(line.built.target)
      if (line.built.incomplete === undefined) memory.unmade.delete(line.built.target)
      for (const { path } of line.built.outputs) memory.orphans.delete(path)
      break
    case 'unmade':
      memory.unmade.set(line.unmade.target, line.unmade)
      break
    case 'announced':
      // All since the last record: a build may be cut off again before it wrote what it announced.
      memory.announced.set(line.target, [...new Set([...(memory.announced.get(line.target) ?? []), ...line.outputs])])
      break
    case 'orphan':
      memory.orphans.set(line.path, line.digest)
      break
    case 'kept':
      memory.kept.set(line.path, line.from)
      break
    case 'forgot':
      memory.targets.delete(line.target)
      memory.unmade.delete(line.target)
      break
    case 'forgot-orphan':
      memory.orphans.delete(line.path)
      break
    case 'identity':
      memory.identities.set(line.model, line.identity)
      break
    case 'format':
      break
    default:
      unreachable(line)
  }
}

/** What a rewritten log holds: components that no target uses any more are left out. */
function liveLines({ targets, unmade, components, identities, announced, orphans, kept }: Memory): Line[] {
  const built = [...targets.values()]
  const used = new Set(built.map((each) => each.components))
  return [
    { kind: 'format', version: format },
    ...[...components]
      .filter(([digest]) => used.has(digest))
      .map(([digest, values]): Line => ({ kind: 'components', digest, values })),
    ...[...identities].map(([model, identity]): Line => ({ kind: 'identity', model, identity })),
    ...[...orphans].map(([path, digest]): Line => ({ kind: 'orphan', path, digest })),
    ...[...kept].map(([path, from]): Line => ({ kind: 'kept', path, from })),
    ...built.map((each): Line => ({ kind: 'built', built: each })),
    ...[...unmade.values()].map((each): Line => ({ kind: 'unmade', unmade: each })),
    ...[...announced].map(([target, outputs]): Line => ({ kind: 'announced', target, outputs })),
  ]
}

function droppedOutputs(last: Built | undefined, next: Built): readonly Output[] {
  const paths = new Set(next.outputs.map(({ path }) => path))
  return (last?.outputs ?? []).filter(({ path }) => !paths.has(path))
}
