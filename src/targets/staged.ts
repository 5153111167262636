import type { FileWriter } from '../base/file-writer.js'
import type { Digest } from '../base/hash.js'
import type { RelPath } from '../domain/path.js'

/** A file that was written and waits to take its place. */
export interface Staged {
  readonly path: RelPath
  readonly writer: FileWriter
  /** Lines. */
  readonly records: number
  readonly group?: string
  /** `false`: a list of ours under `.fusionkit/`, which is no output that others read or a user edits. */
  readonly isOutput: boolean
  /** Of an index: it is whole when it was told what the outputs came to. Nobody misses one that does not take its place. */
  readonly seal?: (outputs: ReadonlyMap<RelPath, Digest>) => void
}
