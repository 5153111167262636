/** What a build shows of itself at the bottom of a terminal, while it runs. Each line is as wide as the terminal allows, and no wider. */
import cliTruncate from 'cli-truncate'
import stringWidth from 'string-width'
import type { Latest, Progress } from '../domain/event.js'
import { cameInWords, percent, through } from './build-lines.js'
import { counted, grouped, span } from './numbers.js'
import type { Paint } from './paint.js'
import { printable } from './printable.js'

/** What is under way. */
export interface Underway {
  /** Over all groups that have begun. */
  readonly sum: Progress
  /** Targets that are known to be stale and have not begun. */
  readonly toCome: number
  /** `undefined`: too little was asked for lately to tell. */
  readonly pace: Pace | undefined
  /** In the order in which they began. */
  readonly running: readonly Running[]
  /** Cleaned. */
  readonly latest: Latest | undefined
}

export interface Pace {
  /** Cells that were asked for, and answered. */
  readonly perSecond: number
  /** `undefined`: it cannot be told. */
  readonly leftMs: number | undefined
}

export type Running =
  /** `progress`: `undefined` where it has no cells, or none is through. */
  | { readonly kind: 'target'; readonly name: string; readonly progress: Progress | undefined }
  | { readonly kind: 'model'; readonly name: string; readonly pairs: number; readonly calls: number }

export interface Room {
  readonly columns: number
  /** Lines that fit. */
  readonly rows: number
}

/** Groups and models that have a line of their own. */
const mostRunning = 4
const longestName = 30

/** Of fewer rows the line over all is the last to go. */
export function liveLines(seen: Underway, { columns, rows }: Room, paint: Paint): readonly string[] {
  if (seen.running.length === 0) return []
  const width = Math.max(1, columns - 1)
  const sample = seen.latest === undefined ? [] : [sampleLine(seen.latest, width, paint)]
  const overall = overallLine(seen, columns, paint)
  const room = Math.max(0, Math.min(mostRunning, rows - overall.length - sample.length))
  const lines = [...overall, ...runningLines(seen.running, room, paint), ...sample]
  return lines.slice(0, Math.max(0, rows)).map((line) => fitted(line, width))
}

/** `━━━━━─────  45 %  243 of 540 cells, about 20 s left, 12.4 cells/s; 240 asked, 3 reused, 1 rejected; 2 targets to come` */
function overallLine({ sum, toCome, pace }: Underway, columns: number, paint: Paint): readonly string[] {
  const later = toCome > 0 ? [`${counted(toCome, 'target')} to come`] : []
  const speed = pace === undefined ? [] : [`${pace.perSecond.toFixed(pace.perSecond < 10 ? 1 : 0)} cells/s`]
  if (sum.cells === 0) {
    const asked = sum.calls > 0 ? [`${grouped(sum.calls)} asked`] : []
    const parts = [...asked, ...speed, ...later]
    return parts.length === 0 ? [] : [parts.join('; ')]
  }
  const left = pace?.leftMs === undefined ? [] : [`about ${span(pace.leftMs)} left`]
  const done = through(sum)
  const share = percent(done, sum.cells)
  const far = [`${grouped(done)} of ${counted(sum.cells, 'cell')}`, ...left, ...speed].join(', ')
  const came = `${grouped(sum.calls)} asked, ${grouped(sum.reused)} reused, ${grouped(sum.rejected)} rejected`
  const bar = barOf(share, columns, paint)
  return [[`${bar}${String(share).padStart(3)} %  ${far}`, paint([came, ...later].join('; '), 'dim')].join('; ')]
}

/** Two kinds of line, so that it can be read without colour, too. */
function barOf(share: number, columns: number, paint: Paint): string {
  const width = columns >= 100 ? 20 : columns >= 60 ? 10 : 0
  if (width === 0) return ''
  const full = Math.floor((share * width) / 100)
  return `${paint('━'.repeat(full), 'green')}${paint('─'.repeat(width - full), 'dim')} `
}

function runningLines(running: readonly Running[], room: number, paint: Paint): readonly string[] {
  const shown = running.slice(0, room)
  const names = shown.map(({ name }) => fitted(oneLine(name), longestName))
  const width = Math.max(0, ...names.map((name) => stringWidth(name)))
  return shown.map((each, index) => {
    const name = names[index] ?? ''
    return `  ${name}${' '.repeat(width - stringWidth(name))}  ${paint(runningInWords(each), 'dim')}`
  })
}

function runningInWords(one: Running): string {
  if (one.kind === 'model') return `${counted(one.pairs, 'pair')} looked at, ${grouped(one.calls)} asked`
  if (one.progress === undefined) return 'at work'
  return `${String(percent(through(one.progress), one.progress.cells)).padStart(3)} %  ${cameInWords(one.progress)}`
}

function sampleLine({ variant, text }: Latest, width: number, paint: Paint): string {
  return paint(`  ${oneLine(variant)}: ${oneLine(text.slice(0, 4 * width))}`, 'dim')
}

/** Without what has no width of its own, or turns the line around: terminals differ in what they make of it. */
function oneLine(text: string): string {
  return printable(text)
    .replace(/[\p{Cf}\uFE0E\uFE0F]/gu, '')
    .replace(/\s+/g, ' ')
}

/** A wide character at the edge is counted for one column there. */
function fitted(line: string, width: number): string {
  const cut = cliTruncate(line, width)
  return stringWidth(cut) > width ? cliTruncate(line, width - 1) : cut
}
