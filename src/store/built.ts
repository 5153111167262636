/** What is on record of a target: its last good build, and what a later try left undone. */
import type { Digest } from '../base/hash.js'
import type { Output, Tally, Target, TargetId } from '../domain/target.js'

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
