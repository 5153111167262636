/** What the checks of a check-up have in hand. */
import type { Check } from '../../domain/check-up.js'
import type { Overrides } from '../load-project.js'
import type { Surroundings } from '../surroundings.js'

export interface Looking {
  readonly cwd: string
  /** The config, as it was named, from `cwd`. */
  readonly path: string
  /** Its folder, absolute. */
  readonly root: string
  /** Its file name. */
  readonly name: string
  readonly overrides: Overrides
  readonly surroundings: Surroundings
  readonly signal: AbortSignal
  readonly machine: Machine
  /** `fusionkit <words…>`, with what was said of the config. */
  command(...words: readonly string[]): string
}

/** What some checks find. */
export interface Found {
  readonly checks: readonly Check[]
  /** Paths that a build writes, or has written, from the project's folder; none where nobody can tell. */
  readonly outputs: readonly string[]
}

/** What the system says of itself; tests put in what theirs is not. */
export interface Machine {
  readonly nodeVersion: string
  /** "linux x64" */
  readonly platform: string
  /** Rejects where the native code of the database does not run here. */
  loadDatabase(): Promise<void>
  statfs(path: string): Promise<DiskSpace>
}

/** As `fs.statfs` has it. */
export interface DiskSpace {
  /** The kind of file system, on Linux. */
  readonly type: number
  readonly bsize: number
  readonly blocks: number
  readonly bavail: number
  /** Places for files: all, and those that are free. 0: it has no such limit. */
  readonly files: number
  readonly ffree: number
}
