import { byCodeUnit } from '../base/by-code-unit.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Place } from '../domain/place.js'
import { typedAs } from './command-line.js'
import { codeFrame } from './frame.js'
import { counted } from './numbers.js'
import { type Paint, paintIn } from './paint.js'
import { printable } from './printable.js'

export interface RenderOptions {
  readonly color: boolean
  /** How fusionkit is called here. Default: `fusionkit`. */
  readonly program?: string | undefined
}

/**
 * Everything that is wrong, as text for a terminal, sorted by place; no newline at the end.
 *
 *   error unknown-engine  No engine is called "olama".
 *   fusion.config.yaml:3:13
 *     3 |     engine: olama
 *       |             ^^^^^
 *   Did you mean "ollama"?
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: RenderOptions): string {
  const paint = paintIn(options.color)
  const blocks = sortedByPlace(diagnostics).map((diagnostic) => block(diagnostic, paint, options.program))
  if (diagnostics.length > 1) blocks.push(counts(diagnostics))
  return blocks.join('\n\n')
}

/** By path, line and column; what has no place comes first; otherwise as found. */
export function sortedByPlace(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort((a, b) => comparePlaces(a.place, b.place))
}

function comparePlaces(a: Place | undefined, b: Place | undefined): number {
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined)
  if (a.path !== b.path) return byCodeUnit(a.path, b.path)
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}

function block({ severity, code, message, place, hint }: Diagnostic, paint: Paint, program = 'fusionkit'): string {
  const head = `${paint(severity, colorOf[severity])} ${paint(code, 'bold')}  ${printable(message)}`
  const frame = place === undefined ? undefined : codeFrame(place)
  const lines = [
    head,
    place === undefined ? undefined : paint(position(place), 'cyan'),
    frame === undefined ? undefined : paint(frame, 'dim'),
    hint === undefined ? undefined : printable(typedAs(program, hint)),
  ]
  return lines.filter((line) => line !== undefined).join('\n')
}

const colorOf = { error: 'red', warning: 'yellow', note: 'cyan' } as const

function position({ path, line, column }: Place): string {
  return [printable(path), line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':')
}

function counts(diagnostics: readonly Diagnostic[]): string {
  const of = (wanted: Diagnostic['severity']) => diagnostics.filter(({ severity }) => severity === wanted).length
  const met = (['error', 'warning', 'note'] as const).filter((severity) => of(severity) > 0)
  return met.map((severity) => counted(of(severity), severity)).join(', ')
}
