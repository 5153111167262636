import type { Readable, Writable } from 'node:stream'
import { isCancel, select } from '@clack/prompts'
import type { Question } from '../domain/choice.js'

interface Ends {
  readonly input: Readable
  readonly output: Writable
  readonly signal: AbortSignal
}

/** Asks with a list to pick from, by arrow keys and Enter. `undefined`: Ctrl-C, Esc, or the signal. */
export async function chooseInTerminal({ asks, choices }: Question, ends: Ends): Promise<string | undefined> {
  const options = choices.map((choice) => ({ ...choice }))
  const answer = await select<string>({ message: asks, options, ...ends })
  return isCancel(answer) ? undefined : answer
}
