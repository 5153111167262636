import { fold } from '../base/fold.js'
import { canonicalJson } from '../base/hash.js'
import { HashMap64, hash32 } from '../base/hash-set.js'
import { isJsonObject } from '../base/json.js'
import { linesOf } from '../base/lines.js'
import type { RelPath } from '../domain/path.js'

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
  const identityOf = makeIdentityOf()
  for (const path of paths) {
    let line = 0
    for (const text of linesOf(readChunks(path))) {
      line += 1
      const { question, answer } = identityOf(text)
      const known = seen.add(question, answer)
      const fate = known === undefined ? 'kept' : known === answer ? 'repeated' : 'contradiction'
      yield { path, line, text, fate, question }
    }
  }
}

/** What a record is known by: its question, folded, and a hash of its answer. One without these columns is compared as a whole. */
function makeIdentityOf(): (line: string) => { readonly question: string; readonly answer: number } {
  // The records of a pair follow each other and share their answer.
  let last: { readonly text: string; readonly hash: number } = { text: '', hash: hash32('') }
  const hashOf = (text: string): number => {
    if (text !== last.text) last = { text, hash: hash32(text) }
    return last.hash
  }
  return (line) => {
    const record: unknown = JSON.parse(line)
    if (!isJsonObject(record) || typeof record['question'] !== 'string') return { question: line, answer: 0 }
    const answer = record['answer']
    const text = typeof answer === 'string' ? `"${answer}` : answer === undefined ? '' : canonicalJson(answer)
    return { question: fold(record['question']), answer: hashOf(text) }
  }
}

/** What a record is known by. */
export function questionOf(line: string): string {
  return makeIdentityOf()(line).question
}
