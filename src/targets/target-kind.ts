/**
 * The contract of a target kind: how its files are made.
 *
 * Adding one: a file beside this, a line in index.ts, a member of `Target` in domain/. A kind writes through `create` and
 * says what it wrote; whether it runs, and when its files take their place, is not its business.
 */
import type { FileWriter } from '../base/file-writer.js'
import type { Digest } from '../base/hash.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Progress } from '../domain/event.js'
import type { CellFailure } from '../domain/failure.js'
import type { RelPath } from '../domain/path.js'
import type { CutTarget, FusionTarget, MergedTarget, SourceTarget, Tally, Target } from '../domain/target.js'
import type { OutputIndexes } from './output-index.js'
import type { Staged } from './staged.js'

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
  create(path: RelPath, how?: { readonly isSynced: boolean }): FileWriter
  /** A whole file of the project. Rejects where it went away meanwhile. */
  read(path: RelPath): Promise<Buffer>
  /** The same in pieces, each of which is good until the next one is asked for. */
  readChunks(path: RelPath): Iterable<Buffer>
  /** What a file held that was read to its end; `undefined`: none was. */
  digestRead(path: RelPath): Digest | undefined
  /** What is known of the last output, pair by pair and record by record. */
  readonly indexes: OutputIndexes
  /** Awaited at every turn of a long loop, so that Ctrl-C is heard meanwhile; rejects where the build is told to stop. */
  breathe(): Promise<void> | undefined
  /** Of an input that was read: only what has this digest concerns the target, and is what is recorded of it. */
  took(path: RelPath, digest: Digest): void
  /** Tells what is no reason to stop. */
  warn(diagnostics: readonly Diagnostic[]): void
  /** Tells how far it is: as often as it likes. */
  progress(counts: Progress): void
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
