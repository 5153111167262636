/** What does a cell come to, asked for by itself? It and what decides its prompt are asked for, and nothing else of the pair. */
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
  const wanted = decidedFirst(variant, recipe)
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

/**
 * A variant, and all that must be decided before it can be asked for: what it reads, and the cells that come before that one and may
 * take its text.
 */
function decidedFirst(variant: number, { variants, order }: CompiledRecipe): ReadonlySet<number> {
  const met = new Set([variant])
  const decide = (index: number) => {
    if (met.has(index)) return
    met.add(index)
    const place = order.findIndex((cell) => cell.index === index)
    for (const cell of order.slice(0, place)) if (cell.variant.record) decide(cell.index)
    for (const parent of variants[index]?.parents ?? []) decide(parent)
  }
  for (const parent of variants[variant]?.parents ?? []) decide(parent)
  return met
}

/** Nobody is on trial here: what is given up is what is not wanted. */
function askingOnly(givenUp: Trial['givenUp']): Trial {
  return { givenUp, met: () => {}, isOver: true, enter: () => undefined, leftAlone: (cells) => cells }
}
