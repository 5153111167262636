/** A few pairs, in the variants that were edited, before all others are paid for. */
import type { Diagnostic } from './diagnostic.js'
import type { Place } from './place.js'

/** What a cell comes to. */
export type PreviewedText =
  | { readonly kind: 'text'; readonly text: string; readonly attempt: number }
  /** No attempt was good: why the last one was not, and what it said. */
  | { readonly kind: 'rejected'; readonly reason: string; readonly detail: string; readonly text: string }
  /** It reads a variant that has no text. */
  | { readonly kind: 'skipped'; readonly because: string }
  /** No answer could be had. */
  | { readonly kind: 'failed'; readonly error: string }

export interface PreviewedCell {
  readonly group: string
  readonly variant: string
  readonly pair: readonly [string, string]
  /** The config names this pair (`preview.pinned`). */
  readonly isPinned: boolean
  /** Under the prompts before the edit. Left out: nothing is stored of it. */
  readonly before?: PreviewedText
  readonly now: PreviewedText
}

/** A variant that is shown. */
export interface PreviewedVariant {
  readonly name: string
  /** What was edited of it: "prompt", "system", "sampling.temperature", …; empty: it is new, or was asked for by name. */
  readonly parts: readonly string[]
  /** Where its prompt stands; left out: it is built in. */
  readonly place?: Place
}

/** In the stream of a watch, and of a preview alone. Every start has exactly one end. */
export type PreviewEvent =
  | { readonly kind: 'preview-started'; readonly v: 1 }
  /** What is going to be shown. */
  | {
      readonly kind: 'preview-chosen'
      readonly variants: readonly PreviewedVariant[]
      readonly pairs: number
      readonly cells: number
    }
  | { readonly kind: 'preview-cell'; readonly cell: PreviewedCell }
  | { readonly kind: 'preview-ended'; readonly outcome: PreviewOutcome }

export type PreviewOutcome =
  /** `calls`: completions that came, and are kept. `changed`: cells with another text than before, or without one now. */
  | {
      readonly kind: 'shown'
      readonly cells: number
      readonly changed: number
      readonly rejected: number
      readonly calls: number
    }
  /** No prompt differs, and none was named; `known`: the variants that could be. */
  | { readonly kind: 'nothing-edited'; readonly known: readonly string[] }
  /** Some cells got no answer; or nothing could be asked at all, and `diagnostics` say why. */
  | { readonly kind: 'failed'; readonly calls: number; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'aborted'; readonly calls: number }
