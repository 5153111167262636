/** Where the indexes of outputs are kept, and how they are made beside an output. */
import type { FileWriter } from '../base/file-writer.js'
import { bug } from '../base/unreachable.js'
import { type RelPath, relPath } from '../domain/path.js'
import type { Pair } from '../domain/question.js'
import type { FusionTarget } from '../domain/target.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import { lineKeys } from '../fusion/line-key.js'
import { makeIdentityOf } from '../fusion/record-identity.js'
import { openPairIndex } from '../store/pair-index.js'
import { pairIndexWriter } from '../store/pair-index-writer.js'
import { openRecordIndex, recordIndexWriter } from '../store/record-index.js'
import type { FusionIndex, LastOutput, OutputIndexes } from '../targets/output-index.js'
import type { Staged } from '../targets/staged.js'
import type { MakeTools } from '../targets/target-kind.js'
import type { BuildParts } from './parts.js'

type IndexParts = Pick<BuildParts, 'disk' | 'stats' | 'indexFolder' | 'isForced'>

/** A file that is discarded where its target is not made. */
type Create = MakeTools['create']

/** The indexes of a build's outputs. `create`: as `MakeTools` has it. */
export function outputIndexes(parts: IndexParts, create: Create): OutputIndexes {
  return {
    ofFusion: (target, recipe) => fusionIndex(target, recipe, parts, create),
    recordsOf: (group, output) => openRecordIndex(() => parts.disk.open(pathsOf(group, parts).records), output),
    indexRecords: (group, output) => {
      const { path, writer, index } = begin(pathsOf(group, parts).records, create, recordIndexWriter)
      return {
        file: asStaged(path, writer, () => index.seal(output)),
        add: ({ high, low, answer }, bytes) => index.add(high, low, answer, bytes),
      }
    },
  }
}

/**
 * What the last build has left of a target. `undefined`: nothing that can be copied. There is no index of the bytes that are there now,
 * or all is to be made again, or what a pair may use hangs on the pairs before it (`unique: group`).
 */
export function lastOutput(
  target: FusionTarget,
  recipe: CompiledRecipe,
  parts: IndexParts,
  keyOf = lineKeys(target, recipe),
): LastOutput | undefined {
  const { disk, stats, isForced } = parts
  const digest = isForced || recipe.unique === 'group' ? undefined : stats.digestOf(target.output)
  if (digest === undefined) return undefined
  const { pairs, records } = pathsOf(target.group, parts)
  const index = openPairIndex(
    {
      pairs: disk.open(pairs),
      records: disk.open(records),
      output: disk.open(target.output),
      rejected: disk.open(target.rejectedOutput),
    },
    digest,
  )
  if (index === undefined) return undefined
  // What the user said in place of a model is counted cell by cell: such pairs are resolved.
  const find = (pair: Pair) => (recipe.words.of(pair) === undefined ? index.find(keyOf(pair)) : undefined)
  return { find, take: index.take, close: index.close }
}

function fusionIndex(target: FusionTarget, recipe: CompiledRecipe, parts: IndexParts, create: Create): FusionIndex {
  const keyOf = lineKeys(target, recipe)
  const last = lastOutput(target, recipe, parts, keyOf)
  const identityOf = makeIdentityOf()
  const paths = pathsOf(target.group, parts)
  const records = begin(paths.records, create, recordIndexWriter)
  const pairs = recipe.unique === 'group' ? undefined : begin(paths.pairs, create, pairIndexWriter)
  return {
    last,
    close: () => last?.close(),
    pair: (pair, lines, rejected, reasons) => {
      pairs?.index.add(keyOf(pair), lines.join(''), rejected.join(''), { records: lines.length, reasons })
      for (const line of lines) {
        const { high, low, answer } = identityOf(line)
        records.index.add(high, low, answer, Buffer.byteLength(line))
      }
    },
    unchanged: (lines) => {
      pairs?.index.copy(lines)
      records.index.copy(lines.index.records)
    },
    files: [records, ...(pairs === undefined ? [] : [pairs])].map(({ path, writer, index }) =>
      asStaged(path, writer, (outputs) => index.seal(outputs.get(target.output) ?? bug(`"${path}" is about nothing`))),
    ),
  }
}

function begin<Index>(
  path: RelPath,
  create: Create,
  make: (file: FileWriter) => Index,
): { readonly path: RelPath; readonly writer: FileWriter; readonly index: Index } {
  const writer = create(path, { isSynced: false }) // its checksum tells what is left of it
  return { path, writer, index: make(writer) }
}

function asStaged(path: RelPath, writer: FileWriter, seal: NonNullable<Staged['seal']>): Staged {
  return { path, writer, records: 0, isOutput: false, seal }
}

function pathsOf(group: string, { indexFolder }: IndexParts): { readonly pairs: RelPath; readonly records: RelPath } {
  const [pairs, records] = indexPaths(indexFolder, group)
  return { pairs, records }
}

/** Where the indexes of a group's output lie, in the folder of indexes. */
export function indexPaths(folder: string, group: string): readonly [pairs: RelPath, records: RelPath] {
  return [relPath(`${folder}/${group}.pairs`), relPath(`${folder}/${group}.records`)]
}
