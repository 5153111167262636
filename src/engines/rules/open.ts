/** The heavy half of the rule engine: what `rules.ts` loads when a build has something to ask. */
import type { Language } from '../../domain/project.js'
import type { Completion, CompletionRequest } from '../../domain/completion.js'
import type { Engine, Server } from '../engine.js'
import { compiled } from './frame.js'
import { frames as english } from './en/frames.js'
import { english as englishGrammar } from './en/grammar.js'
import { frames as french } from './fr/frames.js'
import { french as frenchGrammar } from './fr/grammar.js'
import { phrase, type Phrasebook } from './phrase.js'
import { readQuestion } from './reading.js'
import { remembered } from './remembered.js'

/** Readings kept per language: enough for the questions of a large group, a few MiB at most. */
const REMEMBERED = 4096

/** The engine itself. It never throws; `refused` where a question is blank or the phrasings of a style are used up. */
export function openRules(): Engine {
  const books: Readonly<Record<Language, Phrasebook>> = {
    en: {
      frames: compiled(english),
      read: remembered(REMEMBERED, (question) => readQuestion(question, englishGrammar)),
      grammar: englishGrammar,
    },
    fr: {
      frames: compiled(french),
      read: remembered(REMEMBERED, (question) => readQuestion(question, frenchGrammar)),
      grammar: frenchGrammar,
    },
  }
  const server: Server = {
    name: 'rules',
    width: 64,
    complete: async (request) => ({ completion: complete(books[request.language], request) }),
    isUp: async () => true,
  }
  return { servers: [server], close: async () => {} }
}

function complete(book: Phrasebook, { pair, style, attempt }: CompletionRequest): Completion {
  const text = phrase(book, pair.first.question, pair.second.question, style, attempt)
  return text === undefined ? { text: '', end: 'refused' } : { text, end: 'stop' }
}
