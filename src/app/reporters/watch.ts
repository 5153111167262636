/** What a watch tells of itself → lines for people. */
import { unreachable } from '../../base/unreachable.js'
import type { PreviewEvent } from '../../domain/preview.js'
import type { Edit } from '../../domain/watch.js'
import { paintIn } from '../../messages/paint.js'
import { renderDiagnostics } from '../../messages/render.js'
import {
  configMendedLine,
  configRefusedLine,
  roundLines,
  supersededLine,
  watchingLine,
} from '../../messages/watch-lines.js'
import type { LinesOf, OtherEvent } from './reporter.js'

export interface WatchLinesOptions {
  readonly color: boolean
  /** How fusionkit is called here. */
  readonly program: string
  /** Somebody sits at the keyboard. */
  readonly hasKeys: boolean
  /** Milliseconds since 1970: rounds are told with the time of day, where the machine stands. */
  readonly nowMs: () => number
}

/** `preview`: what is told of previews. */
export function watchLines(
  { color, program, hasKeys, nowMs }: WatchLinesOptions,
  preview: LinesOf<PreviewEvent>,
): LinesOf<OtherEvent> {
  const paint = paintIn(color)
  const begin = (edits: readonly Edit[]) => {
    const time = new Date(nowMs()).toTimeString().slice(0, 8)
    return roundLines(edits).map(
      (line, index) => `${index === 0 ? paint(time, 'dim') : ' '.repeat(time.length)}  ${paint(line, 'cyan')}`,
    )
  }
  return (event) => {
    switch (event.kind) {
      case 'watch-started':
      case 'watch-ended':
        return []
      case 'round-started':
        return event.edits.length === 0 ? [] : ['', ...begin(event.edits)]
      case 'round-ended':
        return event.outcome.kind === 'superseded' ? [paint(supersededLine, 'dim')] : []
      case 'watching':
        return [paint(watchingLine(event.isPreviewOnly, hasKeys), 'dim')]
      case 'config-refused':
        return ['', renderDiagnostics(event.diagnostics, { color, program }), configRefusedLine]
      case 'config-mended':
        return [configMendedLine]
      case 'preview-started':
      case 'preview-chosen':
      case 'preview-cell':
      case 'preview-ended':
        return preview(event)
      default:
        return unreachable(event)
    }
  }
}
