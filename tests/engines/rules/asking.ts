/** The rule engine asked as anybody asks it, through its contract: nothing here knows how it works. */
import type { CompletionRequest } from '../../../src/domain/completion.js'
import { relPath } from '../../../src/domain/path.js'
import type { Language } from '../../../src/domain/project.js'
import type { Question } from '../../../src/domain/question.js'
import { rules } from '../../../src/engines/rules.js'
import { aRequest, firstOf, patient } from '../../support/fake-ollama/asking.js'
import { rough as roughEnglish, wellFormed as wellFormedEnglish } from './english-questions.js'
import { rough as roughFrench, wellFormed as wellFormedFrench } from './french-questions.js'

export const styles: readonly string[] = rules.styles ?? []
export const languages: readonly Language[] = ['en', 'fr']

/** One fused question, with what it was made of. */
export interface Cell {
  readonly first: string
  readonly second: string
  readonly style: string
  readonly language: Language
  readonly attempt: number
  /** Empty where the engine refused. */
  readonly text: string
}

export type Asked = Omit<Cell, 'text'>
export type Ask = (asked: Asked) => Promise<Cell>

/** Opens an engine of its own, with nothing remembered. */
export async function openedEngine(): Promise<Ask> {
  const engine = firstOf(await rules.open({ kind: 'rules' }, { gpu: false }, { env: {} }))
  return async (asked) => {
    const { text, end } = await engine.complete(requestFor(asked), patient)
    if ((end === 'refused') !== (text === '')) throw new Error(`${end}: ${JSON.stringify(asked)}`)
    return { ...asked, text }
  }
}

function requestFor({ first, second, style, language, attempt }: Asked): CompletionRequest {
  return aRequest({ pair: { first: question(first), second: question(second) }, style, language, attempt })
}

function question(text: string): Question {
  return { question: text, answer: undefined, row: { question: text }, path: relPath('questions.jsonl'), line: 1 }
}

export const carefulQuestions: Readonly<Record<Language, readonly string[]>> = {
  en: wellFormedEnglish,
  fr: wellFormedFrench,
}
const byLanguage: Readonly<Record<Language, readonly string[]>> = {
  en: [...wellFormedEnglish, ...roughEnglish],
  fr: [...wellFormedFrench, ...roughFrench],
}
const careful = new Set([...wellFormedEnglish, ...wellFormedFrench])

/** Whether a careful writer could have put both questions. */
export const isCareful = ({ first, second }: Asked): boolean => careful.has(first) && careful.has(second)

/** Every seventh question, of every shape, for what takes long or is asked of each pair many times. */
export const someQuestions: Readonly<Record<Language, readonly string[]>> = {
  en: byLanguage.en.filter((_, at) => at % 7 === 0),
  fr: byLanguage.fr.filter((_, at) => at % 7 === 0),
}

/** What the suite asks: each question with another one from further down the list, in each style, three attempts. */
export function everyCell(language: Language, questions = byLanguage[language], steps = [17]): readonly Asked[] {
  return questions.flatMap((first, at) =>
    steps.flatMap((step) => {
      const second = questions[(at + step) % questions.length] ?? ''
      return styles.flatMap((style) => [1, 2, 3].map((attempt) => ({ first, second, style, language, attempt })))
    }),
  )
}

/** All the cells, in the order in which they are given. */
export async function fused(ask: Ask, cells: readonly Asked[]): Promise<readonly Cell[]> {
  const texts: Cell[] = []
  for (const cell of cells) texts.push(await ask(cell))
  return texts
}

/** More phrasings than any pair has in a style. */
const NEVER_REACHED = 200

/** Every phrasing of a pair in a style, in the order of the attempts, until the engine has no more. */
export async function phrasingsOf(
  ask: Ask,
  asked: Omit<Asked, 'attempt'>,
  atMost = NEVER_REACHED,
): Promise<readonly string[]> {
  const texts: string[] = []
  for (let attempt = 1; attempt <= atMost; attempt += 1) {
    const { text } = await ask({ ...asked, attempt })
    if (text === '') break
    texts.push(text)
  }
  return texts
}
