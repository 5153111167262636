import { excerptOf } from './check.js'
import type { Check } from './check.js'

/** What cleaning could not take off: tags, placeholders, labels, lists, JSON. What the questions hold themselves is theirs. */
export const markup: Check = {
  name: 'markup',
  version: 1,
  byDefault: true,
  schema: {
    type: 'boolean',
    description: 'Rejects replies with leftover tags, Markdown, template placeholders, labels, lists or JSON.',
  },
  prepare:
    () =>
    ({ text, q1, q2 }) => {
      for (const { what, pattern } of leftovers) {
        for (const [found] of text.matchAll(pattern)) {
          const mark = found.trim()
          if (!q1.includes(mark) && !q2.includes(mark)) return mark === '' ? what : `${what} "${excerptOf(mark, 30)}"`
        }
      }
      return undefined
    },
}

const leftovers: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'line breaks', pattern: /[\r\n]/g },
  { what: 'leftover token', pattern: /<\|[^|<>\n]{1,40}\|>|\[\/?INST\]|<<\/?SYS>>/g },
  // A name right behind "<", and ">" right behind it: "is 3 < 5" and "a<b and c>d" are none.
  { what: 'leftover tag', pattern: /<\/?[a-z][\w-]*(?:\s+[\w-]+=(?:"[^"<>]*"|'[^'<>]*'|[\w-]+))*\s*\/?>/gi },
  { what: 'template placeholder', pattern: /\{\{|\}\}|\{%|%\}/g },
  { what: 'Markdown', pattern: /```|\*\*|\]\(https?:|^#{1,6}\s/g },
  { what: 'HTML entity', pattern: /&(?:quot|apos|amp|lt|gt|nbsp|#\d{1,6}|#x[\da-f]{1,5});/gi },
  { what: 'JSON', pattern: /^\s*\{[^]*\}\s*$|^\s*\[\s*[{"][^]*\]\s*$|"\w+"\s*:\s*["[{]/g },
  { what: 'label', pattern: /(?<![\p{L}\p{N}])(?:Q[12]|A[12]|(?:Question|Answer|Réponse)\s[12])\s?:/gu },
  {
    what: 'label',
    pattern: /(?<=^|[.?!]\s)(?:Question|Answer|Explanation|Note|Output|Réponse|Explication|Remarque)\s?:/g,
  },
  { what: 'a list', pattern: /^\(?\d{1,2}[.)]\s(?=[^]*\s\(?\d{1,2}[.)]\s)|\?\s+(?:[-*•]|\(?\d{1,2}[.)])\s/g },
]
