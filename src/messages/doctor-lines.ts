/** How `doctor` tells its checks: a line each, and what to do below. */
import { defined } from '../base/defined.js'
import { type Check, type CheckStatus, checkIds, type CheckUp } from '../domain/check-up.js'
import { grouped } from './numbers.js'
import { typedAs } from './command-line.js'
import { hung } from './hanging.js'
import { type Paint, paintIn, type Style } from './paint.js'
import { printable } from './printable.js'

export interface LineOptions {
  /** Whether the terminal shows more than ASCII. */
  readonly isPlain: boolean
  readonly color: boolean
  /** How fusionkit is called here. Default: `fusionkit`. */
  readonly program?: string
  /** Of the terminal; left out: it is none. */
  readonly columns?: number | undefined
}

const marks: Readonly<Record<CheckStatus, { readonly mark: string; readonly plain: string; readonly style: Style }>> = {
  ok: { mark: '✓', plain: 'ok', style: 'green' },
  warning: { mark: '!', plain: '! ', style: 'yellow' },
  error: { mark: '✗', plain: 'x ', style: 'red' },
}

const idWidth = Math.max(...checkIds.map((id) => id.length))

export function doctorLines(
  { checks }: Pick<CheckUp, 'checks'>,
  { program = 'fusionkit', color, ...look }: LineOptions,
): string[] {
  const paint = paintIn(color)
  const typed = checks.map((check) => typedHere(check, program))
  return [...typed.flatMap((check) => linesOf(check, look, paint)), '', verdict(checks, paint)]
}

/** Before it is set into lines: what is typed here may be longer. */
function typedHere({ summary, detail, fix, ...check }: Check, program: string): Check {
  const say = (sentence: string | undefined) => sentence && typedAs(program, sentence)
  return { ...check, summary: typedAs(program, summary), ...defined({ detail: say(detail), fix: say(fix) }) }
}

function linesOf(
  { id, status, summary, detail, fix }: Check,
  { isPlain, columns }: Omit<LineOptions, 'color' | 'program'>,
  paint: Paint,
): string[] {
  const { mark, plain, style } = marks[status]
  const shown = isPlain ? plain : mark
  const indent = ' '.repeat(shown.length + 1 + idWidth + 2)
  const head = hung(`${paint(shown, style)} ${paint(id.padEnd(idWidth), 'dim')}  `, clean(summary, isPlain), columns)
  if (status === 'ok') return [head]
  return [
    head,
    ...(detail === undefined ? [] : [hung(indent, clean(detail, isPlain), columns)]),
    // it is there to be copied: in one line, however the terminal breaks it
    ...(fix === undefined ? [] : [`${indent}${isPlain ? '->' : '→'} ${clean(fix, isPlain)}`]),
  ]
}

/** In one line, whatever a server or a file said. */
function clean(text: string, isPlain: boolean): string {
  const line = printable(text).replace(/\s+/g, ' ').trim()
  return isPlain ? line.replaceAll('…', '...').replaceAll('’', "'") : line
}

function verdict(checks: readonly Check[], paint: Paint): string {
  const count = (wanted: CheckStatus) => checks.filter(({ status }) => status === wanted).length
  const [errors, warnings] = [count('error'), count('warning')]
  const found = [
    ...(errors === 0 ? [] : [paint(`${grouped(errors)} to mend`, 'red')]),
    ...(warnings === 0 ? [] : [paint(`${grouped(warnings)} to look at`, 'yellow')]),
    `${grouped(count('ok'))} fine`,
  ]
  return errors > 0 ? `${found.join(', ')}.` : `${found.join(', ')}: a build has what it needs.`
}
