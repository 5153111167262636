import { fold } from '../base/fold.js'
import { excerptOf } from './check.js'
import type { Candidate, Check } from './check.js'

/** A reply that gives back what it was given. */
export const echo: Check = {
  name: 'echo',
  version: 1,
  byDefault: true,
  schema: {
    type: 'boolean',
    description: 'Rejects replies that are one of the two questions, or repeat the prompt.',
  },
  prepare: () => (candidate) => {
    const text = loose(candidate.text)
    if (text === '') return undefined
    if (text === loose(candidate.q1)) return 'repeats the first question alone'
    if (text === loose(candidate.q2)) return 'repeats the second question alone'
    return promptEcho(text, candidate)
  },
}

/** The fewest words of a line that cannot come about by chance. */
const fewestWords = 5

function promptEcho(text: string, { prompt }: Candidate): string | undefined {
  if (text.split(' ').length < fewestWords) return undefined
  // Folding hardly changes a length: most prompts are too long to be compared.
  if (prompt.length < 2 * text.length && text === loose(prompt)) return 'repeats the prompt'
  const instruction = instructionOf(prompt)
  return instruction !== undefined && text.includes(loose(instruction))
    ? `repeats the instruction "${excerptOf(instruction, 40)}"`
    : undefined
}

/** The first line of at least five words that is not itself a question; of "Rephrase this question: …" what stands before the colon. */
function instructionOf(prompt: string): string | undefined {
  for (const line of prompt.split('\n')) {
    const [before = ''] = line.split(/:\s/, 1)
    for (const part of [before, line]) {
      const bare = part.trim()
      const isData = /[?>]["'”’»)]?$/.test(bare) || bare.startsWith('<')
      if (!isData && loose(bare).split(' ').length >= fewestWords) return bare
    }
  }
  return undefined
}

/** Folded, and quotes do not matter. */
function loose(text: string): string {
  return fold(text.replace(/["“”„«»‹›`]/g, ' ').replaceAll('’', "'"))
}
