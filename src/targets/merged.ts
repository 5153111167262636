import { makeCutter } from '../base/cut-bytes.js'
import type { FileWriter } from '../base/file-writer.js'
import { HashMap64 } from '../base/hash-set.js'
import { parseJson } from '../base/json.js'
import { linesOf } from '../base/lines.js'
import { bug } from '../base/unreachable.js'
import { type Input, type MergedTarget, noTally } from '../domain/target.js'
import { makeIdentityOf } from '../fusion/record-identity.js'
import type { RecordRows } from './output-index.js'
import type { Staged } from './staged.js'
import type { MakeTools, Made, TargetKind } from './target-kind.js'

/**
 * All fusions in one file, in the order of the groups.
 *
 * A question that comes twice with the same answer is kept once. Of one that comes with different answers the first is kept; the
 * others would teach a model that one question has two answers, so they are left out, counted and listed.
 *
 * Of a fusion that has an index no line is parsed: bytes are copied. A file that turns out not to be what its index is about, since it
 * was edited meanwhile, is read line by line in a second try.
 */
export const merged: TargetKind<MergedTarget> = {
  kind: 'merged',
  make: async (target, tools) => {
    const edited = new Set<string>()
    for (;;) {
      const { merging, changed } = await merge(target, tools, edited)
      if (changed === undefined) return made(target, merging)
      edited.add(changed)
      for (const writer of [merging.output, merging.rejected]) writer.discard()
    }
  },
}

interface Merging {
  readonly output: FileWriter
  readonly rejected: FileWriter
  /** Question → answer. */
  readonly seen: HashMap64
  readonly counts: { records: number; repeated: number; contradictions: number }
  /** Indexes of outputs that had none. */
  readonly indexes: Staged[]
}

/** `changed`: the group whose file is not what its index is about; nothing of what was merged is good then. */
async function merge(
  target: MergedTarget,
  tools: MakeTools,
  edited: ReadonlySet<string>,
): Promise<{ readonly merging: Merging; readonly changed?: string }> {
  const groups = inOrderOf(target).map((input) => ({
    input,
    rows: edited.has(input.name) ? undefined : tools.indexes.recordsOf(input.name, input.digest),
  }))
  const known = groups.reduce((sum, { rows }) => sum + (rows?.count ?? 0), 0)
  const merging: Merging = {
    output: tools.create(target.output),
    rejected: tools.create(target.rejectedOutput),
    seen: new HashMap64(undefined, known),
    counts: { records: 0, repeated: 0, contradictions: 0 },
    indexes: [],
  }
  for (const { input, rows } of groups) {
    if (rows === undefined) await readLines(input, merging, tools)
    else if (!(await copyLines(input, rows, merging, tools))) return { merging, changed: input.name }
  }
  return { merging }
}

function inOrderOf({ groups, inputs }: MergedTarget): readonly Input[] {
  const byName = new Map(inputs.map((input) => [input.name, input]))
  return groups.map((group) => byName.get(group) ?? bug(`the merged file misses the group "${group}"`))
}

/** Whether the file was what its index is about. What is kept of it is copied in one go, up to the next record that is not. */
async function copyLines(
  { path, digest }: Input,
  rows: RecordRows,
  merging: Merging,
  tools: MakeTools,
): Promise<boolean> {
  const { output, seen, counts } = merging
  const source = makeCutter(tools.readChunks(path))
  let kept = 0
  const flush = () => {
    source.pass(kept, (piece) => output.write(piece))
    kept = 0
  }
  await rows.each(tools.breathe, (high, low, answer, bytes) => {
    const known = seen.addHash(high, low, answer)
    if (known === undefined) {
      kept += bytes
      counts.records += 1
      return
    }
    flush()
    const line: Buffer[] = []
    source.pass(bytes, (piece) => void line.push(Buffer.from(piece))) // a piece is good until the next one is read
    leaveOut(known === answer, path, () => Buffer.concat(line).toString(), merging)
  })
  flush()
  return source.end() && tools.digestRead(path) === digest
}

async function readLines({ name, path, digest }: Input, merging: Merging, tools: MakeTools): Promise<void> {
  const { output, seen, counts, indexes } = merging
  const identityOf = makeIdentityOf()
  const index = tools.indexes.indexRecords(name, digest)
  for (const line of linesOf(tools.readChunks(path))) {
    const pause = tools.breathe()
    if (pause !== undefined) await pause
    const identity = identityOf(line)
    index.add(identity, Buffer.byteLength(line) + 1)
    const known = seen.addHash(identity.high, identity.low, identity.answer)
    if (known === undefined) {
      output.write(`${line}\n`)
      counts.records += 1
    } else leaveOut(known === identity.answer, path, () => line, merging)
  }
  // Of bytes that we wrote: each line has its end, and is UTF-8.
  if (tools.digestRead(path) === digest) indexes.push(index.file)
}

function leaveOut(isRepeated: boolean, from: string, line: () => string, { rejected, counts }: Merging): void {
  if (isRepeated) {
    counts.repeated += 1
    return
  }
  rejected.write(`${JSON.stringify({ reason: 'contradiction', from, record: parseJson(line()) })}\n`)
  counts.contradictions += 1
}

function made(target: MergedTarget, { output, rejected, counts, indexes }: Merging): Made {
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
      ...indexes,
    ],
  }
}
