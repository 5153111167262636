/** The heavy half of the rule engine: what `rules.ts` loads when a build has something to ask. */
import type { Language } from '../../domain/project.js'
import type { Completion, CompletionRequest } from '../../domain/completion.js'
import type { Engine, Server } from '../engine.js'
import { once } from '../../base/once.js'
import { compiled, type Frames } from './frame.js'
import { frames as english } from './en/frames.js'
import { englishWith } from './en/grammar.js'
import { openTagger } from './en/tagger.js'
import { frames as french } from './fr/frames.js'
import { french as frenchGrammar } from './fr/grammar.js'
import { phrase, type Phrasebook } from './phrase.js'
import { type Grammar, readQuestion } from './reading.js'
import { remembered } from './remembered.js'

/** Readings kept per language: enough for the questions of a large group, a few MiB at most. */
const mostRemembered = 4096

/** The engine itself. It fails no call; `refused` where a question is blank or the phrasings of a style are used up. */
export function openRules(): Engine {
  const books: Readonly<Record<Language, () => Promise<Phrasebook>>> = {
    en: once(async () => bookOf(compiled(english), englishWith(await openTagger()))),
    fr: once(async () => bookOf(compiled(french), frenchGrammar)),
  }
  let isClosed = false
  const server: Server = {
    name: 'rules',
    width: 64,
    complete: async (request, signal) => {
      signal.throwIfAborted()
      if (isClosed) throw new Error('the engine was closed')
      return { completion: complete(await books[request.language](), request) }
    },
    isUp: async () => true,
  }
  return { servers: [server], close: async () => void (isClosed = true) }
}

function bookOf(frames: Frames, grammar: Grammar): Phrasebook {
  return { frames, grammar, read: remembered(mostRemembered, (question) => readQuestion(question, grammar)) }
}

function complete(book: Phrasebook, { pair, style, attempt }: CompletionRequest): Completion {
  const text = phrase(book, pair.first.question, pair.second.question, style, attempt)
  return text === undefined ? { text: '', end: 'refused' } : { text, end: 'stop' }
}
