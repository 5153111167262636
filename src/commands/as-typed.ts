import { programName } from '../app/program-name.js'
import { typedAs } from '../messages/command-line.js'
import type { Terminal } from './terminal.js'

/** Turns a sentence of ours into one whose commands can be typed here: whoever has fusionkit in a project alone needs `npx fusionkit`. */
export function asTyped({ surroundings }: Pick<Terminal, 'surroundings'>): (sentence: string) => string {
  const program = programName(surroundings)
  return (sentence) => typedAs(program, sentence)
}
