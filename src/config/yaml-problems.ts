/**
 * What the YAML parser complains about, in the user's words.
 *
 * One mistake makes a parser stumble several times: a line is named once, and what YAML cannot read at all is named only
 * where it begins. The traps that a prompt falls into are recognised first, wherever they stand.
 */
import { type Document, isScalar, visit, type YAMLError } from 'yaml'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Place } from '../domain/place.js'
import * as say from '../messages/config-yaml.js'
import { lineIndexAt, lineTextAt, placeIn, type TextFile } from './text-file.js'

export function yamlProblems(file: TextFile, document: Document): Diagnostic[] {
  const byLine = new Map<number, Diagnostic>()
  let lost = false
  for (const error of [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0])) {
    const trap = trapAt(file, error)
    if (trap === undefined && lost) continue
    const problem = trap ?? describe(file, document, error)
    const line = problem.place?.line ?? 0
    if (!byLine.has(line)) byLine.set(line, problem)
    lost ||= trap === undefined
  }
  return [...byLine.values()]
}

function trapAt(file: TextFile, error: YAMLError): Diagnostic | undefined {
  const start = error.pos[0]
  const index = lineIndexAt(file, start)
  return (
    tab(file, error, index) ??
    colon(file, error) ??
    braces(file, index) ??
    comment(file, error, index) ??
    (index > 0 && lineTextAt(file, index).trim() !== '' ? undefined : braces(file, index - 1))
  )
}

function tab(file: TextFile, { code }: YAMLError, index: number): Diagnostic | undefined {
  const indent = /^\s*/.exec(lineTextAt(file, index))?.[0] ?? ''
  if (code !== 'TAB_AS_INDENT' && !indent.includes('\t')) return undefined
  const start = (file.lineStarts[index] ?? 0) + Math.max(0, indent.indexOf('\t'))
  return say.tabIndent(placeIn(file, start))
}

/** `fluid: Ask this: {{ q1 }}`: the error stands where the value begins. */
function colon(file: TextFile, { code, pos }: YAMLError): Diagnostic | undefined {
  if (code !== 'BLOCK_AS_IMPLICIT_KEY') return undefined
  const index = lineIndexAt(file, pos[0])
  const lineEnd = (file.lineStarts[index] ?? 0) + lineTextAt(file, index).length
  const value = file.text.slice(pos[0], lineEnd)
  if (!/:(\s|$)/.test(value) || /^["']/.test(value)) return undefined
  return say.unquotedColon(value, placeIn(file, pos[0], lineEnd))
}

/** `fluid: {{ q1 }} and more` */
function braces(file: TextFile, index: number): Diagnostic | undefined {
  const line = lineTextAt(file, index)
  const found = /^(\s*(?:- +)*(?:([^\s"'#:{[][^:]*): +)?)(\{\{.*)$/.exec(line)
  if (found === null) return bracesInside(file, index)
  const start = (file.lineStarts[index] ?? 0) + (found[1]?.length ?? 0)
  return say.unquotedBraces(found[2], found[3] ?? '', placeIn(file, start, start + (found[3]?.length ?? 1)))
}

/** `fluid: { prompt: {{ q1 }} and more, record: false }` */
function bracesInside(file: TextFile, index: number): Diagnostic | undefined {
  const found = /^([^"']*[{,]\s*([^\s"'#:{[,][^:,]*): +)(\{\{[^,]*)/.exec(lineTextAt(file, index))
  if (found === null) return undefined
  const start = (file.lineStarts[index] ?? 0) + (found[1]?.length ?? 0)
  const source = (found[3] ?? '').replace(/\s*\}$/, (end, at: number, whole: string) =>
    whole.slice(0, at).endsWith('}}') ? '' : end,
  )
  return say.unquotedBraces(found[2], source, placeIn(file, start, start + source.length))
}

/** A text over several lines that lost its end: `prompt: Ask {{ q1 }} # one` and a deeper line below it. */
function comment(file: TextFile, { code }: YAMLError, index: number): Diagnostic | undefined {
  if (code !== 'BAD_INDENT' && code !== 'UNEXPECTED_TOKEN' && code !== 'MISSING_CHAR') return undefined
  for (const line of code === 'BAD_INDENT' ? [index, index - 1] : [index - 1]) {
    const found =
      line < 0 ? null : /^(\s*(?:- +)*[^\s"'#:{[][^:]*: +[^\s"'#|>[{].*?)\s(#.*)$/.exec(lineTextAt(file, line))
    const start = (file.lineStarts[line] ?? 0) + (found?.[1]?.length ?? 0) + 1
    if (found !== null) return say.commentInText(placeIn(file, start, start + (found[2]?.length ?? 1)))
  }
  return undefined
}

function describe(file: TextFile, document: Document, error: YAMLError): Diagnostic {
  const [start, end] = error.pos
  const place = placeIn(file, start, end)
  const inWords = sentences[error.code]
  if (inWords !== undefined) return inWords(place, { file, document, error, source: file.text.slice(start, end) })
  return beginsItsLine(file, start) ? say.misplacedIndent(place) : say.unreadableYaml(place)
}

interface Found {
  readonly file: TextFile
  readonly document: Document
  readonly error: YAMLError
  readonly source: string
}

const sentences: { readonly [Code in YAMLError['code']]?: (place: Place, found: Found) => Diagnostic } = {
  BAD_DQ_ESCAPE: (_place, { file, error: { pos } }) =>
    say.unknownEscape(file.text.slice(pos[0], pos[0] + 2), placeIn(file, pos[0], pos[0] + 2)),
  BAD_INDENT: (place, { error }) =>
    error.message.startsWith('Flow') ? say.unclosedBracket(place) : say.misplacedIndent(place),
  BAD_SCALAR_START: (place, { file, error: { pos } }) => say.textBeginsWithSign(file.text.charAt(pos[0]), place),
  BLOCK_AS_IMPLICIT_KEY: (place) => say.nestedUnderValue(place),
  MISSING_CHAR: (_place, { file, document, error }) => missing(file, document, error),
  MULTILINE_IMPLICIT_KEY: (_place, { file, document, error }) => missing(file, document, error),
  MULTIPLE_DOCS: (place) => say.secondDocument(place),
  TAG_RESOLVE_FAILED: (place, { source }) => say.unknownTag(source, place),
}

function beginsItsLine(file: TextFile, offset: number): boolean {
  return /^[ ]+$/.test(file.text.slice(file.lineStarts[lineIndexAt(file, offset)], offset))
}

function missing(file: TextFile, document: Document, { pos, message }: YAMLError): Diagnostic {
  if (message.includes('quote')) return say.closingQuoteMissing(openQuote(file, document) ?? placeIn(file, pos[0]))
  const line = file.text.slice(pos[0], pos[1]).split('\n', 1)[0]?.trim() ?? ''
  if (line === '' || message.includes('Flow') || message.includes('flow'))
    return say.unreadableYaml(placeIn(file, ...pos))
  return say.lineHasNoValue(line, placeIn(file, pos[0], pos[0] + line.length))
}

/** Where the text begins whose closing quote is missing: the parser only says where the file ends. */
function openQuote(file: TextFile, document: Document) {
  let found: number | undefined
  visit(document, {
    Scalar(_key, node) {
      if (!isScalar(node) || node.type === undefined || !node.type.startsWith('QUOTE') || !node.range) return
      const source = file.text.slice(node.range[0], node.range[1])
      if (source.length < 2 || source.at(-1) !== source[0]) found ??= node.range[0]
    },
  })
  return found === undefined ? undefined : placeIn(file, found)
}
