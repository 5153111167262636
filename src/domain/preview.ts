/** A few pairs, in the variants that were edited, before all others are paid for. */
import type { Diagnostic } from './diagnostic.js'

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

/** In the stream of a watch, and of a preview alone. Every start has exactly one end. */
export type PreviewEvent =
  | {
      readonly kind: 'preview-started'
      readonly v: 1
      readonly variants: readonly string[]
      readonly pairs: number
      readonly cells: number
    }
  | { readonly kind: 'preview-cell'; readonly cell: PreviewedCell }
  | { readonly kind: 'preview-ended'; readonly outcome: PreviewOutcome }

export type PreviewOutcome =
  /** `calls`: completions that came, and are kept. */
  | { readonly kind: 'shown'; readonly cells: number; readonly changed: number; readonly calls: number }
  /** Some cells got no answer; or nothing could be asked at all, and `diagnostics` say why. */
  | { readonly kind: 'failed'; readonly calls: number; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'aborted'; readonly calls: number }
