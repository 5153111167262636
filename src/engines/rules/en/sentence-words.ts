/** The words of a question as it was written: the tagger's tokens put together again, names and quotations recognised. */
import { letterOf } from './letters.js'
import type { Tagger, Token } from './tagger.js'
import { type Word, type Words } from './word.js'
import { questionWords } from './words.js'

/** A word as it was written, before it has its letter. */
interface Piece {
  text: string
  tag: string
  isSpaced: boolean
}

const opening = /^["“«‘'(]$/
const closing: Readonly<Record<string, string>> = { '"': '"', '“': '”', '«': '»', '‘': '’', "'": "'", '(': ')' }

/** The words of a body. */
export function wordsOf(body: string, tagger: Tagger): Words {
  const pieces = whole(tagger.tokens(body))
  const quotedTo = quotations(pieces)
  const hasNames = pieces.some(({ text }, at) => at > 0 && /^\p{Lu}/u.test(text) && text !== 'I')
  let letters = ''
  let insideTo = -1
  const words = pieces.map(({ text, tag, isSpaced }, at): Word => {
    insideTo = Math.max(insideTo, quotedTo.get(at) ?? -1)
    const plain = text.toLowerCase().replaceAll('’', "'")
    const next = tagOf(pieces[at + 1], hasNames)
    const letter =
      at <= insideTo ? 'P' : (special(text, tag, at, hasNames) ?? letterOf({ plain, tag, before: letters, next }))
    letters += letter
    return { text, plain, letter, isSpaced }
  })
  return withVerb(words, letters, tagger)
}

/** What is written as a name is one: "a contributor to Doctor Who". */
function tagOf(piece: Piece | undefined, hasNames: boolean): string {
  return hasNames && /^\p{Lu}/u.test(piece?.text ?? '') ? 'PROPN' : (piece?.tag ?? '')
}

/** "Which river flows through …": where the tagger saw no verb at all, the plural behind a noun is it. */
function withVerb(words: Words, letters: string, tagger: Tagger): Words {
  if (/[bdhmFEV]/.test(letters)) return words
  // "which two countries | share the …"
  const base = /^w[AMNP]*S(?=N[DOH])/.exec(letters)?.[0].length
  if (base !== undefined && tagger.canBeVerb(words[base]?.plain ?? '')) return relettered(words, base, 'V')
  const verb = /^(?:w(?=S[NSA])|(?:w|[^S]*[NP])(?=S[IDOPRH]))/.exec(letters)?.[0].length ?? -1
  const plain = words[verb]?.plain ?? ''
  const bases = [plain.slice(0, -1), plain.slice(0, -2), `${plain.slice(0, -3)}y`]
  if (!plain.endsWith('s') || !bases.some((base) => base.length > 1 && tagger.canBeVerb(base))) return words
  return relettered(words, verb, 'F')
}

function relettered(words: Words, at: number, letter: string): Words {
  return words.map((word, index) => (index === at ? { ...word, letter } : word))
}

/** Tokens without a blank between them are one word: "rock-n-roll", "Kwai's", "$30"; marks at its edges are not. */
function whole(tokens: readonly Token[]): Piece[] {
  const pieces: Piece[] = []
  let canGrow = false
  for (const { text, tag, isSpaced } of tokens) {
    const last: Piece | undefined = pieces.at(-1)
    const isPossessive: boolean = /^['’]$/.test(text) && !isSpaced && canGrow && (last?.text.endsWith('s') ?? false)
    const isMark: boolean = !isPossessive && /^["“”«»‘’'(),;:!?…–—[\]{}]+$/.test(text)
    const isContracted: boolean = /^['’]s$/.test(text) && questionWords.has(last?.text.toLowerCase() ?? '')
    if (last !== undefined && canGrow && !isSpaced && !isMark && !isContracted && text !== 'not') grow(last, text, tag)
    else pieces.push({ text, tag: isMark ? 'MARK' : tag, isSpaced })
    canGrow = !isMark
  }
  return pieces
}

function grow(piece: Piece, text: string, tag: string): void {
  piece.text += text
  if (/^['’]s?$/.test(text)) piece.tag = 'POSSESSIVE'
  else if (/^['’]/.test(text)) piece.tag = 'CONTRACTED'
  else if (/^n['’]t$/i.test(text)) piece.tag = 'NEGATED'
  else if (piece.tag !== 'PROPN' && tag !== 'PUNCT' && tag !== 'SYM')
    piece.tag = /-/.test(piece.text) && /VERB|ADJ/.test(tag) ? 'ADJ' : tag
}

/** Where a quotation or a bracket opens → where it closes. */
function quotations(pieces: readonly Piece[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  for (let at = 0; at < pieces.length; at += 1) {
    const { text, isSpaced } = pieces[at] as Piece
    if (!opening.test(text) || !(isSpaced || at === 0)) continue
    const end = pieces.findIndex((piece, index) => index > at && piece.text === closing[text])
    if (end === -1) continue
    found.set(at, end)
    at = end
  }
  return found
}

/** What the spelling says, whatever the tagger did. */
function special(text: string, tag: string, at: number, hasNames: boolean): string | undefined {
  if (tag === 'MARK') return text === ',' ? ',' : /^[;:–—]$/.test(text) ? ';' : 'x'
  if (tag === 'CONTRACTED') return 'x'
  if (tag === 'POSSESSIVE') return 'H'
  if (/^[$£€]?\d[\d.,]*$/.test(text)) return 'M'
  if (at > 0 && hasNames && /^\p{Lu}/u.test(text) && text !== 'I') return 'P'
  return /\p{Lu}/u.test(text.slice(1)) && at === 0 ? 'P' : undefined
}
