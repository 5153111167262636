/** What a preview shows: before | now, words tinted by the question that they come from. */
import type { PreviewedCell, PreviewedText, PreviewedVariant, PreviewOutcome } from '../domain/preview.js'
import { unreachable } from '../base/unreachable.js'
import { beside, type Piece, type SetLine, wrapped } from './columns.js'
import { counted, grouped } from './numbers.js'
import type { Paint } from './paint.js'
import { capital, listed } from './phrases.js'
import { printable } from './printable.js'
import { sourceOfWords, type SourceOfWord, wordsIn } from './source-words.js'

export interface PreviewLook {
  readonly paint: Paint
  readonly columns: number
  /** What builds the rest. */
  readonly build: string
}

/** From this width on, before and now stand side by side. */
const wide = 100
/** Longer lines are hard to read. */
const widest = 160
const narrowest = 40
const indent = '    '

/** `preview on 8 pairs, before │ now` and a line for each variant, with what was edited of it, and where its prompt stands. */
export function chosenLines(
  variants: readonly PreviewedVariant[],
  pairs: number,
  { paint }: PreviewLook,
): readonly string[] {
  const names = variants.map(({ name, parts, place }) => {
    const what = parts.length === 0 ? '' : `: ${listed(parts)} changed`
    const where = place?.line === undefined ? '' : `  ${place.path}:${place.line}`
    return `  ${paint(printable(name), 'bold')}${printable(`${what}${where}`)}`
  })
  const of = variants.length === 1 ? '' : ` of ${counted(variants.length, 'variant')}`
  return [
    `preview${of} on ${counted(pairs, 'pair')}, before${between}now: ${paint('words of A', first)}, ${paint('words of B', second)}`,
    ...names,
  ]
}

const [first, second] = ['cyan', 'magenta'] as const

export function cellLines(cell: PreviewedCell, look: PreviewLook): readonly string[] {
  const { paint } = look
  const { group, variant, pair, isPinned, before, now } = cell
  const columns = Math.max(narrowest, Math.min(widest, look.columns)) - 1
  const [mark, style] = markOf(cell)
  const title = `${paint(mark, style)} ${paint(printable(variant), 'bold')}  ${paint(printable(group), 'dim')}${isPinned ? ' ★ pinned' : ''}`
  const questions = [
    ...labelled('A', [{ text: printable(pair[0]) }], columns, (text) => paint(text, first)),
    ...labelled('B', [{ text: printable(pair[1]) }], columns, (text) => paint(text, second)),
  ]
  return [title, ...questions, ...textLines(before, now, { ...look, columns }, sourceOfWords(...pair))]
}

type Marked = readonly [mark: string, style: 'red' | 'yellow' | 'green' | 'dim']

function markOf({ before, now }: PreviewedCell): Marked {
  if (now.kind !== 'text') return ['✗', 'red']
  if (before === undefined) return ['+', 'green']
  return isSame(before, now) ? ['=', 'dim'] : ['●', 'yellow']
}

const isSame = (before: PreviewedText | undefined, now: PreviewedText): boolean =>
  before?.kind === 'text' && now.kind === 'text' && before.text === now.text

/** `A  …`, the following lines below its text. */
function labelled(
  label: string,
  pieces: readonly Piece[],
  columns: number,
  paint: (text: string) => string = (text) => text,
): readonly string[] {
  const lead = `${indent}${label}  `
  return wrapped(pieces, columns - lead.length).map(({ text }, row) =>
    row === 0 ? `${indent}${paint(label)}  ${text}` : `${' '.repeat(lead.length)}${text}`,
  )
}

type Source = (word: string) => SourceOfWord

function textLines(
  before: PreviewedText | undefined,
  now: PreviewedText,
  { columns, paint }: PreviewLook,
  source: Source,
): readonly string[] {
  const piecesOf = (text: PreviewedText) => inPieces(text, paint, source)
  if (before === undefined) return labelled('now   ', piecesOf(now), columns)
  if (isSame(before, now)) return labelled('same  ', piecesOf(now), columns)
  if (columns < wide - 1)
    return [...labelled('before', piecesOf(before), columns), ...labelled('now   ', piecesOf(now), columns)]
  const width = Math.floor((columns - indent.length - between.length) / 2)
  const column = (text: PreviewedText): readonly SetLine[] => wrapped(piecesOf(text), width)
  return beside(column(before), column(now), width, paint(between, 'dim')).map((line) => `${indent}${line}`)
}

const between = ' │ '

function inPieces(text: PreviewedText, paint: Paint, source: Source): readonly Piece[] {
  switch (text.kind) {
    case 'text':
      return tinted(printable(text.text), paint, source)
    case 'rejected':
      return [
        { text: printable(`rejected (${text.reason}): ${text.detail}. `), paint: (part) => paint(part, 'red') },
        ...tinted(printable(text.text), paint, source),
      ]
    case 'skipped':
      return [{ text: printable(`none: "${text.because}" has no text`), paint: (part) => paint(part, 'red') }]
    case 'failed':
      return [{ text: printable(`no answer: ${text.error}`), paint: (part) => paint(part, 'red') }]
    default:
      return unreachable(text)
  }
}

/** Each word by itself, with the marks that stick to it. */
function tinted(text: string, paint: Paint, source: Source): readonly Piece[] {
  return text.split(/(\s+)/).map((part) => {
    const from = source(wordsIn(part)[0] ?? '')
    return from === undefined
      ? { text: part }
      : { text: part, paint: (word) => paint(word, from === 'first' ? first : second) }
  })
}

/** The last lines: how many are other ones, what it cost, and what comes next. */
export function previewEndLines(outcome: PreviewOutcome, { build }: PreviewLook): readonly string[] {
  switch (outcome.kind) {
    case 'shown': {
      const { cells, changed, rejected, calls } = outcome
      const parts = [
        `${grouped(changed)} of ${counted(cells, 'text')} changed`,
        ...(rejected > 0 ? [`${grouped(rejected)} rejected`] : []),
        `${grouped(calls)} asked`,
      ]
      const kept = calls > 0 ? `What was asked is kept: ${build} asks for the rest.` : ''
      const rest = changed > 0 && calls === 0 ? `${capital(build)} asks for the rest.` : kept
      return [`previewed: ${parts.join(', ')}. ${rest}`.trimEnd()]
    }
    case 'nothing-edited':
      return [
        `No prompt differs from what was built. To see one all the same, name it: \`fusionkit preview ${outcome.known[0] ?? 'simple'}\`. There are: ${outcome.known.join(', ')}.`,
      ]
    case 'failed':
      return [
        `not all could be shown; ${counted(outcome.calls, 'completion')} came, and ${outcome.calls === 1 ? 'is' : 'are'} kept`,
      ]
    case 'aborted':
      return []
    default:
      return unreachable(outcome)
  }
}
