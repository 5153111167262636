/**
 * The contract of a target kind: how its files are made.
 *
 * Adding one: a file beside this, a line in index.ts, a member of `Target` in domain/. A kind writes through `create` and
 * says what it wrote; whether it runs, and when its files take their place, is not its business.
 */
import type { FileWriter } from '../base/disk.js'
import type { Digest } from '../base/hash.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { CellFailure } from '../domain/failure.js'
import type { RelPath } from '../domain/path.js'
import type { CutTarget, FusionTarget, MergedTarget, SourceTarget, Tally, Target } from '../domain/target.js'

/** A file that was written and waits to take its place. */
export interface Staged {
  readonly path: RelPath
  readonly writer: FileWriter
  /** Lines. */
  readonly records: number
  readonly group?: string
  /** `false`: a list of ours under `.fusionkit/`, which is no output that others read or a user edits. */
  readonly isOutput: boolean
}

export type Made =
  | { readonly kind: 'made'; readonly files: readonly Staged[]; readonly tally: Tally }
  /** Some cells were left alone (`tally.unasked`). `files`: what there is, which takes its place only where the user wants that. */
  | { readonly kind: 'incomplete'; readonly files: readonly Staged[]; readonly tally: Tally }
  /** Some cells got no answer: for each error at least one. `files` as above. */
  | {
      readonly kind: 'failed'
      readonly files: readonly Staged[]
      readonly tally: Tally
      readonly failures: readonly [CellFailure, ...CellFailure[]]
    }

export interface MakeTools {
  /** A file of this target: discarded by the caller if making it ends badly. */
  create(path: RelPath): FileWriter
  read(path: RelPath): Promise<Buffer>
  readChunks(path: RelPath): Iterable<Buffer>
  /** Awaited at every turn of a long loop, so that Ctrl-C is heard meanwhile; rejects where the build is told to stop. */
  breathe(): Promise<void> | undefined
  /** Of an input that was read: only what has this digest concerns the target, and is what is recorded of it. */
  took(path: RelPath, digest: Digest): void
  warn(diagnostics: readonly Diagnostic[]): void
  progress(counts: {
    readonly done: number
    readonly cells: number
    readonly calls: number
    readonly rejected: number
  }): void
}

export interface TargetKind<Of extends Target> {
  readonly kind: Of['kind']
  /** Throws `UserError` for mistakes in the data; every error at once. */
  make(target: Of, tools: MakeTools): Promise<Made>
}

export interface TargetKinds {
  readonly source: TargetKind<SourceTarget>
  readonly cut: TargetKind<CutTarget>
  readonly fusion: TargetKind<FusionTarget>
  readonly merged: TargetKind<MergedTarget>
}
