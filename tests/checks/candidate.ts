import { checkCatalogue } from '../../src/checks/index.js'
import type { Candidate, Check, CheckParameter } from '../../src/checks/check.js'
import { cleanText } from '../../src/fusion/clean.js'

/** A candidate around a text, over two questions about nothing that matters. */
export function candidateOf(text: string, given: Partial<Candidate> = {}): Candidate {
  return {
    text,
    completion: { text, end: 'stop' },
    q1: 'Who invented the zip fastener?',
    q2: 'How long can a snail sleep?',
    language: 'en',
    prompt:
      'Merge these two questions into one:\n<q1>Who invented the zip fastener?</q1>\n<q2>How long can a snail sleep?</q2>',
    ...given,
  }
}

export function checkNamed(name: string): Check {
  const check = checkCatalogue.find((check) => check.name === name)
  if (check === undefined) throw new Error(`no check is called ${name}`)
  return check
}

/** The reason of one check, with a parameter or its default. */
export function reasonOf(
  name: string,
  parameter: CheckParameter,
  text: string,
  given: Partial<Candidate> = {},
): string | undefined {
  return checkNamed(name).prepare(parameter)(candidateOf(text, given))
}

/** Cleans a raw reply and makes every check that is on: the name and the reason of the first that fails. */
export function verdictOn(
  raw: string,
  given: Partial<Candidate> = {},
  more: Readonly<Record<string, CheckParameter>> = {},
): string | undefined {
  for (const check of checkCatalogue) {
    const parameter = more[check.name] ?? check.byDefault
    if (parameter === undefined) continue
    const reason = check.prepare(parameter)(candidateOf(cleanText(raw), given))
    if (reason !== undefined) return `${check.name}: ${reason}`
  }
  return undefined
}
