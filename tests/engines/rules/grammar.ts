/**
 * Bad grammar that shows without reading the whole sentence: what joining two questions is apt to leave behind.
 *
 * A stretch of words that a source has, too, is its own.
 */
import type { Language } from '../../../src/domain/project.js'
import type { Cell } from './asking.js'
import { plainMarks } from './plain-marks.js'

interface Trap {
  readonly name: string
  readonly pattern: RegExp
}

/** What is followed by an indirect question in any frame. */
const asksIndirectly =
  '(?:know|known|say|tell me|telling me|remind me|state|stated|establish|established|determine|determined|explain|explained|find out|finding out|told|on record|knowing|both|also|moreover,|furthermore,|in addition,)'
const asker = '(?:who|whom|what|when|where|why|how|how \\p{L}+|what \\p{L}+|which \\p{L}+|how many \\p{L}+)'
const startOfNoun = '(?:the|a|an|I|you|he|she|it|we|they|people|my|his|her|their)'

const english: readonly Trap[] = [
  {
    name: 'a question’s word order behind a verb of knowing',
    pattern: new RegExp(`(?<!\\p{L})${asksIndirectly} ${asker} (?:did|does|do|can|should|will) ${startOfNoun} `, 'giu'),
  },
  {
    name: '"whether" before the verb',
    pattern: /\bwhether (?:is|are|was|were|do|does|did|can|could|has|will|should|must) /giu,
  },
  {
    name: '"does" with a plural',
    pattern:
      /\b(?:does|is|was|has) the (?:(?!that |which |who |where )\p{L}+ )?(?!gas|species|series|news|physics|mathematics|states|headquarters|means)\p{L}+(?<![sui'’])s (?:of|that|who|which|in which|where) /giu,
  },
  {
    name: 'a noun phrase that asks',
    pattern: /\b(?:does|do|between|with|concerning|about) (?:who|whom|when|why|did|does) /giu,
  },
]

const french: readonly Trap[] = [
  {
    name: 'une inversion dans une interrogative indirecte',
    pattern:
      /(?:sait-on|savez-vous|dire|sait|savoir|établi|établir|précisé|préciser|déterminer|expliquer|découvrir|quelque part) (?:aussi |à la fois )?(?:(?!diffère)[^?,:;–«»“” ]+ ){0,12}(?!diffère)[^?,:;–«»“” ]+-(?:t-)?(?:ils?|elles?|on|je)(?![\p{L}-])/giu,
  },
  {
    name: '« ce que » devant un infinitif',
    pattern: /ce (?:que |qu[’'])(?:faire|dire|répondre|penser|choisir|prendre|mettre|risquer) /giu,
  },
  {
    name: 'une élision qui manque',
    pattern: /(?<![\p{L}-])(?:que|de|je|ne|se|me|te|le|la|lorsque) (?!onze|oui|un |une )[aeiouéèêàâîôû]\p{Ll}*/giu,
  },
  { name: '« si il »', pattern: /(?<!\p{L})si ils? /giu },
  { name: 'une contraction qui manque', pattern: /(?<!\p{L})(?:de|à) les? (?!\p{L}+(?:er|ir|re)(?!\p{L}))\p{L}+/gu },
]

/** In any language: "wHO WAS". */
const everywhere: readonly Trap[] = [{ name: 'half in capitals', pattern: /(?<!\p{L})\p{Ll}\p{Lu}{2,}\p{L}*/gu }]

const traps: Readonly<Record<Language, readonly Trap[]>> = {
  en: [...english, ...everywhere],
  fr: [...french, ...everywhere],
}

/** Each trap that a text fell into, with the words. */
export function grammarAmiss({ text, first, second, language }: Cell): readonly string[] {
  const own = plainMarks(`${first}\n${second}`).toLowerCase()
  return traps[language].flatMap(({ name, pattern }) =>
    [...text.matchAll(pattern)]
      .filter(([match]) => name === 'half in capitals' || !own.includes(plainMarks(match).toLowerCase()))
      .filter(([match]) => !first.includes(match) && !second.includes(match))
      .map(([match]) => `${name}: ${match.trim()}`),
  )
}
