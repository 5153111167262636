/** What shows that a text is of its style. */
import type { Language } from '../../../src/domain/project.js'
import type { Cell } from './asking.js'
import { keepsOrder } from './fillers.js'
import { lemmasIn, lemmasOf, wordsOf } from './lemmas.js'
import { wordsForChildren } from './words-for-children.js'

const asksYesOrNo: Readonly<Record<Language, RegExp>> = {
  en: /^(Do|Does|Did|Is|Are|Was|Were|Has|Have|Had|Can|Could|Will|Would|Shall|Should|May|Might|Must)(n[’']t)? \p{L}/u,
  fr: /^(Est-ce (que|qu[’'])|(Y |\p{L}+[’'])?\p{L}+-(t-)?(je|tu|il|elle|on|nous|vous|ils|elles)(?!\p{L}))/u,
}

const compares: Readonly<Record<Language, RegExp>> = {
  en: /compar|differ|in common|resembl|similar|alike|apart|distinguish/giu,
  fr: /compar|différ|diffèr|en commun|points? communs?|ressembl|distingu|rapproch/giu,
}

/** What a text lacks of its style; `undefined`: nothing. */
export function markerAmiss(cell: Cell): string | undefined {
  const { style, text, first, second, language } = cell
  switch (style) {
    case 'yes_no':
      return asksYesOrNo[language].test(text) ? undefined : 'does not begin as a question for yes or no'
    case 'comparative': {
      const said = (part: string): number => [...part.matchAll(compares[language])].length
      return said(text) > said(first) + said(second) ? undefined : 'compares nothing'
    }
    case 'follow_up':
      return keepsOrder(cell) ? undefined : 'turns the order round'
    case 'ce2': {
      const hard = wordsTooHard(cell)
      return hard.length === 0 ? undefined : `not among the words for children: ${hard.join(', ')}`
    }
    default:
      return undefined
  }
}

/** Words of a text that neither a source brought along nor a child of eight is sure to know. */
function wordsTooHard({ text, first, second, language }: Cell): readonly string[] {
  const own = lemmasIn(`${first} ${second}`, language)
  return wordsOf(text)
    .filter((word) => !lemmasOf(word, language).some((form) => own.has(form)))
    .filter((word) => !wordsForChildren[language].has(word.toLowerCase()))
}

/** The concise texts, among the first attempts of some pairs, that another style undercuts. */
export function conciseButLong(firstAttempts: readonly Cell[]): readonly Cell[] {
  const shortest = new Map<string, number>()
  for (const cell of firstAttempts) {
    shortest.set(pairOf(cell), Math.min(cell.text.length, shortest.get(pairOf(cell)) ?? Infinity))
  }
  return firstAttempts.filter(
    (cell) => cell.style === 'concise' && cell.text.length > (shortest.get(pairOf(cell)) ?? Infinity),
  )
}

const pairOf = ({ first, second }: Cell): string => JSON.stringify([first, second])
