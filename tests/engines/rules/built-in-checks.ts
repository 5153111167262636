/** What a build holds a text to that has the built-in prompts and says nothing of checks, whatever engine answers. */
import type { Candidate } from '../../../src/checks/check.js'
import { checkCatalogue } from '../../../src/checks/index.js'
import { promptSets } from '../../../src/config/prompt-sets/index.js'
import type { PromptSetVariant } from '../../../src/config/prompt-set.js'
import type { Completion } from '../../../src/domain/completion.js'
import type { Checks, Language } from '../../../src/domain/project.js'
import { cleanText } from '../../../src/fusion/clean.js'
import { prepareChecks, type PreparedCheck } from '../../../src/fusion/prepared-checks.js'
import type { Cell } from './asking.js'

const inEveryVariant: Checks = Object.fromEntries(
  checkCatalogue.flatMap(({ name, byDefault }) => (byDefault === undefined ? [] : [[name, byDefault]])),
)

interface Held {
  readonly prompt: string
  readonly checks: readonly PreparedCheck[]
}

const heldTo = new Map<string, Held>(
  Object.values(promptSets).flatMap(({ language, variants }) =>
    Object.entries(variants).map(([name, variant]) => [keyOf(language, name), heldBy(variant)] as const),
  ),
)

function keyOf(language: Language, style: string): string {
  return `${language} ${style}`
}

function heldBy({ prompt, checks }: PromptSetVariant): Held {
  return { prompt, checks: prepareChecks({ ...inEveryVariant, ...checks }, checkCatalogue).all }
}

/** Each check that a text fails once it is cleaned, as a build cleans it, and why. */
export function checksFailed({ text, first: q1, second: q2, style, language }: Cell): readonly string[] {
  const held = heldTo.get(keyOf(language, style))
  if (held === undefined) return [`the prompts have no ${style}`]
  const completion: Completion = { text, end: 'stop' }
  const candidate: Candidate = { text: cleanText(text), completion, q1, q2, language, prompt: held.prompt }
  return held.checks.flatMap(({ name, judge }) => {
    const why = judge(candidate)
    return why === undefined ? [] : [`${name}: ${why}`]
  })
}
