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

/** Two questions whose forms nobody doubts, and a style that uses such forms. */
export interface Probe {
  readonly style: string
  readonly language: Language
  readonly known: readonly [Known, Known]
}

/** For "who invented the stethoscope". */
export const indirectly: Readonly<Record<Language, Probe>> = {
  en: {
    style: 'yes_no',
    language: 'en',
    known: [
      { question: 'Who invented the stethoscope?', form: 'who invented the stethoscope' },
      { question: 'Which animal sleeps upside down?', form: 'which animal sleeps upside down' },
    ],
  },
  fr: {
    style: 'yes_no',
    language: 'fr',
    known: [
      { question: 'Qui a inventé le stéthoscope ?', form: 'qui a inventé le stéthoscope' },
      { question: 'Quel animal dort la tête en bas ?', form: 'quel animal dort la tête en bas' },
    ],
  },
}

/** For "the capital of Bolivia". */
export const byNoun: Readonly<Record<Language, Probe>> = {
  en: {
    style: 'comparative',
    language: 'en',
    known: [
      { question: 'What is the capital of Bolivia?', form: 'the capital of Bolivia' },
      { question: 'What is the currency of Latvia?', form: 'the currency of Latvia' },
    ],
  },
  fr: {
    style: 'comparative',
    language: 'fr',
    known: [
      { question: 'Quelle est la capitale de la Bolivie ?', form: 'la capitale de la Bolivie' },
      { question: 'Quelle est la monnaie de la Lettonie ?', form: 'la monnaie de la Lettonie' },
    ],
  },
}

/** The words before and after the second question. */
export type Surroundings = readonly [before: string, after: string]

/** Each frame in which both known questions stand unquoted, the longest first. */
export async function knownFrames(ask: Ask, probe: Probe): Promise<readonly Surroundings[]> {
  const [one, two] = probe.known
  const frames: Surroundings[] = []
  for (const text of await phrasings(ask, probe, two.question, 40)) {
    const [before, after, ...more] = text.split(two.form)
    if (before === undefined || after === undefined || more.length > 0) continue
    if (before.includes(one.form) && !quotesWhole(text, two.question)) frames.push([before, after])
  }
  return frames.sort(([a, b], [c, d]) => c.length + d.length - a.length - b.length)
}

/** The form of a question inside a sentence; `undefined`: it is quoted, or stands in none of the frames. */
export async function embeddedForm(
  ask: Ask,
  probe: Probe,
  frames: readonly Surroundings[],
  question: string,
): Promise<string | undefined> {
  for (const text of await phrasings(ask, probe, question, 8)) {
    const form = frames.map((frame) => between(text, frame)).find((found) => found !== undefined)
    const isThere = form !== undefined && !quotesWhole(text, question)
    if (isThere && !form.startsWith('la réponse à qui ')) return plainMarks(form)
  }
  return undefined
}

function between(text: string, [before, after]: Surroundings): string | undefined {
  const isThere = text.startsWith(before) && text.endsWith(after) && text.length > before.length + after.length
  return isThere ? text.slice(before.length, text.length - after.length) : undefined
}

async function phrasings(
  ask: Ask,
  { style, language, known: [{ question: first }] }: Probe,
  second: string,
  atMost: number,
): Promise<readonly string[]> {
  const texts: string[] = []
  for (let attempt = 1; attempt <= atMost; attempt += 1) {
    const { text } = await ask({ first, second, style, language, attempt })
    if (text === '') break
    texts.push(text)
  }
  return texts
}

/** A form with each of its brackets in and out. */
export function spelledOut(form: string): readonly string[] {
  const [, before, inside, after] = /^(.*?)\(((?:that|who|why|qu)[^()]*)\) ?(.*)$/u.exec(form) ?? []
  if (before === undefined || inside === undefined || after === undefined) return [plainMarks(form)]
  return [`${before}${inside} ${after}`, `${before}${after}`].flatMap((spelled) => spelledOut(spelled))
}
