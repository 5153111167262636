/**
 * The part-of-speech tagger (wink-nlp), which is loaded when the first English question is asked.
 *
 * What it answers depends on its version and on that of its model, and on nothing else: both are pinned.
 */

import type { PartOfSpeech } from 'wink-nlp'
import { once } from '../../../base/once.js'

export interface Token {
  readonly text: string
  readonly tag: PartOfSpeech
  /** Whether a blank stands before it. */
  readonly isSpaced: boolean
}

export interface Tagger {
  tokens(text: string): readonly Token[]
  /** Whether the word, in lower case, has a verb among its uses: "score", not "river". */
  canBeVerb(word: string): boolean
}

/** Takes about a third of a second. Once in a process: wink rewrites the model as it reads it, and cannot read it again. */
export const openTagger = once(loadTagger)

async function loadTagger(): Promise<Tagger> {
  const [{ default: winkNLP }, { default: model }] = await Promise.all([
    import('wink-nlp'),
    import('wink-eng-lite-web-model'),
  ])
  // its types name the package's folder as an ES module of its own, which it is not
  const nlp = winkNLP(model, ['pos'])
  const { its } = nlp
  const tokens = (text: string): Token[] => {
    const all = nlp.readDoc(text).tokens()
    const tags = all.out<PartOfSpeech>(its.pos) as PartOfSpeech[]
    const spaces = all.out(its.precedingSpaces)
    return all.out().map((word, at) => ({ text: word, tag: tags[at] ?? 'X', isSpaced: spaces[at] !== '' }))
  }
  return { tokens, canBeVerb: (word) => tokens(`to ${word}`)[1]?.tag === 'VERB' }
}
