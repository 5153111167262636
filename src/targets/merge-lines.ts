import { HashMap64 } from '../base/hash-set.js'
import { linesOf } from '../base/lines.js'
import type { RelPath } from '../domain/path.js'
import { makeColumnsOf } from '../fusion/record-identity.js'

/** A record of a group, and what becomes of it in the merged file. */
export interface MergedLine {
  readonly path: RelPath
  /** From 1. */
  readonly line: number
  readonly text: string
  /** kept: it is written. repeated: it is there already. contradiction: its question is there already, with another answer. */
  readonly fate: 'kept' | 'repeated' | 'contradiction'
  /** Folded: what it is known by. */
  readonly question: string
}

/** The records of these files, one file after the other, and what becomes of each: the same for the same bytes. */
export function* mergedLines(
  paths: Iterable<RelPath>,
  readChunks: (path: RelPath) => Iterable<Buffer>,
): Generator<MergedLine> {
  const seen = new HashMap64()
  const columnsOf = makeColumnsOf()
  for (const path of paths) {
    let line = 0
    for (const text of linesOf(readChunks(path))) {
      line += 1
      const { question, answer } = columnsOf(text)
      const known = seen.add(question, answer)
      const fate = known === undefined ? 'kept' : known === answer ? 'repeated' : 'contradiction'
      yield { path, line, text, fate, question }
    }
  }
}

/** What a record is known by. */
export function questionOf(line: string): string {
  return makeColumnsOf()(line).question
}
