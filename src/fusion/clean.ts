/**
 * Takes off what models put around the one question that they were asked for.
 *
 * Pure, and a fixed point: what is clean stays as it is. What cannot be taken off safely is left for the checks to see.
 * When the same reply would be cleaned otherwise, raise the version in cleaning-version.ts.
 */

/** The question in a model's reply, on one line; "" where there is nothing but thinking. */
export function cleanText(raw: string): string {
  if (plainQuestion.test(raw) && !raw.includes('  ')) return raw
  // Every step takes something off or leaves the text alone, so this ends.
  for (let text = raw; ;) {
    const next = onOneLine(unwrapped(withoutNotes(withoutThinking(readable(text)))))
    if (next === text) return text
    text = next
  }
}

/** Most replies: there is nothing in them that any step would touch. */
const plainQuestion = /^\p{L}[\p{L}\p{N} ,'’()/%-]*\?$/u

/** Well-formed Unicode and \n line ends, without control characters, soft hyphens, invisible marks. */
function readable(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    .replace(
      /[\p{Surrogate}\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu,
      '',
    )
    .trim()
}

const thinking = '(?:think|thinking|thought|reasoning)'
const thinkingBlock = new RegExp(`<${thinking}>[^]*?</${thinking}>`, 'gi')
const thinkingEnd = new RegExp(`^[^]*</${thinking}>`, 'i')
const thinkingStart = new RegExp(`<${thinking}>[^]*$`, 'i')

function withoutThinking(text: string): string {
  if (!text.includes('<')) return text
  return text.replace(thinkingBlock, ' ').replace(thinkingEnd, '').replace(thinkingStart, '').trim()
}

const noteStart =
  /^[*_([]*(?:note|n\.?b|remarque|explanation|explication|rationale|i hope|i(?:'|’)?ve\b|i (?:have|combined|merged|kept|used|made|changed)|this (?:question|version|merge|sentence|rewrit)|the (?:merged|combined|rewritten|rephrased|new) |let me know|feel free|j(?:'|’)(?:espère|ai )|cette (?:question|version|phrase|formulation)|n(?:'|’)hésite|dis-moi|dites-moi|changes?(?: made)?\s?:)/i
const notesInBrackets = /(?<=\?["'”’»*_]*)(?:\s*\((?:note|n\.?b\.?|remarque)\b[^()]*\))+$/i

/** A note behind the question: a paragraph of its own, or in brackets. Only where a question stands before it. */
function withoutNotes(text: string): string {
  const end = /\n\s*\n|\n(?=[*_([]*(?:note|remarque|explanation|explication)\b)/i.exec(text)
  if (end === null) return withoutNoteInBrackets(text)
  const first = withoutNoteInBrackets(text.slice(0, end.index).trim())
  const rest = text.slice(end.index).trim()
  return /\?[\s"'”’»›`*_)]*(?:<\/\w+>)?(?:\n?```)?$/.test(first) && noteStart.test(rest) ? first : text
}

function withoutNoteInBrackets(text: string): string {
  return text.replace(notesInBrackets, '')
}

/** One layer of each kind of wrapping. */
function unwrapped(text: string): string {
  let bare = text
  for (const step of [withoutTurnMarks, withoutFence, withoutTags, withoutMarks, withoutLeadIn, withoutQuotes]) {
    bare = step(bare).trim()
  }
  return bare
}

const turnMark = '(?:<\\|[\\w-]{1,30}\\|>|</?s>|<(?:start|end)_of_turn>|\\[/?INST\\])'
const turnMarksAtStart = new RegExp(`^(?:${turnMark}\\s*)+`)
const turnMarkAtEnd = new RegExp(`${turnMark}$`)

function withoutTurnMarks(text: string): string {
  return text.replace(turnMarksAtStart, '').replace(turnMarkAtEnd, '')
}

/** A fence around the whole; on one line nothing tells a language from the first word, so nothing is taken for one. */
function withoutFence(text: string): string {
  if (!text.startsWith('```')) return text
  const end = text.indexOf('```', 3)
  if (end === -1) return text.replace(/^```(?:\w*\n)?/, '')
  const inside = text.slice(3, end).replace(/^\w*\n/, '')
  const isAll = end + 3 === text.length || /\?\W*$/.test(withoutNoteInBrackets(inside.trimEnd()))
  return isAll ? inside : text
}

const loneTag = /^<(?:q|question|output|answer|result|text)>|<\/(?:q|question|output|answer|result|text)>$/gi

function withoutTags(text: string): string {
  const [, tag, inside] = /^<([a-z][a-z0-9_-]*)>([^]*)<\/\1>$/i.exec(text) ?? []
  if (tag !== undefined && inside !== undefined) {
    return inside.toLowerCase().includes(`${tag.toLowerCase()}>`) ? text : inside
  }
  return (text.match(/<\/?[a-z]/gi) ?? []).length === 1 ? text.replace(loneTag, '') : text
}

/** Headings, list marks (not the first club of Cologne, 1. FC Köln), block quotes, and Markdown's stars. */
function withoutMarks(text: string): string {
  const bare = text
    .replace(/^#{1,6}\s+|^>\s+|^[•*–—-]\s+/, '')
    .replace(/^\(?\d{1,2}[.)]\s+(?!(?:FC|FSV|SC|Bundesliga|Liga|HNL)\b)(?![^]*\s\(?\d{1,2}[.)]\s)/, '')
  if (!/[*_]/.test(bare)) return bare
  return bare
    .replace(/^(_{1,2})(?=[^\s_])([^_]+)\1$/, '$2')
    .replace(/(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]*[^\s*])\1(?![\w*])/g, '$2')
}

const task =
  '(?:questions?|version|sentence|rephras\\w*|rewrit\\w*|rewording|merge\\w*|combin\\w*|fusion\\w*|output|result|response|reformul\\w*|phrase|proposition|formulation|résultat)'
const kind =
  '(?:merged|combined|fused|fusion|unified|compound|rewritten|rephrased|reworded|reformulated|revised|improved|new|final|single|simple|simplified|fluid|fluent|complex|concise|short|shorter|shortened|open-ended|academic|formal|yes[/-]no|follow-up|passive|passive[- ]voice|comparative|natural|child-friendly)'
const sorte =
  '(?:fusionnée?|combinée?|unique|reformulée?|réécrite?|simple|simplifiée?|fluide|complexe|concise?|courte|ouverte|académique|universitaire|fermée|passive|comparative|finale?|de suivi)'
const yes =
  "(?:sure(?: thing)?|certainly|of course|absolutely|okay|ok|alright|got it|great|no problem|bien s[ûu]r|d['’]accord|certainement|volontiers|avec plaisir|très bien|parfait|absolument)"
const leadIns = [
  `${yes}\\s?(?:[!.:]|\\n)`,
  `(?:${yes}\\s?[,!.:–—-]*\\s*)?(?:here(?:['’]?s| is| are| you go)|voici)\\b[^:?\\n]{0,120}?\\b${task}[^:?\\n]{0,120}(?:\\s?:|\\n)`,
  `(?:i(?:['’]ve| have)?|j['’]ai)\\b[^:?\\n]{0,100}?\\b${task}[^:?\\n]{0,80}\\s?:`,
  `(?:the |a |your )?(?:${kind},? )*(?:question|version|sentence|output|result|response|rewrite|rephrasing|reformulation|merge|fusion)(?: (?:is|would be|could be|reads))?(?:\\s?\\([^()\\n]{1,40}\\))?\\s?:`,
  `(?:merged|combined|fused|rewritten|rephrased|reworded|reformulated|output|q)\\s?:`,
  `(?:la |une |votre )?(?:question|version|phrase|reformulation|formulation|fusion|résultat|sortie|réponse)(?: ${sorte})*(?: est| serait)?(?:\\s?\\([^()\\n]{1,40}\\))?\\s?:`,
]
const leadIn = new RegExp(`^(?:\\*\\*|__)?(?:${leadIns.join('|')})(?:\\*\\*|__)?\\s+(?=\\S)`, 'i')

function withoutLeadIn(text: string): string {
  return text.replace(leadIn, '')
}

const pairs: readonly (readonly [string, string])[] = [
  ['“', '”'],
  ['„', '“'],
  ['„', '”'],
  ['«', '»'],
  ['‹', '›'],
  ['‘', '’'],
  ['``', "''"],
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
]

/** Quotes around the whole text, not two quoted titles at its ends; and a quote that has lost its partner. */
function withoutQuotes(text: string): string {
  for (const [open, close] of pairs) {
    if (text.length <= open.length + close.length) continue
    if (!text.startsWith(open) || !text.endsWith(close)) continue
    const inside = text.slice(open.length, -close.length)
    if (isWrapped(inside, open, close)) return inside
  }
  if (/^["“«][^"“”«»]*$/.test(text)) return text.slice(1)
  return /^[^"“”«»]*\?\s?["”»]$/.test(text) ? text.slice(0, -1) : text
}

/** Whether the quotes inside open before they close, so that those outside belong together. */
function isWrapped(inside: string, open: string, close: string): boolean {
  let depth = 0
  for (let at = 0; at < inside.length; at += 1) {
    const isOpen = inside.startsWith(open, at)
    if (!isOpen && !inside.startsWith(close, at)) continue
    const before = inside[at - 1] ?? ' '
    const after = inside[at + 1] ?? ' '
    if (/['’]/.test(inside[at] ?? '') && /[\p{L}\p{N}]/u.test(before) && /[\p{L}\p{N}]/u.test(after)) continue
    depth += open === close ? (/[\s([{]/.test(before) ? 1 : -1) : isOpen ? 1 : -1
    if (depth < 0) return false
  }
  return depth === 0
}

/** No-break spaces stay: French sets one before "?". */
function onOneLine(text: string): string {
  return text.replace(/[^\S\u00a0\u202f]+/g, ' ').trim()
}
