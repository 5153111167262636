import { isJsonObject } from '../base/json.js'
import { fold } from '../base/fold.js'
import { HashMap64, hash32 } from '../base/hash-set.js'
import { canonicalJson } from '../base/hash.js'
import { linesOf } from '../base/lines.js'
import { bug } from '../base/unreachable.js'
import { type MergedTarget, noTally } from '../domain/target.js'
import type { MakeTools, Made, TargetKind } from './target-kind.js'

/**
 * All fusions in one file, in the order of the groups.
 *
 * A question that comes twice with the same answer is kept once. Of one that comes with different answers the first is kept; the
 * others would teach a model that one question has two answers, so they are left out, counted and listed.
 */
export const merged: TargetKind<MergedTarget> = {
  kind: 'merged',
  make: async (target, tools) => {
    const output = tools.create(target.output)
    const rejected = tools.create(target.rejectedOutput)
    const seen = new HashMap64()
    const identityOf = makeIdentityOf()
    const counts = { records: 0, repeated: 0, contradictions: 0 }
    for (const { path } of inOrderOf(target)) {
      for (const line of linesOf(tools.readChunks(path))) {
        const pause = tools.breathe()
        if (pause !== undefined) await pause
        const { question, answer } = identityOf(line)
        const known = seen.add(question, answer)
        if (known === undefined) {
          output.write(`${line}\n`)
          counts.records += 1
        } else if (known === answer) {
          counts.repeated += 1
        } else {
          rejected.write(
            `${JSON.stringify({ reason: 'contradiction', from: path, record: JSON.parse(line) as unknown })}\n`,
          )
          counts.contradictions += 1
        }
      }
    }
    return made(target, output, rejected, counts)
  },
}

function inOrderOf({ groups, inputs }: MergedTarget) {
  const byName = new Map(inputs.map((input) => [input.name, input]))
  return groups.map((group) => byName.get(group) ?? bug(`the merged file misses the group "${group}"`))
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

function made(
  target: MergedTarget,
  output: ReturnType<MakeTools['create']>,
  rejected: ReturnType<MakeTools['create']>,
  counts: { readonly records: number; readonly repeated: number; readonly contradictions: number },
): Made {
  return {
    kind: 'made',
    tally: {
      ...noTally,
      records: counts.records,
      rejected: {
        ...(counts.repeated > 0 ? { repeated: counts.repeated } : {}),
        ...(counts.contradictions > 0 ? { contradiction: counts.contradictions } : {}),
      },
    },
    files: [
      { path: target.output, writer: output, records: counts.records, isOutput: true },
      { path: target.rejectedOutput, writer: rejected, records: counts.contradictions, isOutput: false },
    ],
  }
}
