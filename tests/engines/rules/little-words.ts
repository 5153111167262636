/**
 * Whether an indirect question still has the little words of its question, and the rest in its order.
 *
 * "What brass is made" of "What is brass made of" loses no word that says something, and is wrong all the same.
 */
import type { Language } from '../../../src/domain/project.js'
import { functionWords } from './function-words.js'
import { lemmasOf, wordsOf } from './lemmas.js'

/** Words that may come and go when a question is put inside a sentence. */
const comeAndGo: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: new Set([
    'do',
    'does',
    'did',
    'whether',
    'if',
    'not',
    't',
    'isn',
    'don',
    'is',
    'tell',
    'me',
    'give',
    'name',
    'list',
    's',
  ]),
  // « que se passe-t-il »: ce qui se passe; « que faire »: ce qu’il faut faire
  fr: new Set('est ce que qu qui t il ils elle elles on l si s j je puis peux faut'.split(' ')),
}

/** Where it stands last ("Hanoi is the capital of which country"), it goes first. */
const opensWithAsker =
  /^\W*(?:\p{L}+ )?(?:wh|how|is|are|was|were|do|does|did|has|have|can|could|will|qu|où|combien|comment|pourquoi|est-ce)/iu

/** Little words that are gone or new, and whether more than one word has moved (a phrase before a comma may). */
export function littleWordsAmiss(question: string, form: string, language: Language): readonly string[] {
  const [had, has] = [partsOf(question, language), partsOf(form, language)]
  const [before, after] = [had, has].map((words) =>
    words
      .filter((word) => functionWords[language].has(word))
      .sort()
      .join(' '),
  )
  const mayMove = question.includes(',') || !opensWithAsker.test(question)
  const moved = mayMove ? 0 : has.length - inOrder(had, has, language)
  return [
    ...(before === after ? [] : [`little words: ${before} → ${after}`]),
    ...(moved > 1 ? ['more than the verb has moved'] : []),
  ]
}

/** The words that may not come and go; a verb that agrees with another subject is the same. */
function partsOf(text: string, language: Language): readonly string[] {
  const plain = text
    .toLowerCase()
    .replace(/ \(à propos de .*\)$/u, '')
    .replace(/^[^:«“]+ : (?=\p{Ll})/u, '')
    .replace(/^qui est-ce qui /u, 'qui ')
  return wordsOf(plain)
    .map((word) => (/^(has|had)$/.test(word) ? 'have' : word))
    .filter((word) => !comeAndGo[language].has(word))
}

/** How many words the two have in the same order. */
function inOrder(one: readonly string[], two: readonly string[], language: Language): number {
  let row = two.map(() => 0)
  for (const word of one) {
    const next: number[] = []
    for (const [at, other] of two.entries()) {
      const isSame = word === other || lemmasOf(word, language).some((form) => lemmasOf(other, language).includes(form))
      next.push(isSame ? (row[at - 1] ?? 0) + 1 : Math.max(row[at] ?? 0, next[at - 1] ?? 0))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
