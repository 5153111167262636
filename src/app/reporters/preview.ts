/** Previews → lines for people. */
import { typedAs } from '../../messages/command-line.js'
import { unreachable } from '../../base/unreachable.js'
import type { PreviewEvent } from '../../domain/preview.js'
import { paintIn } from '../../messages/paint.js'
import { cellLines, chosenLines, previewEndLines, type PreviewLook } from '../../messages/preview-lines.js'
import { renderDiagnostics } from '../../messages/render.js'
import type { LinesOf, OtherEvent } from './reporter.js'

export interface PreviewLinesOptions {
  readonly color: boolean
  /** How fusionkit is called here. */
  readonly program: string
  /** How wide the terminal is now. */
  readonly columns: () => number
  /** What builds the rest; a preview that is followed by a build by itself says so. */
  readonly build: () => string
}

export function previewLines({ color, program, columns, build }: PreviewLinesOptions): LinesOf<PreviewEvent> {
  const paint = paintIn(color)
  const look = (): PreviewLook => ({ paint, columns: columns(), build: build() })
  return (event) => {
    switch (event.kind) {
      case 'preview-started':
        return []
      case 'preview-chosen':
        return chosenLines(event.variants, event.pairs, look())
      case 'preview-cell':
        return ['', ...cellLines(event.cell, look())]
      case 'preview-ended': {
        const { outcome } = event
        const mistakes = outcome.kind === 'failed' && outcome.diagnostics.length > 0
        return mistakes
          ? [renderDiagnostics(outcome.diagnostics, { color, program })]
          : ['', ...previewEndLines(outcome, look()).map((line) => typedAs(program, line))].filter(
              (line, index, all) => line !== '' || index < all.length - 1,
            )
      }
      default:
        return unreachable(event)
    }
  }
}

export const isOfPreview = (event: OtherEvent): event is PreviewEvent => event.kind.startsWith('preview-')
