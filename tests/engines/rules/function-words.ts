/** Words that say little by themselves: what is not here is content, and must not be lost. Split at apostrophes and hyphens. */
import type { Language } from '../../../src/domain/project.js'
import type { Cell } from './asking.js'

const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/))

const english = set(`
  a an the this that these those some any each every no not
  i you he she it we they me him her us them my your his its our their mine yours one ones who whom whose which what when where why how
  whether if than as so too also then and or but nor because while though although
  am is are was were be been being do does did done have has had having can could will would shall should may might must
  of in on at to from by for with about into onto over under after before during between among against through without within
  up down out off near since until till per
  there here s t d m ll re ve isn aren wasn weren don doesn didn haven hasn hadn can couldn wouldn shouldn mustn
  many much name list give tell
`)

const french = set(`
  le la les l un une des du de d ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs
  je j tu il elle on nous vous ils elles me m te t se s lui y en moi toi c ça cela celui celle ceux celles
  qui que qu quoi quel quelle quels quelles lequel laquelle lesquels lesquelles où quand comment combien pourquoi dont
  et ou mais ni si ne n pas plus aussi puis donc car comme
  à au aux dans sur sous par pour avec sans chez entre depuis pendant vers contre après avant selon lors jusqu
  est es sont suis était étaient fut furent être été a as ont ai ait avait avaient eu
  puis peux peut peuvent pouvez faut dois
  quelque tout toute tous toutes chaque
  citez nommez donnez
`)

/** Function words of each language, and what a rewritten question may do without: orders, "many", "there", « puis ». */
export const functionWords: Readonly<Record<Language, ReadonlySet<string>>> = { en: english, fr: french }

/** Words that are not written twice in a row. "That that", "had had", « vous vous » and « nous nous » can be right. */
const neverDoubled: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: set(`
    a an the this these those i you he she it we they my your his its our their who whom whose which what when where why how whether if
    and or but am is are was were be been do does did have has can could will would should may might must
    of in on at to from by for with about into after before during between also not
  `),
  fr: set(`
    le la les un une des du de ce cet cette ces mon ma mes son sa ses leur leurs je il elle on ils elles se qui que quel quelle quels quelles
    où quand comment combien pourquoi et ou mais si ne pas à au aux dans sur par pour avec sans entre depuis est sont a ont peut en y aussi
  `),
}

/** Function words that come twice in a row in a text, with nothing but a blank between. */
function doubledIn(text: string, language: Language): readonly string[] {
  const words = text.toLowerCase().split(' ')
  return words.filter((word, at) => word === words[at - 1] && neverDoubled[language].has(word))
}

/** The same, but for those that a source says twice itself. */
export function doubledAnew({ text, first, second, language }: Omit<Cell, 'style' | 'attempt'>): readonly string[] {
  const doubled = doubledIn(text, language)
  if (doubled.length === 0) return []
  const own = new Set([first, second].flatMap((question) => doubledIn(question.replace(/\s+/g, ' '), language)))
  return doubled.filter((word) => !own.has(word))
}

/** Words that take a capital at the start of a sentence alone; "May", "Will" and "Mark" may be names. */
export const neverNames: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: set(`
    who whom whose which what when where why how is are was were do does did has have can could should would must
    in on at from by for with during after of under a an the this these if name list give explain tell
  `),
  fr: set(`
    qui que quoi quel quelle quels quelles où quand comment combien pourquoi est ce un une des du de à au aux dans sur sous par pour avec
    en selon depuis pendant puis peut faut si citez nommez donnez expliquez lequel laquelle
  `),
}
