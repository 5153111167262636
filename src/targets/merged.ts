import { bug } from '../base/unreachable.js'
import { type MergedTarget, noTally } from '../domain/target.js'
import { mergedLines } from './merge-lines.js'
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
    const counts = { records: 0, repeated: 0, contradictions: 0 }
    const paths = inOrderOf(target).map(({ path }) => path)
    for (const { path, text, fate } of mergedLines(paths, tools.readChunks)) {
      const pause = tools.breathe()
      if (pause !== undefined) await pause
      if (fate === 'kept') {
        output.write(`${text}\n`)
        counts.records += 1
      } else if (fate === 'repeated') {
        counts.repeated += 1
      } else {
        rejected.write(
          `${JSON.stringify({ reason: 'contradiction', from: path, record: JSON.parse(text) as unknown })}\n`,
        )
        counts.contradictions += 1
      }
    }
    return made(target, output, rejected, counts)
  },
}

function inOrderOf({ groups, inputs }: MergedTarget) {
  const byName = new Map(inputs.map((input) => [input.name, input]))
  return groups.map((group) => byName.get(group) ?? bug(`the merged file misses the group "${group}"`))
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
