/**
 * Which words are forms of one word: "sank" of "sink", "countries" of "country", « citer » of « citez ».
 *
 * A small judge of its own, so that a mistake in the engine's tables is none here. It knows too many forms rather than too few.
 */
import type { Language } from '../../../src/domain/project.js'

const irregular = `
  arise arose arisen|awake awoke awoken|bear bore borne born|beat beaten|become became|begin began begun|bend bent|bind bound|bite bit bitten
  bleed bled|blow blew blown|break broke broken|breed bred|bring brought|build built|burn burnt|buy bought|catch caught|choose chose chosen
  cling clung|come came|creep crept|deal dealt|dig dug|do does did done|draw drew drawn|dream dreamt|drink drank drunk|drive drove driven
  eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought|find found|flee fled|fly flew flown flies|forbid forbade forbidden
  forget forgot forgotten|freeze froze frozen|get got gotten|give gave given|go goes went gone|grind ground|grow grew grown|hang hung
  have has had|hear heard|hide hid hidden|hold held|keep kept|kneel knelt|know knew known|lay laid|lead led|lean leant|learn learnt|leave left
  lend lent|lie lay lain lied lying lies|light lit|lose lost|make made|mean meant|meet met|overcome overcame|pay paid|ride rode ridden|ring rang rung
  rise rose risen|run ran|say said says|see saw seen|seek sought|sell sold|send sent|shake shook shaken|shine shone|shoot shot|show shown
  shrink shrank shrunk|sing sang sung|sink sank sunk|sit sat|sleep slept|slide slid|speak spoke spoken|spell spelt|spend spent|spin spun
  spring sprang sprung|stand stood|steal stole stolen|stick stuck|strike struck|swear swore sworn|sweep swept|swim swam swum|swing swung
  take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown|tie tied tying ties|die died dying dies|understand understood
  wake woke woken|wear wore worn|weave wove woven|win won|wind wound|withdraw withdrew withdrawn|write wrote written
  man men|woman women|child children|foot feet|tooth teeth|mouse mice|person people`

const bases: ReadonlyMap<string, string> = new Map(
  irregular.split(/[|\n]/).flatMap((line) => {
    const [base = '', ...forms] = line.trim().split(' ')
    return forms.map((form) => [form, base] as const)
  }),
)

/** What "how tall" may be called in a noun phrase: "the height". */
const measures: ReadonlyMap<string, readonly string[]> = new Map([
  ['tall', ['height']],
  ['high', ['height']],
  ['long', ['length', 'duration', 'time']],
  ['far', ['distance']],
  ['old', ['age']],
  ['often', ['frequency']],
  ['deep', ['depth']],
  ['fast', ['speed']],
  ['heavy', ['weight']],
  ['big', ['size']],
  ['soon', ['time']],
])

const endings: Readonly<Record<Language, readonly string[]>> = {
  en: 'ies ied es s ed ing e y'.split(' '),
  fr: 'issent aient ent ons ait ant ées és ée ez er es ir re é e s x t'.split(' '),
}

const remembered: Readonly<Record<Language, Map<string, readonly string[]>>> = { en: new Map(), fr: new Map() }

/** What a word may be a form of, in lower case; two words belong together when they share one. */
export function lemmasOf(word: string, language: Language): readonly string[] {
  const lemmas = remembered[language].get(word) ?? lemmasFrom(word.toLowerCase(), language)
  remembered[language].set(word, lemmas)
  return lemmas
}

function lemmasFrom(lower: string, language: Language): readonly string[] {
  const base = language === 'en' ? bases.get(lower) : undefined
  const stems = [lower, base ?? lower].flatMap((form) => [form, ...stemsOf(form, language)])
  return [...new Set(stems)]
}

/** One for each ending that it may have: "uses" is "us" and "use". */
function stemsOf(form: string, language: Language): readonly string[] {
  const stems = endings[language]
    .filter((ending) => form.endsWith(ending) && form.length - ending.length >= 2)
    .map((ending) => form.slice(0, -ending.length))
  return language === 'en' ? stems.flatMap((stem) => [stem, stem.replace(/([bdglmnprt])\1$/u, '$1')]) : stems
}

/** Whether a word, or a form of it, or the noun of its measure, is among these lemmas. */
export function isAmong(word: string, lemmas: ReadonlySet<string>, language: Language): boolean {
  const forms = [word, ...(measures.get(word.toLowerCase()) ?? [])]
  return forms.some((form) => lemmasOf(form, language).some((lemma) => lemmas.has(lemma)))
}

/** Runs of letters and digits: "Halley’s" is two of them. */
export const wordsOf = (text: string): readonly string[] => text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []

/** The lemmas of all words of a text. */
export function lemmasIn(text: string, language: Language): ReadonlySet<string> {
  return new Set(wordsOf(text).flatMap((word) => lemmasOf(word, language)))
}
