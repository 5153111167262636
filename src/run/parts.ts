/** What a build is made of: the outside world and what the config became, handed in by app/. */
import type { Disk } from '../base/disk.js'
import type { Check } from '../checks/check.js'
import type { Identity } from '../domain/completion.js'
import type { BuildEvent } from '../domain/event.js'
import type { RelPath } from '../domain/path.js'
import type { Project } from '../domain/project.js'
import type { BuildLog } from '../store/build-log.js'
import type { ConcernCache } from '../store/concern-cache.js'
import type { StatCache } from '../store/stat-cache.js'

export interface BuildParts {
  readonly project: Project
  /** Names of targets; none: all. */
  readonly names: readonly string[]
  readonly isForced: boolean
  /** A source that another version of the generator would write otherwise is made anew only when the user said so. */
  readonly acceptsNewSource: boolean
  /** What there is of targets that fail or are left incomplete takes its place, and is merged. */
  readonly keepsPartial: boolean
  readonly disk: Disk
  readonly log: BuildLog
  readonly stats: StatCache
  /** Where the indexes of outputs are kept. */
  readonly indexFolder: RelPath
  /** Which overrides concern which group, as an earlier build found out; left out: it is found out each time. */
  readonly concerns?: ConcernCache
  readonly identities: ReadonlyMap<string, Identity>
  readonly checks: readonly Check[]
  /** Milliseconds since 1970: what is recorded is dated, and no decision hangs on it. */
  nowMs(): number
  readonly versions: { readonly cleaning: number; readonly generator: string }
  findFiles(
    patterns: readonly string[],
  ): Promise<{ readonly files: readonly RelPath[]; readonly missing: readonly string[] }>
  /** Outputs that another config of the folder has recorded: path → that config. */
  outputsOfOthers(): ReadonlyMap<string, string>
  emit(event: BuildEvent): void
  readonly signal: AbortSignal
}
