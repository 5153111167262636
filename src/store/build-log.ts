/**
 * What do we remember of targets? How each was last made, and what came out.
 *
 * JSON lines, the last one of a target wins. A damaged line is as if it had never been written: its target is made again from
 * stored completions, for no call. A file of its own, not a table of the store, so that targets are judged without opening a
 * database.
 */
import { canonicalJson } from '../base/canonical-json.js'
import { type Digest, digestOf } from '../base/hash.js'
import { openJsonLog } from '../base/json-log.js'
import type { Identity } from '../domain/completion.js'
import type { Components, Output, TargetId } from '../domain/target.js'
import type { Built, Unmade } from './built.js'
import { emptyMemory, formatVersion, isWhole, learn, liveLines, type LogLine } from './log-lines.js'

export type { Built, Unmade }

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
  const [head] = file.lines as (LogLine | null)[]
  // A damaged first line says of no other that it is not ours.
  const isOtherFormat = head?.kind === 'format' && head.version !== formatVersion
  if (!isOtherFormat) for (const line of file.lines as (LogLine | null)[]) if (isWhole(line)) learn(memory, line)
  /** The file can be appended to as it is. */
  let isReady = head?.kind === 'format' && !isOtherFormat && file.lines.length < longestFor(liveLines(memory).length)

  function write(line: LogLine, isSynced = true): void {
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

/** How many lines a log may have in which so many still count: then it is written anew. */
const longestFor = (live: number): number => 100 + 3 * live

function droppedOutputs(last: Built | undefined, next: Built): readonly Output[] {
  const paths = new Set(next.outputs.map(({ path }) => path))
  return (last?.outputs ?? []).filter(({ path }) => !paths.has(path))
}
