/** What does a cell come to, asked for by itself? Its variant and what that reads are asked for, and nothing else of the pair. */
import type { Completion } from '../domain/completion.js'
import type { PreviewedText } from '../domain/preview.js'
import type { Pair } from '../domain/question.js'
import { unreachable } from '../base/unreachable.js'
import type { Digest } from '../base/hash.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import { type CellOutcome, never, resolvePair } from '../fusion/resolve.js'
import { completePair } from './ask-pair.js'
import type { Trial } from './hopeless.js'
import type { Resolver } from './resolver.js'

/**
 * Asks what is missing. Law: nothing is asked that a build of the whole pair would not ask, and what comes is kept, so the build does
 * not pay for it again.
 */
export async function previewedNow(
  pair: Pair,
  variant: number,
  recipe: CompiledRecipe,
  resolver: Resolver,
): Promise<PreviewedText> {
  const wanted = withAncestors(variant, recipe)
  const trial = askingOnly((index) => !wanted.has(index))
  const resolved = await completePair(pair, never, recipe, { ...resolver, trial })
  const text = previewedAsStored(pair, variant, recipe, (key) => resolver.completer.lookup(key))
  if (text !== undefined) return text
  return { kind: 'failed', error: resolved.kind === 'failed' ? resolved.error.message : 'it was not asked for' }
}

/** From what is stored alone. `undefined`: not all that it needs is there. */
export function previewedAsStored(
  pair: Pair,
  variant: number,
  recipe: CompiledRecipe,
  lookup: (key: Digest) => Completion | undefined,
): PreviewedText | undefined {
  const resolution = resolvePair(pair, recipe, lookup, never, () => true)
  const outcome =
    resolution.kind === 'done'
      ? resolution.cells[variant]
      : (resolution.settled.get(variant) ?? resolution.held.get(variant))
  return outcome === undefined ? undefined : textOf(outcome)
}

function textOf(outcome: CellOutcome): PreviewedText {
  switch (outcome.kind) {
    case 'text':
      return { kind: 'text', text: outcome.text, attempt: outcome.attempt }
    case 'rejected': {
      const last = outcome.rejections.at(-1)
      return { kind: 'rejected', reason: last?.reason ?? '', detail: last?.detail ?? '', text: last?.text ?? '' }
    }
    case 'skipped':
      return { kind: 'skipped', because: outcome.because }
    case 'dropped':
    case 'unread':
      return { kind: 'skipped', because: 'overrides' }
    default:
      return unreachable(outcome)
  }
}

/** A variant, what it reads, and what those read. */
function withAncestors(variant: number, { variants }: CompiledRecipe): ReadonlySet<number> {
  const met = new Set([variant])
  for (const index of met) for (const parent of variants[index]?.parents ?? []) met.add(parent)
  return met
}

/** Nobody is on trial here: what is given up is what is not wanted. */
function askingOnly(givenUp: Trial['givenUp']): Trial {
  return { givenUp, met: () => {}, isOver: true, enter: () => undefined, leftAlone: (cells) => cells }
}
