/**
 * How the engine puts a question inside a sentence, found from what it says.
 *
 * A pair whose forms are known shows the frames; with one partner kept, what is new in a frame is the other question's form.
 */
import type { Language } from '../../../src/domain/project.js'
import type { Ask } from './asking.js'
import { plainMarks, quotesWhole } from './plain-marks.js'

interface Known {
  readonly question: string
  readonly form: string
}

const known: Readonly<Record<Language, readonly [Known, Known]>> = {
  en: [
    { question: 'Who invented the stethoscope?', form: 'who invented the stethoscope' },
    { question: 'Which animal sleeps upside down?', form: 'which animal sleeps upside down' },
  ],
  fr: [
    { question: 'Qui a inventé le stéthoscope ?', form: 'qui a inventé le stéthoscope' },
    { question: 'Quel animal dort la tête en bas ?', form: 'quel animal dort la tête en bas' },
  ],
}

/** The words before and after the second question. */
export type Surroundings = readonly [before: string, after: string]

/** Each frame of yes_no in which both known questions stand unquoted, the longest first. */
export async function knownFrames(ask: Ask, language: Language): Promise<readonly Surroundings[]> {
  const [one, two] = known[language]
  const frames: Surroundings[] = []
  for (const text of await phrasings(ask, one.question, two.question, language, 40)) {
    const [before, after, ...more] = text.split(two.form)
    if (before === undefined || after === undefined || more.length > 0) continue
    if (before.includes(one.form) && !quotesWhole(text, two.question)) frames.push([before, after])
  }
  return frames.sort(([a], [b]) => b.length - a.length)
}

/** The form of a question inside a sentence; `undefined`: it is quoted, or stands in none of the frames. */
export async function embeddedForm(
  ask: Ask,
  frames: readonly Surroundings[],
  question: string,
  language: Language,
): Promise<string | undefined> {
  const [one] = known[language]
  for (const text of await phrasings(ask, one.question, question, language, 12)) {
    const form = frames.map((frame) => between(text, frame)).find((found) => found !== undefined)
    if (form !== undefined && !quotesWhole(text, question)) return plainMarks(form)
  }
  return undefined
}

function between(text: string, [before, after]: Surroundings): string | undefined {
  const isThere = text.startsWith(before) && text.endsWith(after) && text.length > before.length + after.length
  return isThere ? text.slice(before.length, text.length - after.length) : undefined
}

async function phrasings(
  ask: Ask,
  first: string,
  second: string,
  language: Language,
  atMost: number,
): Promise<readonly string[]> {
  const texts: string[] = []
  for (let attempt = 1; attempt <= atMost; attempt += 1) {
    const { text } = await ask({ first, second, style: 'yes_no', language, attempt })
    if (text === '') break
    texts.push(text)
  }
  return texts
}
