import { type SourceTarget, noTally } from '../domain/target.js'
import { rowsToJsonl } from '../base/jsonl.js'
import { generateRows } from '../questions/generate.js'
import type { TargetKind } from './target-kind.js'

/** Questions from the random generator. */
export const source: TargetKind<SourceTarget> = {
  kind: 'source',
  make: async (target, tools) => {
    const writer = tools.create(target.output)
    for (const chunk of rowsToJsonl(await generateRows(target.source))) writer.write(chunk)
    const records = target.source.entries
    return {
      kind: 'made',
      files: [{ path: target.output, writer, records, isOutput: true }],
      tally: { ...noTally, records },
    }
  },
}
