import { canonicalJson } from '../base/canonical-json.js'
import { fold } from '../base/fold.js'
import { hash32, sha64 } from '../base/hash-set.js'
import { isJsonObject } from '../base/json.js'

/** What a record is known by when all are merged: 64 bits of its question, folded, and 32 bits of its answer. */
export interface RecordIdentity {
  readonly high: number
  readonly low: number
  readonly answer: number
}

/** Of a line of a dataset. */
export function makeIdentityOf(): (line: string) => RecordIdentity {
  const columnsOf = makeColumnsOf()
  return (line) => {
    const { question, answer } = columnsOf(line)
    const [high, low] = sha64(question)
    return { high, low, answer }
  }
}

/** The folded question, and a hash of the answer. A record without these columns is known by its line as a whole. */
export function makeColumnsOf(): (line: string) => { readonly question: string; readonly answer: number } {
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
