/**
 * Where in a fused question its two sources stand, and the frame that is left around them.
 *
 * Found from the words alone: the stretch of the text that holds most of a question's words in the least room.
 */
import type { Asked, Cell } from './asking.js'
import { contentOf } from './content.js'
import { functionWords } from './function-words.js'
import { lemmasOf, wordsOf } from './lemmas.js'

/** From the first token to the last, both included. */
interface Span {
  readonly from: number
  readonly to: number
}

/** Words that an indirect question may begin with, and verbs that may move behind its subject. */
const mayBeAdded: Readonly<Record<Cell['language'], ReadonlySet<string>>> = {
  en: new Set(['whether', 'if', 'what', 'the']),
  fr: new Set(['ce', 'que', 'qu', 'si', 's', 'l', 'le', 'la', 'les', 'je', 'il', 'on']),
}
const joins = new Set(['and', 'et'])

const frames = new WeakMap<Cell, string>()

/** What is left of a text without its two questions: "do you know … and …?", in lower case. */
export function frameOf(cell: Cell): string {
  const frame = frames.get(cell) ?? withoutFillers(cell)
  frames.set(cell, frame)
  return frame
}

function withoutFillers(cell: Cell): string {
  const tokens = tokensOf(cell.text)
  const spans = [cell.first, cell.second].map((question) => spanOf(tokens, question, cell.language))
  const isInside = (at: number): boolean => spans.some((span) => span && span.from <= at && at <= span.to)
  const left = tokens.map((token, at) => (isInside(at) ? '…' : token.toLowerCase()))
  return left.filter((token, at) => token !== '…' || left[at - 1] !== '…').join(' ')
}

/** Whether the first question stands before the second: what only one of them says tells where it is. */
export function keepsOrder({ text, first, second, language }: Cell): boolean {
  const tokens = tokensOf(text)
  const one = firstPlace(tokens, first, second, language)
  const two = firstPlace(tokens, second, first, language)
  return one === undefined || two === undefined || one < two
}

const tokensOf = (text: string): readonly string[] => text.match(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? []

function firstPlace(
  tokens: readonly string[],
  question: string,
  other: string,
  language: Asked['language'],
): number | undefined {
  const others = new Set(wordsOf(other).flatMap((word) => lemmasOf(word, language)))
  const own = contentOf(question, language).filter((word) => !lemmasOf(word, language).some((form) => others.has(form)))
  const spans = spanOf(tokens, own.join(' '), language)
  return own.length === 0 ? undefined : spans?.from
}

function spanOf(tokens: readonly string[], question: string, language: Asked['language']): Span | undefined {
  const content = contentOf(question, language)
  const wanted = content.length > 0 ? content : wordsOf(question)
  const core = tightest(placesOf(tokens, wanted, language))
  return core && widened(tokens, core, new Set(wordsOf(question.toLowerCase())), language)
}

/** For each token that is a form of one of the wanted words: where it stands, and which word that is. */
function placesOf(
  tokens: readonly string[],
  wanted: readonly string[],
  language: Asked['language'],
): readonly (readonly [at: number, word: number])[] {
  const byLemma = indexOf(wanted, language)
  return tokens.flatMap((token, at) => {
    const found = lemmasOf(token, language).find((form) => byLemma.has(form))
    return found === undefined ? [] : [[at, byLemma.get(found) ?? -1] as const]
  })
}

const indices = new WeakMap<readonly string[], ReadonlyMap<string, number>>()

function indexOf(wanted: readonly string[], language: Asked['language']): ReadonlyMap<string, number> {
  const index =
    indices.get(wanted) ??
    new Map(wanted.flatMap((word, at) => lemmasOf(word, language).map((form) => [form, at] as const)))
  indices.set(wanted, index)
  return index
}

/** The shortest stretch that holds as many of the words as the whole text does. */
function tightest(places: readonly (readonly [at: number, word: number])[]): Span | undefined {
  const all = new Set(places.map(([, word]) => word)).size
  let best: Span | undefined
  for (const [start, [from]] of places.entries()) {
    const seen = new Set<number>()
    for (const [to, word] of places.slice(start)) {
      seen.add(word)
      if (seen.size < all) continue
      if (best === undefined || to - from < best.to - best.from) best = { from, to }
      break
    }
  }
  return best
}

/** With the question's function words on both sides, and the quotes around it. */
function widened(
  tokens: readonly string[],
  { from, to }: Span,
  own: ReadonlySet<string>,
  language: Asked['language'],
): Span {
  const isOwn = (token = ''): boolean => {
    const word = token.toLowerCase()
    return !joins.has(word) && ((own.has(word) && functionWords[language].has(word)) || mayBeAdded[language].has(word))
  }
  let [start, end] = [from, to]
  while (isOwn(tokens[start - 1]) || /^['’-]$/u.test(tokens[start - 1] ?? '')) start -= 1
  while (isOwn(tokens[end + 1]) || /^['’-]$/u.test(tokens[end + 1] ?? '')) end += 1
  return withQuotes(tokens, { from: start, to: end })
}

const opens = new Set(['“', '«'])
const closes = new Set(['”', '»'])

/** With both ends of each quote that begins or ends in it, and with the quotes around the whole. */
function withQuotes(tokens: readonly string[], { from, to }: Span): Span {
  const inside = tokens.slice(from, to + 1)
  const open = inside.filter((token) => opens.has(token)).length - inside.filter((token) => closes.has(token)).length
  const start = open < 0 ? tokens.findLastIndex((token, at) => at < from && opens.has(token)) : from
  const end = open > 0 ? tokens.findIndex((token, at) => at > to && closes.has(token)) : to
  const span = { from: start === -1 ? from : start, to: end === -1 ? to : end }
  const isQuoted = opens.has(tokens[span.from - 1] ?? '') && closes.has(tokens[span.to + 1] ?? '')
  return isQuoted ? { from: span.from - 1, to: span.to + 1 } : span
}
