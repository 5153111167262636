/** An indirect question, before it is a text. */
import { as, type Word, type Words } from './word.js'
import type { Ask, Parts } from './parts.js'

export interface Clause {
  /** As in `Parts`: said behind everything. */
  readonly front: Words
  readonly ask: Ask
  /** What follows the words of `ask`, as it is said. */
  readonly words: Words
  /** subject: what is asked for acts. moved: it stands somewhere behind the verb. is: "X is", and nothing behind. */
  readonly shape: 'subject' | 'moved' | 'is'
  /** Words of the question that it has in another form. */
  readonly lost: readonly string[]
}

/** Nothing moves: "which state | is nicknamed …". */
export function unmoved({ front, ask, auxiliary, rest }: Parts): Clause {
  return { front, ask, words: auxiliary === undefined ? rest : [auxiliary, ...rest], shape: 'subject', lost: [] }
}

/** The first `at` words are the subject: the auxiliary goes behind them. */
export function moved({ front, ask, auxiliary, rest }: Parts, at: number): Clause {
  const verb = auxiliary === undefined ? [] : [spelledOut(auxiliary)]
  const lost = auxiliary?.plain === "'s" ? ['s'] : []
  const shape = at === rest.length ? 'is' : 'moved'
  return { front, ask, words: [...rest.slice(0, at), ...verb, ...rest.slice(at)], shape, lost }
}

function spelledOut(auxiliary: Word): Word {
  return as(auxiliary, auxiliary.plain === "'s" ? 'is' : auxiliary.text.toLowerCase())
}

/** "In 1969," as it stands behind. */
export function withoutComma(front: Words): Words {
  return front.filter(({ letter }, at) => letter !== ',' || at < front.length - 1)
}
