import type { CompiledVariant } from '../fusion/compile-variant.js'

/**
 * Of these cells of a pair, those that no answer can decide any more: given up, or reading what is lost, or reading a text that the
 * pair may not use, since a lost cell goes before it and could still take it.
 */
export function lostAmong(
  unanswered: ReadonlySet<number>,
  order: readonly CompiledVariant[],
  isHopeless: (cell: CompiledVariant) => boolean,
): ReadonlySet<number> {
  const lost = new Set<number>()
  const held = new Set<number>()
  let isBehindLost = false
  for (const cell of order) {
    const { index, parents, variant } = cell
    const isLost = isHopeless(cell) || parents.some((parent) => lost.has(parent) || held.has(parent))
    if (isBehindLost && variant.record) held.add(index)
    if (!isLost || !unanswered.has(index)) continue
    lost.add(index)
    if (variant.record) isBehindLost = true
  }
  return lost
}
