/** What the first cells of a variant come to: whether it is worth asking any further. And how that is remembered. */
import { type Digest, digestOfFrames } from '../base/hash.js'
import type { CompiledVariant } from '../fusion/compile-variant.js'
import { reasonOf } from '../fusion/record.js'
import type { Hopeless } from '../domain/hopeless.js'
import { type CellOutcome, isOverridden } from '../fusion/resolution.js'
import type { Shelf } from '../store/completion-store.js'

/** How many cells of a variant are judged. */
export const firstCells = 40
/** The share of them that, rejected for one reason, makes it hopeless. */
const hopelessShare = 0.8
export interface Count {
  /** Cells that were decided, also those that were skipped for their parent's sake, or dropped: of these no more than matter. */
  readonly met: Set<string>
  /** Those that have a text of the model's or were rejected. */
  judged: number
  /** Reason → how many, and two that tell. */
  readonly rejected: Map<string, { cells: number; readonly texts: Hopeless['texts'][number][] }>
  verdict: Hopeless | undefined
}

/** Before any cell of it was decided. */
export const nothingMet = (): Count => ({ met: new Set(), judged: 0, rejected: new Map(), verdict: undefined })

/** Counts one more cell; the verdict falls with the last of the first cells. */
export function judge(count: Count, outcome: CellOutcome): void {
  if ((outcome.kind !== 'text' && outcome.kind !== 'rejected') || isOverridden(outcome)) return
  count.judged += 1
  if (outcome.kind === 'rejected') {
    const reason = reasonOf(outcome)
    const of = count.rejected.get(reason) ?? { cells: 0, texts: [] }
    count.rejected.set(reason, of)
    of.cells += 1
    const { text = '', detail = '' } = outcome.rejections.at(-1) ?? {}
    if (of.texts.length < 2 && !of.texts.some((known) => known.text === text)) of.texts.push({ text, detail })
  }
  if (count.judged < firstCells) return
  for (const [reason, { cells, texts }] of count.rejected)
    if (cells >= hopelessShare * firstCells) count.verdict = { reason, rejected: cells, judged: firstCells, texts }
}

/** The verdicts of earlier builds, by the variant's digest. */
export function rememberedOf(
  variants: readonly CompiledVariant[],
  fingerprint: Digest,
  shelf: Pick<Shelf<Hopeless>, 'get'>,
): ReadonlyMap<Digest, Hopeless> {
  const remembered = new Map<Digest, Hopeless>()
  for (const cell of variants) {
    const found: unknown = shelf.get(keyOf(cell, fingerprint))
    if (isVerdict(found)) remembered.set(cell.digest, found)
  }
  return remembered
}

/** Where a verdict on a variant of a target is remembered. `fingerprint`: of all that may change the target's bytes. */
export function keyOf({ digest }: CompiledVariant, fingerprint: Digest): Digest {
  return digestOfFrames(['hopeless 1', digest, fingerprint])
}

/** A bad entry is a miss. */
function isVerdict(found: unknown): found is Hopeless {
  return typeof found === 'object' && found !== null && Array.isArray((found as Partial<Hopeless>).texts)
}
